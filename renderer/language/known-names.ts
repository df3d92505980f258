import { isMap, textOf } from '../../shared/model/plain.ts';
import { valueAt } from '../../shared/text/path.ts';
import type { CursorPlace, LooseNode } from './loose-tree.ts';
import type { KnownImage } from './protocol.ts';

/** What a manifest may name: the images there are, and what stands elsewhere in the same text. */
export interface Names {
  readonly images: readonly KnownImage[];
  /** The objects of the text, as far as they parse. */
  readonly objects: readonly unknown[];
}

/** A name that may stand at a place, and where it comes from. */
interface KnownName {
  readonly value: string;
  readonly detail: string;
}

/** A label that the pods of a workload carry. */
interface PodLabel {
  readonly key: string;
  readonly value: string;
  readonly workload: string;
}

const containerOf = /^spec\/template\/spec\/(?:containers|initContainers)\/\d+\/(.+)$/;

/** Values that a place may have because something of that name exists: an image, a volume of the object, a pod's label. */
export function namesAt({ path }: CursorPlace, root: LooseNode, names: Names): readonly KnownName[] {
  const inContainer = containerOf.exec(path.join('/'))?.[1];
  if (inContainer === 'image')
    return names.images.map(({ reference, origin }) => ({ value: reference, detail: origin }));
  if (inContainer !== undefined && /^volumeMounts\/\d+\/name$/.test(inContainer)) return volumesOf(root);
  if (!isServiceSelector(path.slice(0, -1), root)) return [];
  return podLabels(names)
    .filter(({ key }) => key === path.at(-1))
    .map(({ value, workload }) => ({ value, detail: workload }));
}

/** Labels that a Service may select pods by, as the keys of its selector; those there already are left out. */
export function labelsAt(
  { path, node, key: own }: CursorPlace,
  root: LooseNode,
  names: Names,
): readonly PodLabel[] {
  if (!isServiceSelector(path, root)) return [];
  return podLabels(names).filter(({ key }) => key === own || !node.entries.has(key));
}

function isServiceSelector(path: CursorPlace['path'], root: LooseNode): boolean {
  return path.join('/') === 'spec/selector' && root.entries.get('kind')?.scalar === 'Service';
}

function volumesOf(root: LooseNode): readonly KnownName[] {
  const volumes = ['spec', 'template', 'spec', 'volumes'].reduce<LooseNode | undefined>(
    (node, step) => node?.entries.get(step),
    root,
  );
  return (volumes?.items ?? []).flatMap(({ entries }) => {
    const value = entries.get('name')?.scalar;
    return value === undefined || value === '' ? [] : [{ value, detail: 'volume of this object' }];
  });
}

function podLabels({ objects }: Names): readonly PodLabel[] {
  const found = new Map<string, PodLabel>();
  for (const object of objects) {
    const labels = valueAt(object, ['spec', 'template', 'metadata', 'labels']);
    const kind = textOf(valueAt(object, ['kind']));
    if (!isMap(labels) || kind === undefined) continue;
    const workload = `${kind} ${textOf(valueAt(object, ['metadata', 'name'])) ?? ''}`.trim();
    for (const [key, value] of Object.entries(labels)) {
      if (typeof value === 'string' && !found.has(`${key}=${value}`))
        found.set(`${key}=${value}`, { key, value, workload });
    }
  }
  return [...found.values()];
}
