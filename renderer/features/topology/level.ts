import type { Topology } from '../../../shared/report/topology-graph.ts';
import type { Block, Box } from './blocks.ts';

/** So far a Service may be moved, and so near it may come to another, CSS pixels. */
const mostMoved = 40;
const leastApart = 18;

/** Moves Services a little where the way to their pods would be drawn almost, but not quite, level. */
export function level(blocks: readonly Block[], { edges }: Topology, places: Map<string, Box>): void {
  const top = Math.min(...[...places.values()].map(({ y }) => y));
  for (const { node, height } of blocks) {
    const own = places.get(node.id);
    if (node.kind !== 'service' || !own) continue;
    const ways = edges.filter(({ from }) => from === node.id);
    const heights = ways.flatMap(({ to }) => heightOf(to, blocks, places) ?? []);
    const [end] = heights;
    if (end === undefined || heights.length > 1) continue;
    const y = end - lineHeight(height, true);
    if (y < top || Math.abs(y - own.y) > mostMoved) continue;
    const moved = { ...own, y };
    if ([...places].every(([id, other]) => id === node.id || isApart(moved, other)))
      places.set(node.id, moved);
  }
}

/** How far below a node's upper edge an edge meets it: at its first line. */
export function lineHeight(height: number, isBlock: boolean): number {
  return Math.min(height, isBlock && height > 60 ? 48 : 32) / 2;
}

/** Where an edge meets what is drawn inside of a block. */
function heightOf(
  id: string,
  blocks: readonly Block[],
  places: ReadonlyMap<string, Box>,
): number | undefined {
  const owner = blocks.find(({ parts }) => parts.has(id));
  const part = owner?.parts.get(id);
  const place = places.get(owner?.node.id ?? '');
  return part && place ? place.y + part.y + lineHeight(part.height, false) : undefined;
}

function isApart(a: Box, b: Box): boolean {
  if (a.x + a.width <= b.x || b.x + b.width <= a.x) return true;
  return a.y + a.height + leastApart <= b.y || b.y + b.height + leastApart <= a.y;
}
