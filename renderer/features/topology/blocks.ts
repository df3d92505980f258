import type { Topology, TopologyEdge, TopologyNode } from '../../../shared/report/topology-graph.ts';

/** A rectangle of the picture, in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A mount as a row of its container, joined to its volume in the gutter of the pod. */
export interface MountRow {
  readonly edge: TopologyEdge;
  readonly row: Box;
}

/** A node that stands by itself, with the places of everything drawn inside of it, measured from its corner. */
export interface Block {
  readonly node: TopologyNode;
  readonly width: number;
  readonly height: number;
  readonly parts: ReadonlyMap<string, Box>;
  readonly mounts: readonly MountRow[];
}

/** Heights of rows and heads; the style sheet gives them nothing but colour and type. */
const smallHeight = 52;
const head = 48;
const portRow = 28;
/** Room for a broken edge between a workload and its pods. */
export const edgeRow = 26;
const podHead = 30;
const containerHead = 32;
const row = 26;
const item = 20;
const inset = 10;
const gap = 8;
const gutter = 22;
/** About how wide a character is in the fonts of the picture. */
const characterWidth = 6.8;
const titleCharacterWidth = 7.2;
const factCharacterWidth = 6.4;

/** Every block of a graph, in reading order. */
export function blocksOf(topology: Topology, expanded: ReadonlySet<string>): readonly Block[] {
  return topology.nodes
    .filter((node) => node.within === undefined)
    .map((node) => {
      if (node.kind === 'service') return serviceBlock(node, topology);
      if (node.kind === 'workload') return workloadBlock(node, topology, expanded);
      const title = node.kind === 'refused' ? `${node.label} ${node.title}` : node.title;
      const besides = node.kind === 'client' ? 54 : 48;
      const width = Math.max(
        widthFor([title], 116, 220, besides, titleCharacterWidth),
        widthFor([node.detail, node.broken ?? ''], 116, 220, besides, factCharacterWidth),
      );
      return { node, width, height: smallHeight, parts: new Map(), mounts: [] };
    });
}

/** The height of a group of variables. */
function variablesHeight(node: TopologyNode, expanded: ReadonlySet<string>): number {
  return expanded.has(node.id) ? row + (node.items?.length ?? 0) * item + 6 : row;
}

/** A width that the longest text fits into, within bounds, with room for what stands besides. */
function widthFor(
  texts: readonly string[],
  least: number,
  most: number,
  besides: number,
  perCharacter = characterWidth,
): number {
  const longest = Math.max(0, ...texts.map((text) => text.length));
  return Math.round(Math.min(most, Math.max(least, longest * perCharacter + besides)));
}

function serviceBlock(node: TopologyNode, { nodes }: Topology): Block {
  const ports = nodes.filter((each) => each.within === node.id);
  const texts = [node.title, ...ports.map((port) => `${port.title} ${port.detail}`)];
  const width = widthFor(texts, 180, 280, 60);
  const parts = new Map(
    ports.map((port, i) => [port.id, { x: 0, y: head + i * portRow, width, height: portRow }]),
  );
  return {
    node,
    width,
    height: head + ports.length * portRow + (ports.length > 0 ? 4 : 0),
    parts,
    mounts: [],
  };
}

function workloadBlock(node: TopologyNode, topology: Topology, expanded: ReadonlySet<string>): Block {
  const { nodes, edges } = topology;
  const inside = (id: string): TopologyNode[] => nodes.filter((each) => each.within === id);
  const pod = nodes.find((each) => each.kind === 'pod' && each.within === node.id);
  if (!pod) return { node, width: 276, height: head, parts: new Map(), mounts: [] };
  const members = inside(pod.id);
  const images = members.flatMap((each) => inside(each.id)).filter((each) => each.kind === 'image');
  const mounting = edges.filter(
    (edge) => edge.kind === 'mount' && members.some(({ id }) => id === edge.from),
  );
  const channel = mounting.length > 0 ? gutter - inset : 0;
  // An image shows its size beside its name, or in more words why it has none.
  const words = images.some((image) => image.broken)
    ? 50
    : images.some(({ state }) => state !== 'present')
      ? 22
      : 0;
  const besides = 185 + channel + words;
  const width = widthFor([node.title, ...images.map((image) => image.title)], 276, 420, besides);

  const parts = new Map<string, Box>();
  const mounts: MountRow[] = [];
  const x = 2 * inset;
  const inner = width - 4 * inset - channel;
  const top =
    head + (edges.some((edge) => edge.to === pod.id && edge.kind === 'keeps' && edge.broken) ? edgeRow : 0);
  let y = top + podHead;
  const line = (height: number): Box => {
    const box = { x: x + 1, y, width: inner - 2, height };
    y += height;
    return box;
  };
  for (const member of members) {
    const start = y;
    if (member.kind === 'container') {
      y += containerHead;
      for (const part of inside(member.id)) {
        parts.set(part.id, line(part.kind === 'variables' ? variablesHeight(part, expanded) : row));
      }
      for (const edge of mounting) if (edge.from === member.id) mounts.push({ edge, row: line(row) });
      y += 4;
    } else {
      y += member.kind === 'variables' ? variablesHeight(member, expanded) : row + 2;
    }
    parts.set(member.id, { x, y: start, width: inner, height: y - start });
    y += gap;
  }
  parts.set(pod.id, { x: inset, y: top, width: width - 2 * inset, height: y - top });
  return { node, width, height: y + inset, parts, mounts };
}
