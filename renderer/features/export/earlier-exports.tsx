import { formatBytes } from '../../../shared/report/format.ts';
import type { ExportRun } from '../../store/exports.ts';
import { fileName } from '../../store/file-name.ts';
import type { Job } from '../../store/jobs.ts';
import { useStudio } from '../../store/studio.ts';

const words: Readonly<Record<Job['status'], string>> = {
  running: 'under way',
  done: 'written',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** The exports of this session before the latest. */
export function EarlierExports({ runs }: { readonly runs: readonly ExportRun[] }) {
  const jobs = useStudio((studio) => studio.jobs);
  if (runs.length === 0) return null;
  return (
    <section className="card" aria-labelledby="export-earlier">
      <div className="card-head">
        <h2 id="export-earlier">Earlier in this session</h2>
      </div>
      <ul className="export-earlier">
        {runs.map((run) => {
          const job = jobs.find(({ id }) => id === run.job);
          const at = job === undefined ? undefined : new Date(job.startedAt);
          return (
            <li key={run.job}>
              <time dateTime={at?.toISOString()}>
                {at?.toLocaleTimeString('en-GB', { timeStyle: 'short' })}
              </time>
              <span>{run.output ? fileName(run.output.file) : (job?.failure ?? '')}</span>
              <span className="hint">
                {run.output
                  ? `${formatBytes(run.output.bytes)} · ${run.output.sha256.slice(0, 8)}`
                  : words[job?.status ?? 'done']}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
