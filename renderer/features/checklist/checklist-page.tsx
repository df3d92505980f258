import { useMemo, useState } from 'react';
import { type ChecklistItem, checklistOf, checklistProgress } from '../../../shared/report/checklist.ts';
import { Segmented } from '../../components/segmented.tsx';
import { manualTicks } from '../../store/settings.ts';
import { useStudio } from '../../store/studio.ts';
import { ChecklistRow } from './checklist-row.tsx';
import './checklist.css';

type Filter = 'all' | 'to-do' | 'by-hand' | 'done';

const filters: readonly { readonly value: Filter; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'to-do', label: 'To do' },
  { value: 'by-hand', label: 'By hand' },
  { value: 'done', label: 'Done' },
];
const isDone = ({ state }: ChecklistItem): boolean => state === 'passed' || state === 'ticked';
const passes: Readonly<Record<Filter, (item: ChecklistItem) => boolean>> = {
  all: () => true,
  'to-do': (item) => !isDone(item),
  'by-hand': ({ state }) => state === 'ticked' || state === 'open',
  done: isDone,
};
const emptyWords: Readonly<Record<Filter, string>> = {
  all: '',
  'to-do': 'Nothing is left to do: every line has passed or is confirmed.',
  'by-hand': 'No line waits for a person.',
  done: 'No line has passed yet.',
};

/** The pre-submission list: what the checks say of each line, and ticks where only a person can know. */
export function ChecklistPage() {
  const [filter, setFilter] = useState<Filter>('all');
  const validation = useStudio((studio) => studio.validation);
  const ticks = useStudio(manualTicks);
  const items = useMemo(() => checklistOf(validation, ticks), [validation, ticks]);
  const shown = items.filter(passes[filter]);
  const groups = [...new Set(shown.map(({ line }) => line.group))];
  return (
    <div className="page">
      <div className="page-inner checklist">
        <header className="checklist-head">
          <div>
            <h1>Checklist</h1>
            <p className="hint">
              What to settle before the upload. Its state travels with the export report.
            </p>
          </div>
          <Progress items={items} />
        </header>
        <Segmented label="Lines shown" value={filter} options={filters} onChange={setFilter} />
        {shown.length === 0 ? <p className="checklist-none">{emptyWords[filter]}</p> : null}
        {groups.map((group) => {
          const members = shown.filter(({ line }) => line.group === group);
          const { done, total } = checklistProgress(items.filter(({ line }) => line.group === group));
          return (
            <section key={group} className="card checklist-group" aria-labelledby={`checklist-${group}`}>
              <div className="card-head">
                <h2 id={`checklist-${group}`}>{group}</h2>
                <span className="hint">
                  {done} of {total}
                </span>
              </div>
              <ul>
                {members.map((item) => (
                  <ChecklistRow key={item.line.id} item={item} />
                ))}
              </ul>
            </section>
          );
        })}
      </div>
    </div>
  );
}

/** How far it is, as words and as a bar of one field a line. */
function Progress({ items }: { readonly items: readonly ChecklistItem[] }) {
  const { done, total } = checklistProgress(items);
  return (
    <div className="checklist-progress">
      <p>
        <b>{done}</b> of {total}
        <span className="visually-hidden"> lines are settled</span>
      </p>
      <div className="checklist-fields" aria-hidden="true">
        {items.map(({ line, state }) => (
          <span key={line.id} className={`checklist-field checklist-is-${state}`} title={line.title} />
        ))}
      </div>
    </div>
  );
}
