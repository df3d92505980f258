import type { InspectOutput } from '../../../shared/contract/outputs.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { CopyButton } from '../../components/copy-button.tsx';

/** What lies in the archive, with digests to compare. */
export function ReviewEntries({ entries }: { readonly entries: NonNullable<InspectOutput['entries']> }) {
  return (
    <section className="card" aria-labelledby="review-entries">
      <div className="card-head">
        <h2 id="review-entries">Entries</h2>
      </div>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {entries.map(({ name, bytes, sha256 }) => (
            <tr key={name}>
              <td className="mono">{name}</td>
              <td className="number">{formatBytes(bytes)}</td>
              <td className="mono review-sum">
                <span title={sha256}>{sha256.slice(0, 24)}…</span>
                <CopyButton label={`Copy the SHA-256 of ${name}`} text={sha256} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
