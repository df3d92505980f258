import { useMemo } from 'react';
import { checklistOf, checklistProgress } from '../../../shared/report/checklist.ts';
import { Button } from '../../components/button.tsx';
import { Meter } from '../../components/meter.tsx';
import { manualTicks } from '../../store/settings.ts';
import { useStudio } from '../../store/studio.ts';

/** How far the pre-submission list is. */
export function ChecklistCard() {
  const validation = useStudio((studio) => studio.validation);
  const ticks = useStudio(manualTicks);
  const { go } = useStudio.getState();
  const items = useMemo(() => checklistOf(validation, ticks), [validation, ticks]);
  const { done, total } = checklistProgress(items);
  const failed = items.filter(({ state }) => state === 'failed').length;
  const open = items.filter(({ state }) => state === 'open').length;
  const unchecked = items.filter(({ state }) => state === 'not-checked').length;
  const parts = [
    failed > 0 ? `${failed} failed` : '',
    unchecked > 0 ? `${unchecked} not checked` : '',
    open > 0 ? `${open} for you to confirm` : '',
  ].filter((part) => part !== '');
  return (
    <section className="card" aria-labelledby="overview-checklist">
      <div className="card-head">
        <h2 id="overview-checklist">Checklist</h2>
        <span className="end">
          <Button look="ghost" onClick={() => go('checklist')} aria-label="Open the checklist">
            Open
          </Button>
        </span>
      </div>
      <div className="card-body overview-checklist">
        <p>
          <b>
            {done} of {total}
          </b>{' '}
          lines are settled
        </p>
        <Meter label="Lines of the checklist that are settled" share={total === 0 ? 0 : done / total} />
        <p className="hint">{parts.length === 0 ? 'Nothing is left to do.' : parts.join(' · ')}</p>
      </div>
    </section>
  );
}
