import { CircleCheck, CircleHelp, CircleX, Square, SquareCheckBig } from 'lucide-react';
import type { ReviewOutput } from '../../../shared/contract/review.ts';

const states = {
  passed: { icon: CircleCheck, words: 'passed', look: 'ok' },
  failed: { icon: CircleX, words: 'failed', look: 'error' },
  'not-checked': { icon: CircleHelp, words: 'not checked', look: 'mute' },
  ticked: { icon: SquareCheckBig, words: 'confirmed', look: 'ok' },
  open: { icon: Square, words: 'by hand', look: 'mute' },
} as const;

/** The checklist before submission, as far as the bundle itself can tell. */
export function ReviewChecklist({ checklist }: { readonly checklist: ReviewOutput['checklist'] }) {
  if (checklist.length === 0) return null;
  const passed = checklist.filter(({ state }) => state === 'passed').length;
  return (
    <section className="card" aria-labelledby="review-checklist">
      <div className="card-head">
        <h2 id="review-checklist">Checklist</h2>
        <span className="pill mute">
          {passed} of {checklist.length} passed
        </span>
      </div>
      <ul className="review-checks">
        {checklist.map(({ id, title, state, detail }) => {
          const { icon: Icon, words, look } = states[state];
          return (
            <li key={id}>
              <Icon size={14} aria-hidden className={look} />
              <div>
                <p>{title}</p>
                {detail === '' ? null : <p className="hint">{detail}</p>}
              </div>
              <span className={`pill ${look}`}>{words}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
