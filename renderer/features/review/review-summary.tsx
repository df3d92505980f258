import { CircleCheck, CircleHelp, CircleX, TriangleAlert } from 'lucide-react';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { reviewVerdict } from '../../../shared/report/review-verdict.ts';
import type { Review } from '../../store/review.ts';
import { ClusterTotals } from './cluster-totals.tsx';
import { ReviewChecklist } from './review-checklist.tsx';
import { ReviewFindings } from './review-findings.tsx';
import { ImagesAtAGlance } from './review-images.tsx';
import { ReviewRequests } from './review-requests.tsx';

interface ReviewSummaryProps {
  readonly review: Review;
  readonly facts: ReviewOutput;
}

/** The one view that answers yes or no: the verdict, why, and what the app asks for. */
export function ReviewSummary({ review, facts }: ReviewSummaryProps) {
  return (
    <div className="review-summary">
      <Verdict facts={facts} />
      <div className="review-columns">
        <div>
          <ReviewFindings facts={facts} />
          <ImagesAtAGlance facts={facts} />
          <ReviewChecklist checklist={facts.checklist} />
        </div>
        <div>
          <ReviewRequests requests={facts.requests} />
          {facts.requests.workloads.length === 0 ? null : (
            <ClusterTotals requests={facts.requests} nodes={review.nodes} />
          )}
        </div>
      </div>
    </div>
  );
}

const signs = { error: CircleX, warning: TriangleAlert, ok: CircleCheck, mute: CircleHelp } as const;

/** What all rules together say, in a sentence. */
function Verdict({ facts }: { readonly facts: ReviewOutput }) {
  const { errors, warnings, notes } = facts.summary;
  const { tone, title, lacking } = reviewVerdict(facts);
  const Icon = signs[tone];
  return (
    <section className={`review-verdict ${tone}`} aria-label="Verdict">
      <Icon size={22} aria-hidden />
      <h2>{title}</h2>
      <ul aria-label="Counts">
        <li className={errors > 0 ? 'pill error' : 'pill mute'}>{formatCount(errors, 'error')}</li>
        <li className={warnings > 0 ? 'pill warning' : 'pill mute'}>{formatCount(warnings, 'warning')}</li>
        <li className="pill mute">{formatCount(notes, 'note')}</li>
        <li className="pill mute">{lacking} not checked</li>
      </ul>
    </section>
  );
}
