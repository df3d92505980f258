import { Plus } from 'lucide-react';
import { get, itemsOf } from '../../../../shared/model/plain.ts';
import type { Path } from '../../../../shared/text/path.ts';
import { useStudio } from '../../../store/studio.ts';
import { ContainerForm } from './container-form.tsx';
import { FieldGrid } from './field-grid.tsx';
import { FindingsAt } from './findings-list.tsx';
import { imageChoices, imagesInUse } from './model/image-choices.ts';
import { freeName, newContainer } from './model/starting-values.ts';
import { useValue } from './object-scope.tsx';
import { ReplicasField } from './replicas-field.tsx';
import { RowList, useRows } from './row-list.tsx';

const podSpec: Path = ['spec', 'template', 'spec'];
const at = (...steps: string[]): Path => [...podSpec, ...steps];
const templateLabels: Path = ['spec', 'template', 'metadata', 'labels'];
const selectorPath: Path = ['spec', 'selector', 'matchLabels'];

/** A ReplicaSet, StatefulSet or Job: how many pods, and what is in them. */
export function WorkloadForm({ job }: { readonly job: boolean }) {
  const replicas = useValue(['spec', 'replicas']);
  const names: Path[] = [['metadata', 'name']];
  const optional: readonly Path[] = [
    ['spec', 'serviceName'],
    ['metadata', 'cohesityTag'],
    at('restartPolicy'),
  ];
  const present = usePresent(optional);
  names.push(...optional.filter((path, index) => present[index] || (job && path.at(-1) === 'restartPolicy')));
  const hasSelector = usePresent([selectorPath])[0] === true;
  const pairs = [...(job && !hasSelector ? [] : [selectorPath]), templateLabels, ['metadata', 'labels']];
  const volumes = itemsOf(useValue(at('volumes')));
  return (
    <>
      <div className="form-beside">
        <FieldGrid grid={`grid-names count-${names.length}`} paths={names} />
        {job && replicas === undefined ? null : <ReplicasField />}
      </div>
      <FieldGrid grid="grid-pairs" paths={pairs} />
      {useValue(at('initContainers')) === undefined ? null : (
        <Containers path={at('initContainers')} title="Containers that run first" />
      )}
      <Containers path={at('containers')} title="Containers" />
      <RowList
        path={at('volumes')}
        title="Volumes"
        noun="volume"
        grid="row-volume"
        keys={['name', 'fsType', 'volumeType', 'volumeName']}
        start={() => ({
          name: freeName(
            'data',
            volumes.map((volume) => get(volume, 'name')),
          ),
          fsType: 'ext4',
          volumeType: 'dynamic',
        })}
        none="None: what the containers write is lost when they restart."
      />
    </>
  );
}

/** Which of these paths the text has. */
function usePresent(paths: readonly Path[]): readonly boolean[] {
  const root = useValue([]);
  return paths.map(
    (path) => path.reduce<unknown>((value, step) => get(value, String(step)), root) !== undefined,
  );
}

function Containers({ path, title }: { readonly path: Path; readonly title: string }) {
  const containers = itemsOf(useValue(path));
  const app = useValue(['metadata', 'name']);
  const start = (): unknown => {
    const { facts, views } = useStudio.getState();
    const name = freeName(
      containers.length === 0 ? String(app ?? 'app') : 'sidecar',
      containers.map((each) => get(each, 'name')),
    );
    const [choice] = imageChoices(facts?.images, imagesInUse(views.appSpec?.objects ?? []));
    return newContainer(name, choice?.reference ?? `${name}:latest`);
  };
  const { section, add, remove, mover, reason } = useRows(path, containers.length, start, 'container');
  return (
    <fieldset className="form-section" ref={section} aria-label={title}>
      <div className="form-section-head">
        <h4>{title}</h4>
        <button type="button" className="button link form-add" onClick={add}>
          <Plus size={13} aria-hidden />
          Add container
        </button>
      </div>
      {containers.map((_, index) => (
        <ContainerForm
          // biome-ignore lint/suspicious/noArrayIndexKey: a container has no other identity that typing would not change.
          key={index}
          path={[...path, index]}
          mover={mover(index)}
          onRemove={() => remove(index)}
        />
      ))}
      <FindingsAt paths={[path]} />
      {reason === undefined ? null : (
        <p className="hint error" role="alert">
          Not written: {reason}
        </p>
      )}
    </fieldset>
  );
}
