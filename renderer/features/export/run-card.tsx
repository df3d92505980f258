import { Ban, CircleAlert } from 'lucide-react';
import type { DiagnosticOutput } from '../../../shared/contract/outputs.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { SeverityIcon } from '../../components/severity.tsx';
import type { ExportRun } from '../../store/exports.ts';
import { useStudio } from '../../store/studio.ts';
import { ExportProgress } from './export-progress.tsx';
import { ExportResult } from './export-result.tsx';

interface RunCardProps {
  readonly run: ExportRun;
  /** Exports again although the check finds errors. */
  readonly onForce: () => void;
}

/** The latest export: how far it is, what it gave, or why it stopped. */
export function RunCard({ run, onForce }: RunCardProps) {
  const job = useStudio((studio) => studio.jobs.find(({ id }) => id === run.job));
  if (run.output) return <ExportResult run={run} output={run.output} />;
  if (!job) return null;
  if (job.status === 'running') return <ExportProgress run={run} job={job} />;
  if (job.status === 'cancelled') {
    return (
      <section className="card export-ended" role="status">
        <Ban size={17} aria-hidden />
        <div>
          <h2>Cancelled</h2>
          <p>What was there before is as it was; nothing else was left behind.</p>
        </div>
      </section>
    );
  }
  return (
    <section className="card export-ended" role="alert">
      <CircleAlert size={17} className="error" aria-hidden />
      <div>
        <h2>The bundle was not written</h2>
        {run.findings ? <Blocked findings={run.findings} onForce={onForce} /> : <p>{job.failure}</p>}
        <div className="export-buttons">
          <Button onClick={() => useStudio.getState().showLog(job.id)}>Show the log</Button>
        </div>
      </div>
    </section>
  );
}

const mostShown = 8;

function Blocked({
  findings,
  onForce,
}: {
  readonly findings: readonly DiagnosticOutput[];
  readonly onForce: () => void;
}) {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return (
    <>
      <p>
        {formatCount(errors.length, 'error')} would make the platform refuse it. Correct{' '}
        {errors.length === 1 ? 'it' : 'them'} and export again.
      </p>
      <ul className="export-findings">
        {errors.slice(0, mostShown).map((finding) => (
          <li
            key={`${finding.code} ${finding.file} ${finding.range.start.line} ${finding.range.start.column}`}
          >
            <SeverityIcon severity={finding.severity} />
            <span>{finding.message}</span>
            <Button look="link" onClick={() => show(finding)}>
              {finding.file} {finding.range.start.line}:{finding.range.start.column}
            </Button>
          </li>
        ))}
      </ul>
      {errors.length > mostShown ? (
        <p className="hint">
          {formatCount(errors.length - mostShown, 'more error')}: all are under Problems.
        </p>
      ) : null}
      <p className="hint">
        To look at the archive nevertheless,{' '}
        <Button look="link" onClick={onForce}>
          write it with its errors
        </Button>
        .
      </p>
    </>
  );
}

/** Goes to the place, where the text is still the one that was checked; else to the list of problems. */
function show(finding: DiagnosticOutput): void {
  const { validation, revealSpan, showPanel } = useStudio.getState();
  const same = validation?.diagnostics.find(
    ({ code, file, range }) =>
      code === finding.code &&
      file === finding.file &&
      range.start.line === finding.range.start.line &&
      range.start.column === finding.range.start.column,
  );
  if (same) revealSpan(same.file, same.span);
  else showPanel('problems', true);
}
