import type { Topology } from '../../../shared/report/topology-graph.ts';

/** The node an arrow key leads to: right and left along the edges, up and down in reading order. */
export function neighbour({ nodes, edges }: Topology, id: string, key: string): string | undefined {
  const at = nodes.findIndex((node) => node.id === id);
  const node = nodes[at];
  switch (key) {
    case 'ArrowDown':
      return nodes[at + 1]?.id;
    case 'ArrowUp':
      return nodes[at - 1]?.id;
    case 'Home':
      return nodes[0]?.id;
    case 'End':
      return nodes.at(-1)?.id;
    case 'ArrowRight': {
      const own = edges.find((edge) => edge.from === id);
      const ofParent = edges.find((edge) => edge.from === node?.within && edge.kind === 'selects');
      return own?.to ?? nodes.find((each) => each.within === id)?.id ?? ofParent?.to;
    }
    case 'ArrowLeft':
      return edges.find((edge) => edge.to === id)?.from ?? node?.within;
    default:
      return undefined;
  }
}
