import { CircleCheck, CircleHelp, CircleX, TriangleAlert } from 'lucide-react';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { formatCount } from '../../../shared/report/format.ts';
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

/** What all rules together say, in a sentence. */
function Verdict({ facts }: { readonly facts: ReviewOutput }) {
  const { summary, notChecked, stage } = facts;
  const { errors, warnings, notes } = summary;
  const lacking = new Set(notChecked.map(({ code }) => code)).size;
  const [look, Icon, title] =
    errors > 0
      ? (['error', CircleX, 'The platform would refuse this, or it would not work.'] as const)
      : stage === 'manifests'
        ? (['mute', CircleHelp, 'No error so far; the images are still being read.'] as const)
        : warnings > 0
          ? (['warning', TriangleAlert, 'No error was found; the warnings want a look.'] as const)
          : lacking > 0
            ? (['ok', CircleCheck, 'No error was found by the checks that a bundle allows.'] as const)
            : (['ok', CircleCheck, 'No error was found, and every check ran.'] as const);
  return (
    <section className={`review-verdict ${look}`} aria-label="Verdict">
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
