import { lazy, Suspense } from 'react';
import { ReviewPage } from '../features/review/review-page.tsx';

const Topology = lazy(async () => ({
  default: (await import('../features/topology/topology-figure.tsx')).TopologyFigure,
}));

/** The review of a bundle with the picture of its app. */
export default function Review() {
  return (
    <ReviewPage
      topology={(figure) => (
        <Suspense fallback={<p className="loading">Loading …</p>}>
          <Topology {...figure} />
        </Suspense>
      )}
    />
  );
}
