import { Minus, Plus } from 'lucide-react';
import type { Requests } from '../../../shared/contract/review.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { type ResourceTotal, resourceTotals } from '../../../shared/report/requests.ts';
import { IconButton } from '../../components/button.tsx';
import { useStudio } from '../../store/studio.ts';

interface ClusterTotalsProps {
  readonly requests: Requests;
  readonly nodes: number;
}

const mostNodes = 10_000;

/** What the app takes of a cluster, whose size can be changed. */
export function ClusterTotals({ requests, nodes }: ClusterTotalsProps) {
  const totals = resourceTotals(requests, nodes);
  const set = (wanted: number): void => {
    if (Number.isInteger(wanted) && wanted >= 1)
      useStudio.getState().setReviewNodes(Math.min(mostNodes, wanted));
  };
  return (
    <section className="card" aria-labelledby="review-totals">
      <div className="card-head">
        <h2 id="review-totals">What it takes of a cluster</h2>
        <span className="end review-nodes">
          <label htmlFor="review-nodes">Nodes</label>
          <IconButton label="One node fewer" disabled={nodes <= 1} onClick={() => set(nodes - 1)}>
            <Minus size={14} aria-hidden />
          </IconButton>
          <input
            id="review-nodes"
            className="input"
            type="number"
            min={1}
            max={mostNodes}
            value={nodes}
            onChange={({ target }) => set(target.valueAsNumber)}
          />
          <IconButton label="One node more" disabled={nodes >= mostNodes} onClick={() => set(nodes + 1)}>
            <Plus size={14} aria-hidden />
          </IconButton>
        </span>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Workload</th>
            <th scope="col" className="number">
              Pods
            </th>
            <th scope="col" className="number">
              CPU cores
            </th>
            <th scope="col" className="number">
              Memory
            </th>
          </tr>
        </thead>
        <tbody>
          {totals.workloads.map((each) => (
            <Row key={each.title} total={each} />
          ))}
        </tbody>
        <tfoot>
          <Row total={totals} />
        </tfoot>
      </table>
      {totals.lowerBound ? (
        <p className="review-foot hint">≥: some containers ask for nothing, so they may take more.</p>
      ) : null}
    </section>
  );
}

function Row({ total }: { readonly total: ResourceTotal }) {
  const { title, pods, cpu, memory, lowerBound } = total;
  const least = lowerBound ? '≥ ' : '';
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className="number">{pods}</td>
      <td className="number">
        {least}
        {Number(cpu.toFixed(3))}
      </td>
      <td className="number">
        {least}
        {formatBytes(memory)}
      </td>
    </tr>
  );
}
