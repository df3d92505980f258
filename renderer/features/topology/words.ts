import { formatCount } from '../../../shared/report/format.ts';
import type { Topology, TopologyEdge, TopologyNode } from '../../../shared/report/topology-graph.ts';

/** What an edge does, read between the names of its ends. */
export const edgeVerbs: Readonly<Record<TopologyEdge['kind'], string>> = {
  traffic: 'leads to',
  selects: 'selects',
  keeps: 'keeps',
  runs: 'runs',
  image: 'uses',
  mount: 'mounts',
  calls: 'calls',
};

/** The state of a node in words; an empty text where there is nothing to say. */
export function stateOf({ kind, state, broken }: TopologyNode): string {
  if (broken !== undefined) return broken;
  if (kind === 'gate') return state === 'present' ? 'in place' : state === 'skipped' ? 'skipped' : 'absent';
  if (kind === 'image') return state === 'present' ? 'in the bundle' : 'not looked at yet';
  return '';
}

/** The name of a node for those who do not see it. */
export function nameOf(node: TopologyNode): string {
  const title =
    node.title === node.label || node.kind === 'variables' ? node.title : `${node.label} ${node.title}`;
  const broken = node.broken === undefined ? [] : [`broken: ${node.broken}`];
  const detail = node.detail === '' ? [] : [node.detail];
  return [title, ...detail, ...broken].join(', ');
}

/** The name of a node in a list, told apart from others of its kind. */
export function fullNameOf({ kind, label, title, detail }: TopologyNode): string {
  const nameless = kind === 'node-port' || kind === 'gate' || kind === 'pod';
  return nameless ? `${title} (${detail})` : `${label} ${title}`;
}

/** The picture in one line. */
export function summaryOf({ nodes, edges }: Topology): string {
  const count = (kind: TopologyNode['kind']): number => nodes.filter((node) => node.kind === kind).length;
  const brokenEnds = new Set(edges.filter((edge) => edge.broken !== undefined).map((edge) => edge.to));
  const broken =
    brokenEnds.size + nodes.filter((node) => node.broken !== undefined && !brokenEnds.has(node.id)).length;
  return [
    formatCount(count('service'), 'Service'),
    formatCount(count('workload'), 'workload'),
    formatCount(count('container'), 'container'),
    ...(broken === 0 ? [] : [`${broken} broken`]),
  ].join(' · ');
}

/** An image reference as it is written, before its tag or digest and from there on (`:1.2.3`; empty where it has none). */
export function splitReference(reference: string): { repository: string; suffix: string } {
  const [, repository = reference, suffix = ''] = /^([^@]*?)(@.*|:[^:/@]*(?:@.*)?)?$/.exec(reference) ?? [];
  return { repository, suffix };
}
