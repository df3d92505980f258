import {
  below,
  type Container,
  type Entry,
  injectedVariables,
  type Port,
  type Workload,
} from '../model/appspec.ts';
import { normaliseReference } from '../model/image-reference.ts';
import { get, isMap, textOf } from '../model/plain.ts';
import type { ImageFact, Known } from '../rules/project.ts';
import { shownPairs } from '../rules/words.ts';
import { matchesOwnPods } from '../rules/workload.ts';
import { formatBytes, formatCount } from './format.ts';
import type { TopologyBuilder, TopologyNode, TopologyPlace } from './topology-graph.ts';

/** A workload with the nodes that stand for it. */
export interface DrawnWorkload {
  readonly workload: Workload;
  readonly pod: string;
  readonly containers: readonly { readonly container: Container; readonly id: string }[];
}

/** What every pod is told, and what is known of the images. */
interface Surroundings {
  readonly ports: readonly Port[];
  readonly images: Known<readonly ImageFact[]>;
}

export function placeOf(entry: Entry): TopologyPlace {
  return { role: 'appSpec', object: entry.object.index, path: entry.path };
}

/** Whether a workload is the Job that runs when the app is uninstalled. */
export function isCleanup({ kind, object }: Workload): boolean {
  const metadata = below(object, 'metadata');
  const tags = [below(metadata, 'cohesityTag').value, below(metadata, 'labels', 'cohesityTag').value];
  return kind === 'Job' && tags.includes('cleanup');
}

/** Draws a workload from its replicas down to what its containers mount. */
export function drawWorkload(
  graph: TopologyBuilder,
  workload: Workload,
  surroundings: Surroundings,
): DrawnWorkload {
  const { object, kind } = workload;
  const stage = isCleanup(workload) ? ({ uninstall: true } as const) : {};
  const add = (node: TopologyNode): string => graph.add({ ...node, ...stage });
  const { words, several } = podsOf(workload);
  const id = add({
    id: `${object.kind} ${object.name ?? ''}`,
    kind: 'workload',
    label: object.kind ?? kind,
    title: object.name ?? 'without a name',
    detail: words,
    place: placeOf(object),
    ...(several ? { several } : {}),
    ...(object.kind === kind ? {} : { broken: 'kind not taken' }),
  });
  const labels = workload.templateLabels.value;
  const mismatch = kind !== 'Job' && isMap(workload.selector.value) && !matchesOwnPods(workload);
  const pod = add({
    id: `${id} / pod`,
    kind: 'pod',
    label: 'Pod',
    title: 'Pod',
    detail: isMap(labels) ? shownPairs(labels) : 'no labels',
    place: placeOf(workload.template),
    within: id,
    ...(workload.containers.length === 0 ? { broken: 'no containers' } : {}),
  });
  graph.connect(id, pod, 'keeps', '', mismatch ? 'the selector does not match these pods' : undefined);

  const containers = workload.containers.map((container) => {
    const drawn = drawContainer(add, container, pod);
    graph.connect(pod, drawn, 'runs', container.init ? 'first' : '');
    drawImage(graph, add, container, drawn, surroundings.images);
    drawVariables(add, container, drawn);
    return { container, id: drawn };
  });
  drawInjected(add, workload, pod, surroundings.ports);
  drawVolumes(graph, add, workload, pod, containers);
  return { workload, pod, containers };
}

type Add = (node: TopologyNode) => string;

function drawContainer(add: Add, container: Container, pod: string): string {
  const name = container.name ?? '';
  const wishes = below(container, 'resources', 'requests').value;
  const asked = [
    ['CPU', get(wishes, 'cpu')],
    ['memory', get(wishes, 'memory')],
  ].flatMap(([what, amount]) =>
    typeof amount === 'string' || typeof amount === 'number' ? [`${amount} ${what}`] : [],
  );
  return add({
    id: `${pod} / ${name}`,
    kind: 'container',
    label: container.init ? 'Init container' : 'Container',
    title: name === '' ? 'without a name' : name,
    detail: asked.join(', '),
    place: placeOf(container),
    within: pod,
  });
}

function drawImage(
  graph: TopologyBuilder,
  add: Add,
  container: Container,
  within: string,
  images: Known<readonly ImageFact[]>,
): void {
  const { image } = container;
  const reference = image === undefined ? undefined : normaliseReference(image);
  const fact = images.known
    ? images.value.find((each) => reference !== undefined && each.tags.includes(reference))
    : undefined;
  const broken =
    image === undefined
      ? 'no image named'
      : fact?.platform !== undefined && !fact.platform.startsWith('linux/amd64')
        ? `built for ${fact.platform}`
        : images.known && !fact
          ? 'not in the bundle'
          : undefined;
  const state = fact ? 'present' : broken === undefined ? 'unknown' : 'absent';
  const id = add({
    id: `${within} / image`,
    kind: 'image',
    label: 'Image',
    title: image ?? 'none',
    detail: fact ? formatBytes(fact.bytes) : state === 'unknown' ? 'not looked at yet' : '',
    place: placeOf(below(container, 'image')),
    within,
    state,
    ...(broken === undefined ? {} : { broken }),
  });
  graph.connect(within, id, 'image', '', broken);
}

function drawVariables(add: Add, container: Container, within: string): void {
  if (container.variables.length === 0) return;
  add({
    id: `${within} / variables`,
    kind: 'variables',
    label: 'Variables',
    title: formatCount(container.variables.length, 'variable'),
    detail: '',
    place: placeOf(below(container, 'env')),
    within,
    items: container.variables.map(({ name }) => ({ name: name ?? 'without a name', detail: '' })),
  });
}

/** What the platform tells every pod: its own variables, and the node port behind every `cohesityEnv`. */
function drawInjected(add: Add, workload: Workload, pod: string, ports: readonly Port[]): void {
  const ofPorts = ports.flatMap((port) => {
    const name = textOf(get(port.value, 'cohesityEnv'));
    const owner = port.service.object.title;
    return name === undefined || name === ''
      ? []
      : [{ name, detail: `node port of ${port.name ?? port.port ?? 'a port'}, ${owner}` }];
  });
  const platform = injectedVariables.map((name) => ({ name, detail: 'from the platform' }));
  add({
    id: `${pod} / injected`,
    kind: 'variables',
    label: 'Injected variables',
    title: `${ofPorts.length + platform.length} injected variables`,
    detail: ofPorts.map(({ name }) => name).join(', '),
    place: placeOf(workload.podSpec),
    within: pod,
    items: [...ofPorts, ...platform],
  });
}

function drawVolumes(
  graph: TopologyBuilder,
  add: Add,
  workload: Workload,
  pod: string,
  containers: DrawnWorkload['containers'],
): void {
  const drawn = new Map<string, string>();
  const volume = (name: string, rest: Pick<TopologyNode, 'kind' | 'detail' | 'place' | 'broken'>): string => {
    const id = add({ id: `${pod} / volume ${name}`, label: 'Volume', title: name, within: pod, ...rest });
    drawn.set(name, id);
    return id;
  };
  for (const entry of workload.volumes) {
    const name = textOf(get(entry.value, 'name')) ?? 'without a name';
    const facts = ['volumeType', 'volumeName', 'fsType'].map((key) => textOf(get(entry.value, key)));
    const detail = facts.filter((each) => each !== undefined).join(', ');
    volume(name, { kind: 'volume', detail, place: placeOf(entry) });
  }
  for (const { container, id } of containers) {
    for (const mount of container.mounts) {
      const name = textOf(get(mount.value, 'name')) ?? 'without a name';
      const path = textOf(get(mount.value, 'mountPath')) ?? 'no mountPath';
      const declared = workload.volumes.some((each) => get(each.value, 'name') === name);
      const broken = declared ? undefined : 'no such volume';
      const target =
        drawn.get(name) ??
        volume(name, { kind: 'nothing', detail: '', place: placeOf(mount), broken: 'no such volume' });
      graph.connect(id, target, 'mount', path, broken);
    }
  }
}

/** How many pods run, in words. */
function podsOf(workload: Workload): { readonly words: string; readonly several?: true } {
  const { value } = workload.replicas;
  if (workload.kind === 'Job')
    return { words: isCleanup(workload) ? 'runs once, at uninstall' : 'runs once' };
  const number = (key: string): number | undefined => {
    const found = get(value, key);
    return typeof found === 'number' ? found : undefined;
  };
  const fixed = number('fixed');
  if (fixed !== undefined) {
    return { words: formatCount(fixed, 'pod'), ...(fixed > 1 ? { several: true } : {}) };
  }
  const share = number('share');
  if (share === undefined)
    return { words: value === undefined ? 'replicas not set' : 'replicas not readable' };
  const bounds = [
    ['at least', number('min')],
    ['at most', number('max')],
  ].flatMap(([word, bound]) => (bound === undefined ? [] : [`${word} ${bound}`]));
  return { words: [`${formatCount(share, 'pod')} per node`, ...bounds].join(', '), several: true };
}
