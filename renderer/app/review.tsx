import { later } from '../components/later.tsx';
import { ReviewPage } from '../features/review/review-page.tsx';

const Topology = later(
  async () => (await import('../features/topology/topology-figure.tsx')).TopologyFigure,
  <p className="loading">Loading …</p>,
);

/** The review of a bundle with the picture of its app. */
export function Review() {
  return <ReviewPage topology={(figure) => <Topology {...figure} />} />;
}
