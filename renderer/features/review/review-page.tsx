import { CircleAlert, FolderOpen, PackageSearch } from 'lucide-react';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Meter } from '../../components/meter.tsx';
import type { Review } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';
import { ReviewEntries } from './review-entries.tsx';
import { ReviewFindings } from './review-findings.tsx';
import { ReviewImages } from './review-images.tsx';
import './review.css';

/** What is in a bundle, and whether it would pass. */
export function ReviewPage() {
  const review = useStudio((studio) => studio.review);
  const { reviewPicked } = useStudio.getState();
  if (!review) {
    return (
      <EmptyState
        icon={<PackageSearch size={28} aria-hidden />}
        title="Review a bundle"
        actions={
          <Button look="primary" onClick={() => void reviewPicked()}>
            <FolderOpen size={14} aria-hidden />
            Choose a bundle
          </Button>
        }
      >
        <p>
          See what an archive holds, check its manifests against its images, and look into the layers. Nothing
          is unpacked or changed.
        </p>
      </EmptyState>
    );
  }
  return <ReviewResult review={review} />;
}

function ReviewResult({ review }: { readonly review: Review }) {
  const job = useStudio((studio) => studio.jobs.find(({ id }) => id === review.job));
  const { reviewPicked, reviewPlace, closeReview, cancelJob } = useStudio.getState();
  const { place, inspected, validated } = review;
  const running = job?.status === 'running';
  const stopped = job?.status === 'failed' || job?.status === 'cancelled';
  const progress = job?.progress;
  return (
    <div className="page">
      <div className="page-inner">
        <header className="review-head">
          <div>
            <h1>
              {inspected?.app?.name ?? place.name}{' '}
              {inspected?.app ? <span className="review-version">{inspected.app.version}</span> : null}
            </h1>
            {inspected?.app && inspected.app.description !== '' ? <p>{inspected.app.description}</p> : null}
            <p className="hint">
              <span className="mono">{place.display}</span>
              {inspected ? ` · ${kinds[inspected.kind]}` : ''}
              {inspected?.entries ? ` · ${formatCount(inspected.entries.length, 'entry', 'entries')}` : ''}
              {inspected ? ` · ${formatCount(inspected.images.length, 'image')}` : ''}
            </p>
          </div>
          <div className="review-actions">
            <Button look="ghost" onClick={closeReview}>
              Close
            </Button>
            <Button onClick={() => void reviewPicked()}>
              <FolderOpen size={14} aria-hidden />
              Another bundle
            </Button>
          </div>
        </header>
        {running ? (
          <section className="card review-running" aria-label="Reading">
            <div role="status">
              <b>{inspected ? 'Checking …' : 'Reading …'}</b>{' '}
              <span className="hint">
                {progress
                  ? `${progress.subject} · ${formatBytes(progress.bytesDone)}${progress.bytesTotal === undefined ? '' : ` of ${formatBytes(progress.bytesTotal)}`}`
                  : ''}
              </span>
            </div>
            <Button onClick={() => cancelJob(review.job)}>Cancel</Button>
            <Meter
              label={`Reading ${place.name}`}
              {...(progress?.bytesTotal ? { share: progress.bytesDone / progress.bytesTotal } : {})}
            />
          </section>
        ) : null}
        {stopped ? (
          <section className="card review-stopped" role="alert">
            <CircleAlert size={17} aria-hidden />
            <div>
              <h2>
                {job.status === 'cancelled' ? 'Reading was cancelled' : 'It could not be read to the end'}
              </h2>
              {job.status === 'failed' ? <p>{job.failure}</p> : null}
            </div>
            <Button onClick={() => reviewPlace(place)}>Try again</Button>
          </section>
        ) : null}
        {inspected || validated ? (
          <ReviewFindings
            diagnostics={validated?.diagnostics ?? inspected?.diagnostics ?? []}
            notChecked={validated?.notChecked ?? []}
            whole={validated !== undefined}
          />
        ) : null}
        {inspected ? <ReviewImages images={inspected.images} /> : null}
        {inspected?.entries ? <ReviewEntries entries={inspected.entries} /> : null}
      </div>
    </div>
  );
}

const kinds = {
  bundle: 'bundle',
  pkg: 'older package',
  folder: 'extracted bundle',
  'image-archive': 'image archive',
  'engine-image': 'image of the engine',
  project: 'project folder',
} as const;
