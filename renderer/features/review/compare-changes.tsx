import { ArrowRight, CircleAlert, Minus, TriangleAlert, Unlock } from 'lucide-react';
import { useState } from 'react';
import type { Change } from '../../../shared/contract/comparison.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { Segmented } from '../../components/segmented.tsx';
import { changeTopic, changeTopics } from './change-topic.ts';

const severities = {
  critical: { icon: CircleAlert, look: 'error', words: 'critical' },
  notable: { icon: TriangleAlert, look: 'warning', words: 'notable' },
  minor: { icon: Minus, look: 'mute', words: 'minor' },
} as const;

type Filter = 'all' | Change['severity'] | 'widened';

/** What the changes mean, by topic, the gravest first. */
export function CompareChanges({ changes }: { readonly changes: readonly Change[] }) {
  const [filter, setFilter] = useState<Filter>('all');
  const count = (wanted: Filter): number => changes.filter((change) => matches(change, wanted)).length;
  const widened = count('widened');
  if (changes.length === 0) {
    return <p className="card review-none">Nothing that means something to the platform changed.</p>;
  }
  const shown = changes.filter((change) => matches(change, filter));
  const groups = changeTopics
    .map((topic) => [topic, shown.filter(({ kind }) => changeTopic(kind) === topic)] as const)
    .filter(([, list]) => list.length > 0);
  return (
    <>
      {widened > 0 ? (
        <section className="review-verdict error" aria-label="Widened access">
          <Unlock size={20} aria-hidden />
          <h2>{widened === 1 ? 'One change widens' : `${widened} changes widen`} what the app may do.</h2>
        </section>
      ) : null}
      <div className="compare-bar">
        <Segmented
          label="Show changes"
          value={filter}
          options={[
            { value: 'all', label: `All (${count('all')})` },
            { value: 'widened', label: `Widened (${widened})` },
            { value: 'critical', label: `Critical (${count('critical')})` },
            { value: 'notable', label: `Notable (${count('notable')})` },
            { value: 'minor', label: `Minor (${count('minor')})` },
          ]}
          onChange={setFilter}
        />
        <span className="hint" role="status">
          {formatCount(shown.length, 'change')}
        </span>
      </div>
      {groups.length === 0 ? <p className="card review-none">No change of this kind.</p> : null}
      {groups.map(([topic, list]) => (
        <section key={topic} className="card" aria-label={topic}>
          <div className="card-head">
            <h2>{topic}</h2>
            <span className="pill mute">{list.length}</span>
          </div>
          <ul className="compare-changes">
            {list.map((change) => (
              <ChangeLine key={`${change.kind} ${change.path} ${change.message}`} change={change} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

const matches = (change: Change, filter: Filter): boolean =>
  filter === 'all' || (filter === 'widened' ? change.widensAccess : change.severity === filter);

function ChangeLine({ change }: { readonly change: Change }) {
  const { severity, message, path, file, before, after, widensAccess, kind } = change;
  const { icon: Icon, look, words } = severities[severity];
  return (
    <li className={widensAccess ? 'widened' : ''}>
      <Icon size={14} className={look} role="img" aria-label={words} />
      <div>
        <p>
          {message}{' '}
          {widensAccess ? (
            <span className="pill error compare-widened">
              <Unlock size={11} aria-hidden />
              widens access
            </span>
          ) : null}
        </p>
        <p className="hint">
          {[file, path].filter((each) => each !== '').join(' · ')}
          {file === '' && path === '' ? '' : ' · '}
          <code>{kind}</code>
        </p>
      </div>
      {before === null && after === null ? null : (
        <p className="compare-sides">
          <code>
            <span className="visually-hidden">before: </span>
            {before ?? '–'}
          </code>
          <ArrowRight size={12} aria-hidden />
          <code>
            <span className="visually-hidden">now: </span>
            {after ?? '–'}
          </code>
        </p>
      )}
    </li>
  );
}
