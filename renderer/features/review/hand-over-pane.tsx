import { FileCode, FileJson, FileText } from 'lucide-react';
import type { Reviewer, ReviewOutput } from '../../../shared/contract/review.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import type { Review } from '../../store/review.ts';
import { useStudio } from '../../store/studio.ts';

interface HandOverPaneProps {
  readonly review: Review;
  readonly facts: ReviewOutput;
}

const decisions: readonly { readonly value: Reviewer['decision']; readonly label: string }[] = [
  { value: 'accepted', label: 'Accept' },
  { value: 'rejected', label: 'Reject' },
  { value: 'undecided', label: 'Undecided' },
];

/** The reviewer’s word, and the report that carries it. */
export function HandOverPane({ review, facts }: HandOverPaneProps) {
  const { reviewer, comparison } = review;
  const { setReviewer, saveReview } = useStudio.getState();
  const { errors } = facts.summary;
  const reading = facts.stage !== 'whole';
  return (
    <div className="review-hand-over">
      <section className="card" aria-labelledby="review-decision">
        <div className="card-head">
          <h2 id="review-decision">Your decision</h2>
        </div>
        <div className="card-body">
          <div>
            <Segmented
              label="Decision"
              value={reviewer.decision}
              options={decisions}
              onChange={(decision) => setReviewer({ decision })}
            />
            {reviewer.decision === 'accepted' && errors > 0 ? (
              <p className="hint warning" role="status">
                {errors === 1 ? 'There is an error' : `There are ${errors} errors`} in it. Say in the notes
                why you accept it all the same.
              </p>
            ) : null}
          </div>
          <label className="field">
            Reviewer
            <input
              className="input"
              autoComplete="name"
              maxLength={200}
              value={reviewer.name}
              onChange={({ target }) => setReviewer({ name: target.value })}
            />
          </label>
          <label className="field">
            Notes
            <textarea
              className="input"
              rows={6}
              maxLength={100_000}
              value={reviewer.notes}
              onChange={({ target }) => setReviewer({ notes: target.value })}
            />
            <span className="hint">They go into the report as you write them.</span>
          </label>
        </div>
      </section>
      <section className="card" aria-labelledby="review-report">
        <div className="card-head">
          <h2 id="review-report">The report</h2>
        </div>
        <div className="card-body">
          <p>
            It holds everything this review shows
            {comparison?.output ? `, the comparison with ${comparison.before.name},` : ''} and your decision,
            for {review.nodes === 1 ? 'a cluster of one node' : `a cluster of ${review.nodes} nodes`}.
            Credentials are masked.
          </p>
          <p className="review-bound">
            {facts.sha256 === undefined ? (
              reading ? (
                'The bundle’s SHA-256 is known once all of it is read.'
              ) : (
                'It carries no SHA-256, as there is no whole file to take one of.'
              )
            ) : (
              <>
                A file that changed since is refused: the report is bound to the SHA-256{' '}
                <code>{facts.sha256}</code>
              </>
            )}
          </p>
          <div className="review-saves">
            <Button look="primary" disabled={reading} onClick={() => void saveReview('html')}>
              <FileText size={14} aria-hidden />
              Save as a page (HTML)
            </Button>
            <Button disabled={reading} onClick={() => void saveReview('json')}>
              <FileJson size={14} aria-hidden />
              Save as JSON
            </Button>
            <Button disabled={reading} onClick={() => void saveReview('sarif')}>
              <FileCode size={14} aria-hidden />
              Save as SARIF
            </Button>
          </div>
          <p className="hint">
            The page is one file that needs no network and no script; it can be mailed and printed.
          </p>
        </div>
      </section>
    </div>
  );
}
