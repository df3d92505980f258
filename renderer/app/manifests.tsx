import { later } from '../components/later.tsx';
import { ManifestsPage } from '../features/manifests/manifests-page.tsx';

const Topology = later(
  async () => (await import('../features/topology/topology-view.tsx')).TopologyView,
  <p className="loading">Loading …</p>,
);

/** The manifests with their live picture in a tab of its own. */
export function Manifests() {
  return <ManifestsPage topology={<Topology />} />;
}
