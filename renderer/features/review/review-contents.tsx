import { Download } from 'lucide-react';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useStudio } from '../../store/studio.ts';

/** What lies in the archive, with digests to compare; each entry can be taken out. */
export function ReviewContents({ facts }: { readonly facts: ReviewOutput }) {
  const { entries, stage, diagnostics } = facts;
  if (entries.length === 0) {
    return (
      <EmptyState title={stage === 'whole' ? 'No entries' : 'Reading the entries …'}>
        <p>{stage === 'whole' ? 'Nothing in it could be listed.' : 'They are listed once all is read.'}</p>
      </EmptyState>
    );
  }
  const unsafe = diagnostics.filter(({ code }) => code === 'bundle/unsafe-name').map(({ file }) => file);
  const seen = new Set<string>();
  const rows = entries.map((entry, place) => {
    const again = seen.has(entry.name);
    seen.add(entry.name);
    // What is taken out is the first of a name, and nothing whose name leads elsewhere.
    const hindrance = unsafe.includes(entry.name) ? 'unsafe name' : again ? 'again' : undefined;
    return { ...entry, hindrance, key: `${place} ${entry.name}` };
  });
  return (
    <section className="card" aria-label="Entries">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Entry</th>
            <th scope="col" className="number">
              Size
            </th>
            <th scope="col">SHA-256</th>
            <th scope="col" className="number">
              <span className="visually-hidden">Extract</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, bytes, sha256, hindrance, key }) => (
            <tr key={key}>
              <td className="mono review-entry">
                {name}
                {hindrance === undefined ? null : <span className="pill warning"> {hindrance}</span>}
              </td>
              <td className="number">{formatBytes(bytes)}</td>
              <td className="mono review-sum">
                <span className="review-digest" title={sha256}>
                  {sha256}
                </span>
                <CopyButton label={`Copy the SHA-256 of ${name}`} text={sha256} />
              </td>
              <td className="review-action">
                {hindrance === undefined ? (
                  <IconButton
                    label={`Extract ${name}`}
                    onClick={() => void useStudio.getState().extractEntry(name)}
                  >
                    <Download size={14} aria-hidden />
                  </IconButton>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
