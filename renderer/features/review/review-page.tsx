import { FolderOpen, PackageSearch } from 'lucide-react';
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';
import type { Topology, TopologyNode } from '../../../shared/report/topology-graph.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import type { Review, ReviewTab } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';
import { ComparePane } from './compare-pane.tsx';
import { HandOverPane } from './hand-over-pane.tsx';
import { revealNode } from './reveal-node.ts';
import { ReviewContents } from './review-contents.tsx';
import { ReviewHeader } from './review-header.tsx';
import { ReviewImages } from './review-images.tsx';
import { ReviewManifests } from './review-manifests.tsx';
import { ReviewProgress, WritingNotice } from './review-progress.tsx';
import { ReviewSummary } from './review-summary.tsx';
import './review.css';
import './review-summary.css';
import './review-images.css';

interface ReviewPageProps {
  /** Draws a topology; it belongs to another feature. */
  readonly topology: (figure: {
    readonly topology: Topology;
    readonly onReveal: (node: TopologyNode) => void;
  }) => ReactNode;
}

/** What a bundle is, whether it would pass, what it asks for, and what changed: all that a yes or no needs. */
export function ReviewPage({ topology }: ReviewPageProps) {
  const review = useStudio((studio) => studio.review);
  if (review) return <ReviewTabs review={review} topology={topology} />;
  const { reviewPicked } = useStudio.getState();
  return (
    <EmptyState
      icon={<PackageSearch size={28} aria-hidden />}
      title="Review a bundle"
      actions={
        <>
          <Button look="primary" onClick={() => void reviewPicked()}>
            <FolderOpen size={14} aria-hidden />
            Choose a bundle
          </Button>
          <Button onClick={() => void reviewPicked('extracted')}>Choose an extracted folder</Button>
        </>
      }
    >
      <p>
        See what an app would do, whether it would pass, and what changed since the last one. Nothing of the
        bundle is run, unpacked or changed.
      </p>
    </EmptyState>
  );
}

function ReviewTabs({ review, topology }: ReviewPageProps & { readonly review: Review }) {
  const { facts, tab } = review;
  const { showReviewTab } = useStudio.getState();
  const findings = facts?.summary;
  const changes = review.comparison?.output?.changes;
  const widened = changes?.filter(({ widensAccess }) => widensAccess).length ?? 0;
  return (
    <div className="review">
      <ReviewHeader review={review} />
      <ReviewProgress review={review} />
      <WritingNotice job={review.writing} />
      {facts === undefined ? null : (
        <Tabs.Root
          className="review-tabs"
          value={tab}
          activationMode="manual"
          onValueChange={(value) => showReviewTab(value as ReviewTab)}
        >
          <Tabs.List aria-label="Parts of the review" className="review-tab-list">
            <Tabs.Trigger value="summary">
              Summary
              {findings && findings.errors > 0 ? (
                <span className="pill error">
                  {findings.errors}
                  <span className="visually-hidden"> {findings.errors === 1 ? 'error' : 'errors'}</span>
                </span>
              ) : null}
            </Tabs.Trigger>
            <Tabs.Trigger value="manifests">Manifests</Tabs.Trigger>
            <Tabs.Trigger value="topology">Topology</Tabs.Trigger>
            <Tabs.Trigger value="images">Images</Tabs.Trigger>
            <Tabs.Trigger value="contents">Contents</Tabs.Trigger>
            <Tabs.Trigger value="compare">
              Compare
              {changes ? (
                <span className={`pill ${widened > 0 ? 'error' : 'mute'}`}>
                  {changes.length}
                  <span className="visually-hidden"> changes{widened > 0 ? ', some widen access' : ''}</span>
                </span>
              ) : null}
            </Tabs.Trigger>
            <Tabs.Trigger value="hand-over">Hand over</Tabs.Trigger>
          </Tabs.List>
          <Tabs.Content value="summary" className="review-pane">
            <ReviewSummary review={review} facts={facts} />
          </Tabs.Content>
          <Tabs.Content value="manifests" className="review-pane whole">
            <ReviewManifests review={review} facts={facts} />
          </Tabs.Content>
          <Tabs.Content value="topology" className="review-pane whole">
            {facts.topology.nodes.length === 0 ? (
              <EmptyState title="Nothing to draw">
                <p>The bundle has no AppSpec that could be read.</p>
              </EmptyState>
            ) : (
              topology({ topology: facts.topology, onReveal: (node) => void revealNode(facts, node) })
            )}
          </Tabs.Content>
          <Tabs.Content value="images" className="review-pane">
            <ReviewImages review={review} facts={facts} />
          </Tabs.Content>
          <Tabs.Content value="contents" className="review-pane">
            <ReviewContents facts={facts} />
          </Tabs.Content>
          <Tabs.Content value="compare" className="review-pane">
            <ComparePane review={review} />
          </Tabs.Content>
          <Tabs.Content value="hand-over" className="review-pane">
            <HandOverPane review={review} facts={facts} />
          </Tabs.Content>
        </Tabs.Root>
      )}
    </div>
  );
}
