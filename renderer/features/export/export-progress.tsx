import { Check, LoaderCircle } from 'lucide-react';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { formatBytes, formatRemaining, formatSpeed } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { Meter } from '../../components/meter.tsx';
import type { ExportRun, ImageProgress } from '../../store/exports.ts';
import type { Job } from '../../store/jobs.ts';
import { useStudio } from '../../store/studio.ts';

const phases = [
  { phase: 'preflight', label: 'Check' },
  { phase: 'image', label: 'Pack the images' },
  { phase: 'finish', label: 'Finish the file' },
  { phase: 'verify', label: 'Verify all of it' },
] as const satisfies readonly { phase: TransferProgress['phase']; label: string }[];

/** An export under way: which step, how far each image is, how fast, how long still. */
export function ExportProgress({ run, job }: { readonly run: ExportRun; readonly job: Job }) {
  const { progress } = job;
  const at = Math.max(
    0,
    phases.findIndex(({ phase }) => phase === progress?.phase),
  );
  return (
    <section className="card" aria-labelledby="export-progress">
      <div className="card-head">
        <h2 id="export-progress">Exporting</h2>
        <span className="end">
          <Button onClick={() => useStudio.getState().cancelJob(job.id)}>Cancel</Button>
        </span>
      </div>
      <div className="card-body">
        <ol className="export-phases">
          {phases.map(({ phase, label }, index) => (
            <li
              key={phase}
              aria-current={index === at ? 'step' : undefined}
              className={index < at ? 'past' : undefined}
            >
              {index < at ? <Check size={14} aria-label="done" /> : null}
              {index === at ? <LoaderCircle size={14} className="export-turning" aria-hidden /> : null}
              {index > at ? <span className="export-to-come" aria-hidden /> : null}
              {label}
            </li>
          ))}
        </ol>
        {run.images.map((image) => (
          <ImageBar
            key={image.subject}
            image={image}
            current={progress?.phase === 'image' && progress.subject === image.subject ? progress : undefined}
          />
        ))}
        {progress && progress.phase !== 'image' && at > 0 ? (
          <Bar
            name={progress.phase === 'verify' ? 'Reading it back' : progress.subject}
            done={progress.bytesDone}
            total={progress.bytesTotal}
            speed={progress.bytesPerSecond}
          />
        ) : null}
      </div>
    </section>
  );
}

function ImageBar({ image, current }: { readonly image: ImageProgress; readonly current: Job['progress'] }) {
  return (
    <Bar
      name={image.subject}
      done={image.bytesDone}
      total={image.bytesTotal}
      speed={current?.bytesPerSecond}
      mono
    />
  );
}

interface BarProps {
  readonly name: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly speed: number | undefined;
  readonly mono?: boolean;
}

function Bar({ name, done, total, speed, mono = false }: BarProps) {
  const left = speed && total !== undefined && total > done ? ((total - done) / speed) * 1000 : undefined;
  return (
    <div className="export-bar">
      <span className={mono ? 'mono' : undefined}>{name}</span>
      <span className="export-bar-facts">
        {formatBytes(done)}
        {total === undefined ? '' : ` of ${formatBytes(total)}`}
        {speed ? ` · ${formatSpeed(speed)}` : ''}
        {left === undefined ? '' : ` · ${formatRemaining(left)} left`}
      </span>
      <Meter label={name} {...(total ? { share: done / total } : {})} />
    </div>
  );
}
