import { CircleHelp } from 'lucide-react';
import type { DiagnosticOutput } from '../../../shared/contract/outputs.ts';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { SeverityIcon } from '../../components/severity.tsx';
import { useStudio } from '../../store/studio.ts';

const severities = ['error', 'warning', 'note'] as const;

/** What the rules found, file by file, the worst first; a finding leads into the text. */
export function ReviewFindings({ facts }: { readonly facts: ReviewOutput }) {
  const { diagnostics, notChecked } = facts;
  const groups = byFile(diagnostics);
  const lacking = [...new Map(notChecked.map((each) => [each.reason, each])).values()];
  return (
    <section className="card" aria-labelledby="review-findings">
      <div className="card-head">
        <h2 id="review-findings">Findings</h2>
      </div>
      {groups.length === 0 && lacking.length === 0 ? (
        <p className="review-none">None. Manifests, images and archive agree with one another.</p>
      ) : null}
      {groups.map(([file, findings]) => (
        <div key={file} className="review-group">
          <h3 className="mono">{file === '' ? facts.name : file}</h3>
          <ul>
            {findings.map((finding) => (
              <Finding
                key={`${finding.code} ${finding.path} ${finding.range.start.line}:${finding.range.start.column} ${finding.message}`}
                finding={finding}
                inText={facts.manifests.some((manifest) => manifest.file === file)}
              />
            ))}
          </ul>
        </div>
      ))}
      {lacking.length === 0 ? null : (
        <div className="review-group">
          <h3>Not checked</h3>
          <ul>
            {lacking.map(({ reason, remedy }) => (
              <li key={reason}>
                <CircleHelp size={14} role="img" aria-label="not checked" />
                <div>
                  <p>{reason}</p>
                  <p className="hint">{remedy}</p>
                </div>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}

function Finding({ finding, inText }: { readonly finding: DiagnosticOutput; readonly inText: boolean }) {
  const { severity, message, code, file, range } = finding;
  return (
    <li>
      <SeverityIcon severity={severity} />
      <div>
        <p>{message}</p>
        <p className="hint">
          {inText ? (
            <button
              type="button"
              className="button link"
              aria-label={`Show line ${range.start.line} of ${file}: ${message}`}
              onClick={() => useStudio.getState().showReviewPlace(file, range)}
            >
              Line {range.start.line}
            </button>
          ) : null}
          {inText ? ' · ' : ''}
          <code>{code}</code>
        </p>
      </div>
    </li>
  );
}

function byFile(diagnostics: readonly DiagnosticOutput[]): [string, DiagnosticOutput[]][] {
  const files = new Map<string, DiagnosticOutput[]>();
  for (const severity of severities) {
    for (const each of diagnostics) {
      if (each.severity !== severity) continue;
      const list = files.get(each.file);
      if (list) list.push(each);
      else files.set(each.file, [each]);
    }
  }
  return [...files];
}
