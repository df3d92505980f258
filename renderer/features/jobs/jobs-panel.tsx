import { Ban, CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatBytes, formatDuration, formatRemaining, formatSpeed } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Meter } from '../../components/meter.tsx';
import type { Job } from '../../store/jobs.ts';
import { useStudio } from '../../store/studio.ts';
import './jobs.css';

const states = {
  running: { Icon: LoaderCircle, word: 'running' },
  done: { Icon: CircleCheck, word: 'done' },
  failed: { Icon: CircleX, word: 'failed' },
  cancelled: { Icon: Ban, word: 'cancelled' },
} as const;

/** Everything that was started in this session: what runs, how far it is, how it ended. */
export function JobsPanel() {
  const jobs = useStudio((studio) => studio.jobs);
  const { clearJobs } = useStudio.getState();
  const now = useNow(jobs.some(({ status }) => status === 'running'));
  if (jobs.length === 0) {
    return (
      <EmptyState title="No jobs yet">
        <p>Exports, builds and reviews show here what they are doing, and go on when you leave their page.</p>
      </EmptyState>
    );
  }
  return (
    <div className="jobs">
      <ul aria-label="Jobs">
        {jobs.map((job) => (
          <JobRow key={job.id} job={job} now={now} />
        ))}
      </ul>
      {jobs.some(({ status }) => status !== 'running') ? (
        <Button look="ghost" onClick={clearJobs}>
          Clear what has ended
        </Button>
      ) : null}
    </div>
  );
}

function JobRow({ job, now }: { readonly job: Job; readonly now: number }) {
  const { cancelJob, showLog } = useStudio.getState();
  const { Icon, word } = states[job.status];
  const running = job.status === 'running';
  const elapsed = (job.endedAt ?? Math.max(now, job.startedAt)) - job.startedAt;
  return (
    <li className={`jobs-row ${job.status}`}>
      <Icon size={15} role="img" aria-label={word} />
      <div className="jobs-text">
        <b>{job.title}</b>
        {job.failure === undefined ? (
          <span className="hint">{running ? progressText(job) : word}</span>
        ) : (
          <span className={job.status === 'failed' ? 'hint error' : 'hint'}>{job.failure}</span>
        )}
        {running ? <Meter label={job.title} {...shareOf(job)} /> : null}
      </div>
      <span className="jobs-time">{running ? formatRemaining(elapsed) : formatDuration(elapsed)}</span>
      <Button
        look="ghost"
        disabled={job.log.length === 0}
        onClick={() => showLog(job.id)}
        aria-label={`Log of ${job.title}`}
      >
        Log
      </Button>
      {running ? (
        <Button onClick={() => cancelJob(job.id)} aria-label={`Cancel ${job.title}`}>
          Cancel
        </Button>
      ) : null}
    </li>
  );
}

function shareOf({ progress }: Job): { share?: number } {
  return progress?.bytesTotal ? { share: progress.bytesDone / progress.bytesTotal } : {};
}

const phaseWords = {
  preflight: 'Checking',
  image: 'Packing',
  finish: 'Finishing',
  verify: 'Verifying',
  read: 'Reading',
} as const;

function progressText({ progress, log }: Job): string {
  if (!progress) return log.at(-1) ?? 'Starting';
  const { phase, subject, bytesDone, bytesTotal, bytesPerSecond } = progress;
  const parts = [`${phaseWords[phase]} ${subject}`];
  if (bytesDone > 0)
    parts.push(
      bytesTotal === undefined
        ? formatBytes(bytesDone)
        : `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`,
    );
  if (bytesPerSecond) {
    parts.push(formatSpeed(bytesPerSecond));
    if (bytesTotal !== undefined && bytesTotal > bytesDone) {
      parts.push(`${formatRemaining(((bytesTotal - bytesDone) / bytesPerSecond) * 1000)} left`);
    }
  }
  return parts.join(' · ');
}

/** The time of now, kept going each second while something runs. */
function useNow(going: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!going) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [going]);
  return now;
}
