import type { Topology, TopologyNode } from '../../../shared/report/topology-graph.ts';
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
  return (
    <div className="topology-list">
      <section className="card" aria-labelledby="topology-parts">
        <div className="card-head">
          <h2 id="topology-parts">Parts</h2>
        </div>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col">Name</th>
              <th scope="col">Part of</th>
              <th scope="col">Facts</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {nodes.map((node) => (
              <tr key={node.id}>
                <td>{node.label}</td>
                <td>
                  <NodeLink node={node} onReveal={onReveal} />
                </td>
                <td>{node.within === undefined ? '' : ownerOf(node, byId)}</td>
                <td>
                  {[node.detail, ...(node.items ?? []).map(({ name }) => name)].filter(Boolean).join(', ')}
                </td>
                <td>
                  <State broken={node.broken} words={stateOf(node)} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <section className="card" aria-labelledby="topology-connections">
        <div className="card-head">
          <h2 id="topology-connections">Connections</h2>
        </div>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">From</th>
              <th scope="col">How</th>
              <th scope="col">To</th>
              <th scope="col">By</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>
            {edges.map((edge) => (
              <tr key={edge.id}>
                <td>
                  <NodeLink node={byId.get(edge.from)} onReveal={onReveal} full />
                </td>
                <td>{edgeVerbs[edge.kind]}</td>
                <td>
                  <NodeLink node={byId.get(edge.to)} onReveal={onReveal} full />
                </td>
                <td>{edge.label}</td>
                <td>
                  <State broken={edge.broken} words={edge.broken ?? ''} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
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
