import type { ReactNode } from 'react';
import type { Topology, TopologyEdge, TopologyNode } from '../../../shared/report/topology-graph.ts';
import { type Column, DataTable } from '../../components/data-table.tsx';
import { SeverityIcon } from '../../components/severity.tsx';
import { edgeVerbs, fullNameOf, stateOf } from './words.ts';

interface TopologyListProps {
  readonly topology: Topology;
  readonly onReveal: (node: TopologyNode) => void;
}

/** The same graph in words: its parts, and what leads where. */
export function TopologyList({ topology, onReveal }: TopologyListProps) {
  const { nodes, edges } = topology;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const link = (id: string): ReactNode => <NodeLink node={byId.get(id)} onReveal={onReveal} full />;
  const partColumns: readonly Column<TopologyNode>[] = [
    { title: 'Kind', cell: ({ label }) => label },
    { title: 'Name', cell: (node) => <NodeLink node={node} onReveal={onReveal} /> },
    { title: 'Part of', cell: (node) => (node.within === undefined ? '' : ownerOf(node, byId)) },
    {
      title: 'Facts',
      cell: ({ detail, items = [] }) => [detail, ...items.map(({ name }) => name)].filter(Boolean).join(', '),
    },
    { title: 'State', cell: (node) => <State broken={node.broken} words={stateOf(node)} /> },
  ];
  const connectionColumns: readonly Column<TopologyEdge>[] = [
    { title: 'From', cell: ({ from }) => link(from) },
    { title: 'How', cell: ({ kind }) => edgeVerbs[kind] },
    { title: 'To', cell: ({ to }) => link(to) },
    { title: 'By', cell: ({ label }) => label },
    { title: 'State', cell: ({ broken }) => <State broken={broken} words={broken ?? ''} /> },
  ];
  return (
    <div className="topology-list">
      <section className="card" aria-labelledby="topology-parts">
        <div className="card-head">
          <h2 id="topology-parts">Parts</h2>
        </div>
        <DataTable columns={partColumns} rows={nodes} keyOf={({ id }) => id} />
      </section>
      <section className="card" aria-labelledby="topology-connections">
        <div className="card-head">
          <h2 id="topology-connections">Connections</h2>
        </div>
        <DataTable columns={connectionColumns} rows={edges} keyOf={({ id }) => id} />
      </section>
    </div>
  );
}

/** The workload or Service around a node. */
function ownerOf(node: TopologyNode, byId: ReadonlyMap<string, TopologyNode>): string {
  let owner = node;
  while (owner.within !== undefined) {
    const next = byId.get(owner.within);
    if (!next) break;
    owner = next;
  }
  return `${owner.label} ${owner.title}`;
}

interface NodeLinkProps {
  readonly node: TopologyNode | undefined;
  readonly onReveal: (node: TopologyNode) => void;
  readonly full?: boolean;
}

function NodeLink({ node, onReveal, full = false }: NodeLinkProps) {
  if (!node) return null;
  const words = full ? fullNameOf(node) : node.title;
  if (node.place === undefined) return words;
  return (
    <button type="button" className="button link" onClick={() => onReveal(node)}>
      {words}
    </button>
  );
}

function State({ broken, words }: { readonly broken: string | undefined; readonly words: string }) {
  if (broken === undefined) return words;
  return (
    <span className="topology-state">
      <SeverityIcon severity="error" /> {words}
    </span>
  );
}
