import { CircleCheck, Dot, TriangleAlert } from 'lucide-react';
import type { Requests } from '../../../shared/contract/review.ts';

const signs = {
  plain: { icon: Dot, words: '' },
  good: { icon: CircleCheck, words: 'good' },
  attention: { icon: TriangleAlert, words: 'wants attention' },
} as const;

/** What the app asks for, in plain words. */
export function ReviewRequests({ requests }: { readonly requests: Requests }) {
  const groups = requests.groups.filter(({ lines }) => lines.length > 0);
  const loud = groups.flatMap(({ lines }) => lines).filter(({ tone }) => tone === 'attention').length;
  return (
    <section className="card" aria-labelledby="review-requests">
      <div className="card-head">
        <h2 id="review-requests">What the app asks for</h2>
        {loud > 0 ? <span className="pill warning">{loud} to look at</span> : null}
      </div>
      {groups.length === 0 ? (
        <p className="review-none">Nothing is known: the manifests could not be read.</p>
      ) : null}
      {groups.map(({ id, title, lines }) => (
        <div key={id} className="review-group">
          <h3>{title}</h3>
          <ul>
            {lines.map(({ text, tone, path }) => {
              const { icon: Icon, words } = signs[tone];
              return (
                <li key={`${path} ${text}`} className={`review-line ${tone}`}>
                  <Icon
                    size={14}
                    {...(words === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': words })}
                  />
                  <p>{text}</p>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </section>
  );
}
