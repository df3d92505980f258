import { ChevronRight, Package } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import type { ReviewImage, ReviewOutput } from '../../../shared/contract/review.ts';
import { formatBytes, formatCount } from '../../../shared/report/format.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { later } from '../../components/later.tsx';
import type { Review } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';
import { RunningJob, StoppedJob } from './review-progress.tsx';

const SizeReportView = later(
  async () => (await import('../../size-report/size-report-view.tsx')).SizeReportView,
  <p className="loading">Loading …</p>,
);

/** The images in a few words each. */
export function ImagesAtAGlance({ facts }: { readonly facts: ReviewOutput }) {
  const { images, stage } = facts;
  return (
    <section className="card" aria-labelledby="review-glance">
      <div className="card-head">
        <h2 id="review-glance">Images</h2>
        {images.length === 0 ? null : (
          <span className="end">
            <Button look="link" onClick={() => useStudio.getState().showReviewTab('images')}>
              Layers and settings
            </Button>
          </span>
        )}
      </div>
      {images.length === 0 ? (
        <p className="review-none">
          {stage === 'whole' ? 'No image could be read from it.' : 'They are still being read.'}
        </p>
      ) : (
        <table className="table review-glance">
          <thead>
            <tr>
              <th scope="col">Image</th>
              <th scope="col">Platform</th>
              <th scope="col">User</th>
              <th scope="col">Ports</th>
              <th scope="col" className="number">
                Size
              </th>
            </tr>
          </thead>
          <tbody>
            {images.map((image) => (
              <tr key={`${image.origin} ${image.id} ${image.ref}`}>
                <td className="mono">{image.ref}</td>
                <td>{image.platform}</td>
                <td>{userOf(image)}</td>
                <td>{image.exposedPorts.join(', ') || 'none'}</td>
                <td className="number">{formatBytes(image.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

interface ReviewImagesProps {
  readonly review: Review;
  readonly facts: ReviewOutput;
}

/** Every image with what it runs, as whom, and its layers, the largest drawn longest. */
export function ReviewImages({ review, facts }: ReviewImagesProps) {
  const { images, stage } = facts;
  if (images.length === 0) {
    return (
      <EmptyState
        icon={<Package size={28} aria-hidden />}
        title={stage === 'whole' ? 'No images' : 'Reading the images …'}
      >
        <p>
          {stage === 'whole'
            ? 'No image could be read; the findings say why.'
            : 'They appear here as soon as the bundle is read to its end.'}
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="review-list">
      {images.map((image) => (
        <ImageCard key={`${image.origin} ${image.id} ${image.ref}`} image={image} open={images.length <= 2} />
      ))}
      {stage === 'whole' ? <Sizes review={review} /> : null}
    </div>
  );
}

/** Where every byte comes from, found out on demand: it takes a second look at the layers. */
function Sizes({ review }: { readonly review: Review }) {
  const { sizes } = review;
  const job = useStudio((studio) => studio.jobs.find(({ id }) => id === sizes?.job));
  const { measureReview } = useStudio.getState();
  if (sizes?.reports) {
    return sizes.reports.map((report) => (
      <section
        key={`${report.id} ${report.ref}`}
        className="card review-size"
        aria-label={`Size of ${report.ref}`}
      >
        <SizeReportView report={report} />
      </section>
    ));
  }
  if (job?.status === 'running') return <RunningJob job={job} title="Measuring the images …" />;
  if (job && job.status !== 'done') {
    return (
      <StoppedJob
        job={job}
        title={job.status === 'cancelled' ? 'Measuring was cancelled' : 'They could not be measured'}
        onAgain={measureReview}
      />
    );
  }
  return (
    <section className="card review-measure" aria-label="Size report">
      <p>See where every byte comes from: files, layers, and what is there twice.</p>
      <Button onClick={measureReview}>Measure the images</Button>
    </section>
  );
}

const userOf = ({ user }: ReviewImage): string => (user === '' ? 'root (none is set)' : user);

function ImageCard({ image, open }: { readonly image: ReviewImage; readonly open: boolean }) {
  const facts: readonly (readonly [string, string])[] = [
    ['Platform', image.platform],
    ['Runs as', userOf(image)],
    ['Entrypoint', image.entrypoint.join(' ') || 'none'],
    ['Command', image.command.join(' ') || 'none'],
    ['Working folder', image.workingDir || '/'],
    ['Exposed ports', image.exposedPorts.join(', ') || 'none'],
    ['Also tagged', image.tags.slice(1).join(', ')],
    ['From', image.origin],
    ['ID', image.id],
  ];
  return (
    <Collapsible.Root asChild defaultOpen={open}>
      <section className="card review-image" aria-label={image.ref}>
        <h2>
          <Collapsible.Trigger className="review-fold">
            <ChevronRight size={14} aria-hidden />
            <code>{image.ref}</code>
            <span className="hint">
              {formatBytes(image.bytes)} in {formatCount(image.layers.length, 'layer')} · {image.platform}
            </span>
          </Collapsible.Trigger>
        </h2>
        <Collapsible.Content className="review-image-body">
          <dl className="review-facts">
            {facts.map(([name, value]) =>
              value === '' ? null : (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd className="mono">{value}</dd>
                </div>
              ),
            )}
          </dl>
          <Layers image={image} />
          <Pairs title="Environment" pairs={image.env.map(({ name, value }) => [name, value])} />
          <Pairs title="Labels" pairs={Object.entries(image.labels)} />
        </Collapsible.Content>
      </section>
    </Collapsible.Root>
  );
}

function Layers({ image }: { readonly image: ReviewImage }) {
  // Two layers may be alike in everything: their place tells them apart.
  const layers = image.layers.map((layer, place) => ({ layer, key: `${place} ${layer.diffId}` }));
  const largest = Math.max(1, ...image.layers.map(({ bytes }) => bytes));
  return (
    <div>
      <h3>Layers</h3>
      <ol className="review-layers">
        {layers.map(({ layer, key }) => (
          <li key={key}>
            <code title={layer.command}>{layer.command === '' ? layer.diffId : layer.command}</code>
            <span className="review-layer-bytes">{formatBytes(layer.bytes)}</span>
            <span
              className="review-layer-bar"
              style={{ width: `${Math.max(0.5, (layer.bytes / largest) * 100)}%` }}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface PairsProps {
  readonly title: string;
  readonly pairs: readonly (readonly [string, string])[];
}

function Pairs({ title, pairs }: PairsProps) {
  if (pairs.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <dl className="review-facts">
        {pairs.map(([name, value]) => (
          <div key={name}>
            <dt className="mono">{name}</dt>
            <dd className="mono">{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
