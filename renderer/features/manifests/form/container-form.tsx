import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { get, itemsOf, textOf } from '../../../../shared/model/plain.ts';
import type { Path } from '../../../../shared/text/path.ts';
import { IconButton } from '../../../components/button.tsx';
import { ContainerCare } from './container-care.tsx';
import { FieldGrid } from './field-grid.tsx';
import { FindingsAt } from './findings-list.tsx';
import { placeKey } from './model/shape.ts';
import { freeName } from './model/starting-values.ts';
import { useObjectScope, useValue } from './object-scope.tsx';
import { RowList } from './row-list.tsx';

interface ContainerFormProps {
  readonly path: Path;
  /** What moves it among the containers of its pod. */
  readonly mover: ReactNode;
  readonly onRemove: () => void;
}

/** One container of a pod: image, requests, ports, variables and mounts. */
export function ContainerForm({ path, mover, onRemove }: ContainerFormProps) {
  const { current } = useObjectScope();
  const value = useValue(path);
  const volumes = itemsOf(useValue(['spec', 'template', 'spec', 'volumes']));
  const name = textOf(get(value, 'name')) ?? `Container ${Number(path.at(-1)) + 1}`;
  const of = (list: string): readonly unknown[] => itemsOf(get(value, list));
  const key = placeKey(path);
  return (
    <fieldset
      className="form-container"
      aria-label={`Container ${name}`}
      data-place={key}
      data-current={current === key || undefined}
    >
      <div className="form-section-head">
        <h4 className="mono">{name}</h4>
        <span className="end">
          {mover}
          <IconButton label={`Remove container ${name}`} onClick={onRemove}>
            <X size={15} aria-hidden />
          </IconButton>
        </span>
      </div>
      <FieldGrid
        grid="grid-container"
        paths={[
          [...path, 'name'],
          [...path, 'image'],
          [...path, 'resources', 'requests', 'cpu'],
          [...path, 'resources', 'requests', 'memory'],
        ]}
      />
      <FindingsAt paths={[path]} />
      <RowList
        path={[...path, 'env']}
        title="Environment"
        noun="variable"
        grid="row-variable"
        keys={['name', 'value']}
        start={() => ({
          name: freeName(
            'VARIABLE',
            of('env').map((each) => get(each, 'name')),
            '_',
          ),
          value: '',
        })}
        none="No variables of its own."
      />
      <RowList
        path={[...path, 'ports']}
        title="Listens on"
        noun="container port"
        grid="row-listen"
        keys={['containerPort', 'name', 'protocol']}
        start={() => ({ containerPort: 8080 })}
        none="Not said."
      />
      <RowList
        path={[...path, 'volumeMounts']}
        title="Mounts"
        noun="mount"
        grid="row-mount"
        keys={(mount) =>
          get(mount, 'readOnly') === undefined ? ['name', 'mountPath'] : ['name', 'mountPath', 'readOnly']
        }
        start={() => ({ name: textOf(get(volumes[0], 'name')) ?? 'data', mountPath: '/data' })}
        none="No volume is mounted."
      />
      <ContainerCare path={path} />
    </fieldset>
  );
}
