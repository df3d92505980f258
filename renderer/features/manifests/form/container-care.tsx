import { Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { get, isMap, itemsOf } from '../../../../shared/model/plain.ts';
import type { Path } from '../../../../shared/text/path.ts';
import { IconButton } from '../../../components/button.tsx';
import { Menu } from '../../../components/menu.tsx';
import { FieldGrid } from './field-grid.tsx';
import { FindingsAt } from './findings-list.tsx';
import { placeKey } from './model/shape.ts';
import { useChange, useObjectScope, useValue } from './object-scope.tsx';

const probes = [
  { key: 'readinessProbe', title: 'Readiness', help: 'takes traffic only while it answers' },
  { key: 'livenessProbe', title: 'Liveness', help: 'is started anew when it stops answering' },
  { key: 'startupProbe', title: 'Start-up', help: 'holds the other two back until it is up' },
] as const;
const timing = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold'];

/** What keeps a container in bounds and in health: limits and probes, each shown where the text has it. */
export function ContainerCare({ path }: { readonly path: Path }) {
  const value = useValue(path);
  const change = useChange();
  const [reason, setReason] = useState<string>();
  const limits: Path = [...path, 'resources', 'limits'];
  const hasLimits = get(get(value, 'resources'), 'limits') !== undefined;
  const present = probes.filter(({ key }) => get(value, key) !== undefined);
  const absent = probes.filter(({ key }) => get(value, key) === undefined);
  const write = (at: Path, made: unknown): void => {
    void change({ op: 'set', path: at, value: made }).then(setReason);
  };
  const remove = (at: Path): void => {
    void change({ op: 'remove', path: at }).then(setReason);
  };
  const firstPort = get(itemsOf(get(value, 'ports'))[0], 'containerPort') ?? 8080;
  const items = [
    ...(hasLimits
      ? []
      : [
          {
            label: 'Limits',
            detail: 'how much it may take',
            onSelect: () => write(limits, { cpu: '500m', memory: '256Mi' }),
          },
        ]),
    ...absent.map(({ key, title, help }) => ({
      label: `${title} probe`,
      detail: help,
      onSelect: () => write([...path, key], { httpGet: { path: '/', port: firstPort }, periodSeconds: 10 }),
    })),
  ];
  return (
    <>
      {hasLimits ? (
        <Part title="Limits" onRemove={() => remove(limits)}>
          <FieldGrid
            grid="grid-limits"
            paths={[
              [...limits, 'cpu'],
              [...limits, 'memory'],
            ]}
          />
        </Part>
      ) : null}
      {present.map(({ key, title }) => (
        <Probe
          key={key}
          path={[...path, key]}
          title={`${title} probe`}
          onRemove={() => remove([...path, key])}
        />
      ))}
      {items.length === 0 ? null : (
        <div>
          <Menu
            items={items}
            trigger={
              <button type="button" className="button link form-add">
                <Plus size={13} aria-hidden />
                Add limits or a probe
              </button>
            }
          />
        </div>
      )}
      {reason === undefined ? null : (
        <p className="hint error" role="alert">
          Not written: {reason}
        </p>
      )}
    </>
  );
}

interface PartProps {
  readonly title: string;
  readonly place?: Path;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

function Part({ title, place, onRemove, children }: PartProps) {
  const { current } = useObjectScope();
  const key = place && placeKey(place);
  return (
    <fieldset
      className="form-section"
      aria-label={title}
      data-place={key}
      data-current={(key !== undefined && current === key) || undefined}
    >
      <div className="form-section-head">
        <h4>{title}</h4>
        <span className="end">
          <IconButton label={`Remove ${title}`} onClick={onRemove}>
            <X size={15} aria-hidden />
          </IconButton>
        </span>
      </div>
      {children}
    </fieldset>
  );
}

interface ProbeProps {
  readonly path: Path;
  readonly title: string;
  readonly onRemove: () => void;
}

/** A probe: what is asked, where the form knows the way of asking, and when. */
function Probe({ path, title, onRemove }: ProbeProps) {
  const value = useValue(path);
  const asked: Path[] = isMap(get(value, 'httpGet'))
    ? [
        [...path, 'httpGet', 'path'],
        [...path, 'httpGet', 'port'],
      ]
    : isMap(get(value, 'tcpSocket'))
      ? [[...path, 'tcpSocket', 'port']]
      : [];
  return (
    <Part title={title} place={path} onRemove={onRemove}>
      <FieldGrid grid="grid-probe" paths={[...asked, ...timing.map((key) => [...path, key])]} />
      <FindingsAt paths={[path]} />
    </Part>
  );
}
