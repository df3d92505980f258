import { Graph, layout } from '@dagrejs/dagre';
import type { Topology, TopologyEdge } from '../../../shared/report/topology-graph.ts';
import { type Block, type Box, blocksOf, type MountRow } from './blocks.ts';
import { level, lineHeight } from './level.ts';
import { type Line, lineBelow, lineBetween, type Point } from './lines.ts';

/** A frame around a part of the picture, with its words. */
interface Frame extends Box {
  readonly title: string;
  readonly kind: 'cluster' | 'uninstall' | 'refused';
}

interface DrawnEdge extends Line {
  readonly edge: TopologyEdge;
}

/** Where everything lies, in CSS pixels at full size. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly edges: readonly DrawnEdge[];
  readonly mounts: readonly MountRow[];
  readonly frames: readonly Frame[];
}

const margin = 24;
const framePadding = 22;
const frameHead = 30;
const clientDistance = 76;

/** Lays a graph out from left to right; what runs at uninstall, and what is refused, lies apart below. */
export function layoutTopology(topology: Topology, expanded: ReadonlySet<string>): Picture {
  const blocks = blocksOf(topology, expanded);
  const main = blocks.filter(({ node }) => !node.uninstall && node.kind !== 'refused');
  const places = new Map<string, Box>();
  const routes = arrange(main, topology, places, main.length < blocks.length);
  level(main, topology, places);
  const frames = frame(blocks, places);

  const boxes = new Map(places);
  const mounts: MountRow[] = [];
  const blockOf = new Map<string, string>();
  for (const block of blocks) {
    const place = places.get(block.node.id);
    blockOf.set(block.node.id, block.node.id);
    if (!place) continue;
    for (const [id, part] of block.parts) {
      boxes.set(id, { ...part, x: place.x + part.x, y: place.y + part.y });
      blockOf.set(id, block.node.id);
    }
    for (const { edge, row } of block.mounts) {
      mounts.push({ edge, row: { ...row, x: place.x + row.x, y: place.y + row.y } });
    }
  }
  const edges = topology.edges.flatMap((edge) => {
    const from = anchor(edge.from, boxes, places, blockOf);
    const to = anchor(edge.to, boxes, places, blockOf);
    if (!from || !to || from.block === to.block) return [];
    const start = { x: from.box.x + from.box.width, y: from.y };
    const end = { x: to.box.x, y: to.y };
    const far = end.x - start.x > 140 && from.box.y > end.y && !routes.has(edge.id);
    return [{ edge, ...(far ? lineBelow(start, end) : lineBetween(start, end, routes.get(edge.id) ?? [])) }];
  });
  const all = [...places.values(), ...frames];
  return {
    width: Math.max(0, ...all.map((box) => box.x + box.width)) + margin,
    height: Math.max(0, ...all.map((box) => box.y + box.height)) + margin,
    boxes,
    edges,
    mounts,
    frames,
  };
}

/** Where an edge meets a node: the side of its block, at the height of the node's first line. */
function anchor(
  id: string,
  boxes: ReadonlyMap<string, Box>,
  places: ReadonlyMap<string, Box>,
  blockOf: ReadonlyMap<string, string>,
): { readonly box: Box; readonly y: number; readonly block: string } | undefined {
  const block = blockOf.get(id);
  const box = block === undefined ? undefined : places.get(block);
  const own = boxes.get(id);
  if (block === undefined || !box || !own) return undefined;
  return { box, y: own.y + lineHeight(own.height, own === box), block };
}

/** Gives every block of the main picture its place, and long edges the points they go through. */
function arrange(
  blocks: readonly Block[],
  topology: Topology,
  places: Map<string, Box>,
  below: boolean,
): ReadonlyMap<string, readonly Point[]> {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', ranksep: 42, nodesep: 26, edgesep: 18, ranker: 'network-simplex' });
  const owner = new Map<string, string>();
  for (const { node, width, height, parts } of blocks) {
    graph.setNode(node.id, { width, height });
    for (const id of [node.id, ...parts.keys()]) owner.set(id, node.id);
  }
  const joined: TopologyEdge[] = [];
  for (const edge of topology.edges) {
    const from = owner.get(edge.from);
    const to = owner.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    joined.push(edge);
    const words = edge.broken ?? edge.label;
    // What lies below calls upwards through the gap before the Services: it needs room there.
    const way = below && edge.kind === 'traffic' && owner.get(edge.to) !== edge.to ? 40 : 0;
    const width = words === '' ? way : Math.min(150, words.length * 6 + 16);
    const label = width === 0 ? {} : { width, height: words === '' ? 1 : 18 };
    graph.setEdge(from, to, { weight: edge.kind === 'traffic' ? 8 : 2, minlen: 1, ...label }, edge.id);
  }
  pinColumns(graph, blocks);
  layout(graph);
  graph.removeNode(root);
  const laid = blocks.map((block) => ({ block, at: graph.node(block.node.id) as { x: number; y: number } }));
  untangle(topology, new Map(laid.map(({ block, at }) => [block.node.id, at])));
  // Columns are flush left, so that the gaps between them are even.
  const columns = new Map<number, number>();
  for (const { block, at } of laid) {
    const column = Math.round(at.x);
    columns.set(column, Math.min(columns.get(column) ?? Number.POSITIVE_INFINITY, at.x - block.width / 2));
  }
  const left = Math.min(...laid.map(({ block, at }) => at.x - block.width / 2));
  const top = Math.min(...laid.map(({ block, at }) => at.y - block.height / 2));
  for (const { block, at } of laid) {
    const { width, height } = block;
    const x = Math.round((columns.get(Math.round(at.x)) ?? at.x) - left + margin);
    const y = Math.round(at.y - height / 2 - top + margin + frameHead + framePadding / 2);
    places.set(block.node.id, { x, y, width, height });
  }
  const routes = new Map<string, readonly Point[]>();
  for (const edge of joined) {
    const { points = [] } = graph.edge(owner.get(edge.from) ?? '', owner.get(edge.to) ?? '', edge.id) as {
      points?: readonly Point[];
    };
    // Neighbouring columns are joined by one curve; only an edge that passes others goes around them.
    if (points.length <= 3) continue;
    routes.set(
      edge.id,
      points.slice(1, -1).map(({ x, y }) => ({
        x: x - left + margin,
        y: y - top + margin + frameHead + framePadding / 2,
      })),
    );
  }
  return routes;
}

/** Stands left of everything while columns are laid out; no node of a topology has so short an id. */
const root = '.';

/**
 * Puts the ways into a Service in the order of its ports, and clients in the order of their ways: the layout knows
 * blocks, but not the rows inside of them.
 */
function untangle({ nodes, edges }: Topology, centres: ReadonlyMap<string, { y: number }>): void {
  const sources = (id: string): string[] =>
    edges.filter((edge) => edge.to === id && edge.kind === 'traffic').map((edge) => edge.from);
  const reorder = (columns: readonly (readonly string[])[]): void => {
    for (const column of columns) {
      const places = column.flatMap((id) => centres.get(id) ?? []);
      const heights = places.map(({ y }) => y).sort((a, b) => a - b);
      for (const [i, place] of places.entries()) place.y = heights[i] ?? place.y;
    }
  };
  for (const service of nodes.filter((node) => node.kind === 'service')) {
    const gates = nodes.filter((node) => node.within === service.id).flatMap((port) => sources(port.id));
    reorder([gates, gates.flatMap(sources)]);
  }
  // A client stands at the height of what it leads to, below the one before it.
  const means = nodes
    .filter((node) => node.kind === 'client')
    .flatMap(({ id }) => {
      const place = centres.get(id);
      const heights = edges.filter((edge) => edge.from === id).map((edge) => centres.get(edge.to)?.y ?? 0);
      return place
        ? [{ place, mean: heights.reduce((sum, y) => sum + y, 0) / Math.max(1, heights.length) }]
        : [];
    })
    .sort((a, b) => a.mean - b.mean);
  let least = Number.NEGATIVE_INFINITY;
  for (const { place, mean } of means) {
    place.y = Math.max(mean, least);
    least = place.y + clientDistance;
  }
  const slack = means.reduce((sum, { place, mean }) => sum + place.y - mean, 0) / Math.max(1, means.length);
  for (const { place } of means) place.y -= slack;
}

/** Holds Services in one column and workloads in the next, however little leads to them. */
function pinColumns(graph: Graph, blocks: readonly Block[]): void {
  const has = (kind: string): boolean => blocks.some(({ node }) => node.kind === kind);
  const before = has('node-port') ? 3 : 0;
  const columns: Readonly<Record<string, number>> = {
    client: 1,
    'node-port': 2,
    service: before + 1,
    workload: before + (has('service') ? 2 : 1),
  };
  graph.setNode(root, { width: 0, height: 0 });
  for (const { node } of blocks) {
    const column = columns[node.kind];
    const led = (graph.predecessors(node.id) ?? []).length > 0;
    if (column !== undefined && !led) graph.setEdge(root, node.id, { weight: 0, minlen: column }, 'column');
  }
}

/** Puts the rest below the main picture, and frames around what belongs together. */
function frame(blocks: readonly Block[], places: Map<string, Box>): Frame[] {
  const inCluster = blocks.flatMap(({ node }) => {
    const place = places.get(node.id);
    return place && node.kind !== 'client' ? [{ node, place }] : [];
  });
  const boxes = inCluster.map(({ place }) => place);
  const top = margin;
  // Node ports sit on the edge of the cluster: half outside, half inside.
  const left = inCluster.some(({ node }) => node.kind === 'node-port')
    ? Math.min(...boxes.map((box) => box.x)) + 24
    : margin;
  if (left === margin)
    for (const [id, place] of places) places.set(id, { ...place, x: place.x + framePadding });
  const lowest = [...places.values()].map((place) => place.y + place.height);
  let y = Math.max(top + frameHead, ...lowest) + framePadding;
  const frames: Frame[] = [];
  const append = (kind: 'uninstall' | 'refused', title: string, members: readonly Block[]): void => {
    if (members.length === 0) return;
    let x = left + margin / 2;
    const height = Math.max(...members.map((block) => block.height));
    const start = x;
    for (const block of members) {
      x += 14;
      places.set(block.node.id, { x, y: y + frameHead, width: block.width, height: block.height });
      x += block.width;
    }
    frames.push({ kind, title, x: start, y, width: x - start + 14, height: frameHead + height + 14 });
    y += frameHead + height + 14 + framePadding;
  };
  append(
    'uninstall',
    'At uninstall',
    blocks.filter(({ node }) => node.uninstall === true),
  );
  append(
    'refused',
    'Refused at upload',
    blocks.filter(({ node }) => node.kind === 'refused'),
  );
  const right = Math.max(
    left,
    ...[...places].filter(([id]) => !id.startsWith('client ')).map(([, place]) => place.x + place.width),
    ...frames.map((each) => each.x + each.width),
  );
  return [
    {
      kind: 'cluster',
      title: 'Cluster',
      x: left,
      y: top,
      width: right - left + framePadding,
      height: y - top,
    },
    ...frames,
  ];
}
