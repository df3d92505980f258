import { CircleAlert, CircleCheck } from 'lucide-react';
import { formatBytes, formatSpeed } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { Meter } from '../../components/meter.tsx';
import type { Job } from '../../store/jobs.ts';
import type { Review } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';

/** How far the reading of a bundle is, or why it ended. */
export function ReviewProgress({ review }: { readonly review: Review }) {
  const job = useStudio((studio) => studio.jobs.find(({ id }) => id === review.job));
  const { reviewPlace } = useStudio.getState();
  if (!job) return null;
  if (job.status === 'running') {
    return (
      <RunningJob
        job={job}
        title={review.facts ? 'Reading the images; what the manifests say is here already.' : 'Reading …'}
      />
    );
  }
  if (job.status === 'done') return null;
  return (
    <StoppedJob
      title={job.status === 'cancelled' ? 'Reading was cancelled' : failedTitle(review)}
      job={job}
      onAgain={() => reviewPlace(review.place)}
    />
  );
}

const failedTitle = ({ facts }: Review): string =>
  facts ? 'It could not be read to the end' : 'It could not be read';

/** A job under way, with its speed and a way to end it. */
export function RunningJob({ job, title }: { readonly job: Job; readonly title: string }) {
  const { cancelJob } = useStudio.getState();
  const { progress } = job;
  const speed = progress?.bytesPerSecond;
  return (
    <section className="card review-running" aria-label={job.title}>
      <div>
        <b role="status">{title}</b>{' '}
        <span className="hint">
          {progress
            ? `${progress.subject} · ${formatBytes(progress.bytesDone)}${progress.bytesTotal === undefined ? '' : ` of ${formatBytes(progress.bytesTotal)}`}${speed === undefined ? '' : ` · ${formatSpeed(speed)}`}`
            : ''}
        </span>
      </div>
      <Button onClick={() => cancelJob(job.id)}>Cancel</Button>
      <Meter
        label={job.title}
        {...(progress?.bytesTotal ? { share: progress.bytesDone / progress.bytesTotal } : {})}
      />
    </section>
  );
}

interface StoppedJobProps {
  readonly job: Job;
  readonly title: string;
  readonly onAgain?: () => void;
}

/** A job that failed or was cancelled, and why. */
export function StoppedJob({ job, title, onAgain }: StoppedJobProps) {
  return (
    <section className="card review-stopped" role="alert">
      <CircleAlert size={17} aria-hidden />
      <div>
        <h2>{title}</h2>
        {job.status === 'failed' ? <p>{job.failure}</p> : null}
      </div>
      {onAgain ? <Button onClick={onAgain}>Try again</Button> : null}
    </section>
  );
}

/** How the last writing of a report, an entry or a project goes or went. */
export function WritingNotice({ job: id }: { readonly job: string | undefined }) {
  const job = useStudio((studio) => studio.jobs.find((each) => each.id === id));
  const canReveal = useStudio((studio) => studio.host?.reveal === true);
  const { revealPlace } = useStudio.getState();
  if (!job || job.status === 'cancelled') return null;
  if (job.status === 'running') return <RunningJob job={job} title={`${job.title} …`} />;
  if (job.status === 'failed') return <StoppedJob job={job} title={`${job.title}: it failed`} />;
  const written = job.result;
  return (
    <section className="card review-written" aria-label={job.title}>
      <CircleCheck size={16} aria-hidden />
      <p>
        Written: <span className="mono">{isPlace(written) ? written.display : ''}</span>
      </p>
      {canReveal && isPlace(written) ? (
        <Button onClick={() => void revealPlace(written.ticket)}>Show the file</Button>
      ) : null}
    </section>
  );
}

function isPlace(value: unknown): value is { readonly display: string; readonly ticket: string } {
  return typeof value === 'object' && value !== null && 'display' in value && 'ticket' in value;
}
