import { CircleAlert, CircleCheck, CircleHelp, Info, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { formatCount } from '../../../shared/report/format.ts';
import type { NotChecked } from '../../../shared/rules/diagnostic.ts';
import { Button } from '../../components/button.tsx';
import { useStudio } from '../../store/studio.ts';

/** What the check says of the texts as they are now, and what it could not look at. */
export function Preflight() {
  const validation = useStudio((studio) => studio.validation);
  const { showPanel, refreshFacts } = useStudio.getState();
  const [looking, setLooking] = useState(false);
  const count = (severity: string) =>
    validation?.diagnostics.filter((each) => each.severity === severity).length ?? 0;
  const [errors, warnings, notes] = [count('error'), count('warning'), count('note')];
  const look = (): void => {
    setLooking(true);
    void refreshFacts(true).finally(() => setLooking(false));
  };
  return (
    <section className="card" aria-labelledby="export-preflight">
      <div className="card-head">
        <h2 id="export-preflight">Before the export</h2>
        <span className="end">
          <Button look="ghost" onClick={() => showPanel('problems', true)}>
            Show problems
          </Button>
        </span>
      </div>
      {validation === undefined ? <p className="export-none">Checking …</p> : null}
      {validation ? (
        <ul className="export-checks">
          {errors > 0 ? (
            <li>
              <CircleAlert size={15} className="error" aria-hidden />
              <b>{formatCount(errors, 'error')}</b>
              <span>The export stops here. Correct {errors === 1 ? 'it' : 'them'} first.</span>
            </li>
          ) : (
            <li>
              <CircleCheck size={15} className="ok" aria-hidden />
              <b>No errors</b>
              <span>{formatCount(validation.checked.length, 'check')} ran on the text as it is now.</span>
            </li>
          )}
          {warnings > 0 ? (
            <li>
              <TriangleAlert size={15} className="warning" aria-hidden />
              <b>{formatCount(warnings, 'warning')}</b>
              <span>Worth a look before you upload.</span>
            </li>
          ) : null}
          {notes > 0 ? (
            <li>
              <Info size={15} className="note" aria-hidden />
              <b>{formatCount(notes, 'note')}</b>
              <span>Good to know; nothing to correct.</span>
            </li>
          ) : null}
          {byReason(validation.notChecked).map(({ reason, remedy, codes }) => (
            <li key={reason}>
              <CircleHelp size={15} aria-hidden />
              <b>{codes.length} not checked</b>
              <span>
                {reason} {remedy}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {validation && validation.notChecked.length > 0 ? (
        <div className="export-look">
          <Button disabled={looking} onClick={look}>
            {looking ? 'Looking …' : 'Look at the engine'}
          </Button>
          <span className="hint">
            Asks the container engine for the images, so that these checks can run now.
          </span>
        </div>
      ) : null}
    </section>
  );
}

/** Checks that lack the same fact belong together. */
function byReason(notChecked: readonly NotChecked[]) {
  const groups = new Map<string, { reason: string; remedy: string; codes: string[] }>();
  for (const { reason, remedy, code } of notChecked) {
    const group = groups.get(reason) ?? { reason, remedy, codes: [] };
    group.codes.push(code);
    groups.set(reason, group);
  }
  return [...groups.values()];
}
