import { useMemo } from 'react';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { later } from '../../components/later.tsx';
import { loadMonaco } from '../../components/monaco/load-monaco.ts';
import { Segmented } from '../../components/segmented.tsx';
import type { Review } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';

const ReadOnlyText = later(
  async () => {
    await loadMonaco();
    return (await import('../../components/monaco/read-only-text.tsx')).ReadOnlyText;
  },
  <p className="loading">Opening the text …</p>,
);

interface ReviewManifestsProps {
  readonly review: Review;
  readonly facts: ReviewOutput;
}

/** The manifests as they stand in the bundle, with their findings marked. */
export function ReviewManifests({ review, facts }: ReviewManifestsProps) {
  const { manifests, diagnostics } = facts;
  const manifest = manifests.find(({ file }) => file === review.file) ?? manifests[0];
  const markers = useMemo(
    () => diagnostics.filter(({ file }) => file === manifest?.file),
    [diagnostics, manifest?.file],
  );
  if (!manifest) {
    return (
      <EmptyState title="No manifests">
        <p>Neither an AppSpec nor an app.json could be read from it.</p>
      </EmptyState>
    );
  }
  const { shown } = review;
  return (
    <div className="review-texts">
      <div className="review-bar">
        <Segmented
          label="Manifest"
          value={manifest.file}
          options={manifests.map(({ file }) => ({ value: file, label: file }))}
          onChange={useStudio.getState().showReviewManifest}
        />
        <span className="hint">
          Read-only, as it stands in the bundle: credentials too, which summary and reports mask ·{' '}
          {markers.length === 0 ? 'no findings' : `${formatCount(markers.length, 'finding')}, F8 walks them`}
        </span>
      </div>
      <ReadOnlyText
        label={`${manifest.file}, read-only`}
        text={manifest.text}
        language={manifest.role === 'appJson' ? 'json' : 'yaml'}
        markers={markers}
        {...(shown?.file === manifest.file ? { shown } : {})}
      />
    </div>
  );
}
