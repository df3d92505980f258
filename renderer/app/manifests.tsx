import { lazy, Suspense } from 'react';
import { ManifestsPage } from '../features/manifests/manifests-page.tsx';

const Topology = lazy(async () => ({
  default: (await import('../features/topology/topology-view.tsx')).TopologyView,
}));

/** The manifests with their live picture in a tab of its own. */
export default function Manifests() {
  return (
    <ManifestsPage
      topology={
        <Suspense fallback={<p className="loading">Loading …</p>}>
          <Topology />
        </Suspense>
      }
    />
  );
}
