import { CircleCheck, CircleHelp } from 'lucide-react';
import type { DiagnosticOutput, ValidateOutput } from '../../../shared/contract/outputs.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { SeverityIcon } from '../../components/severity.tsx';

interface ReviewFindingsProps {
  readonly diagnostics: readonly DiagnosticOutput[];
  readonly notChecked: ValidateOutput['notChecked'];
  /** Whether every check has had its turn; until then nothing is called clean. */
  readonly whole: boolean;
}

/** What the check says of the bundle. */
export function ReviewFindings({ diagnostics, notChecked, whole }: ReviewFindingsProps) {
  const count = (severity: string) => diagnostics.filter((each) => each.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  return (
    <section className="card" aria-labelledby="review-findings">
      <div className="card-head">
        <h2 id="review-findings">Findings</h2>
        {errors > 0 ? <span className="pill error">{formatCount(errors, 'error')}</span> : null}
        {warnings > 0 ? <span className="pill warning">{formatCount(warnings, 'warning')}</span> : null}
        {notChecked.length > 0 ? <span className="pill mute">{notChecked.length} not checked</span> : null}
      </div>
      {whole && errors === 0 ? (
        <p className="review-verdict">
          <CircleCheck size={16} aria-hidden />
          No error was found{notChecked.length > 0 ? ' by the checks that could run.' : '; every check ran.'}
        </p>
      ) : null}
      <ul className="review-findings">
        {diagnostics.map((finding) => (
          <li
            key={`${finding.code} ${finding.file} ${finding.path} ${finding.range.start.line}:${finding.range.start.column} ${finding.message}`}
          >
            <SeverityIcon severity={finding.severity} />
            <div>
              <p>{finding.message}</p>
              <p className="hint">
                <code>
                  {finding.file} {finding.range.start.line}:{finding.range.start.column}
                </code>{' '}
                · {finding.code}
              </p>
            </div>
          </li>
        ))}
        {[...new Map(notChecked.map((each) => [each.reason, each])).values()].map(({ reason, remedy }) => (
          <li key={reason}>
            <CircleHelp size={14} role="img" aria-label="not checked" />
            <div>
              <p>{reason}</p>
              <p className="hint">{remedy}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
