import { CircleCheck, CircleHelp, CircleX, type LucideIcon, Square, SquareCheckBig } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { ChecklistItem, ChecklistState } from '../../../shared/report/checklist.ts';
import { formatCount } from '../../../shared/report/format.ts';
import type { Diagnostic } from '../../../shared/rules/diagnostic.ts';
import { SeverityIcon } from '../../components/severity.tsx';
import { useStudio } from '../../store/studio.ts';

const icons: Readonly<Record<ChecklistState, LucideIcon>> = {
  passed: CircleCheck,
  failed: CircleX,
  'not-checked': CircleHelp,
  ticked: SquareCheckBig,
  open: Square,
};
const words: Readonly<Record<ChecklistState, string>> = {
  passed: 'passed',
  failed: 'failed',
  'not-checked': 'not checked',
  ticked: 'confirmed',
  open: 'to confirm',
};
const pills: Readonly<Record<ChecklistState, string>> = {
  passed: 'ok',
  failed: 'error',
  'not-checked': 'mute',
  ticked: 'ok',
  open: 'warning',
};
/** So many findings are listed at once; the rest on demand. */
const most = 4;

/** A line with its state, and what stands behind it. */
export function ChecklistRow({ item }: { readonly item: ChecklistItem }) {
  const { line, state, findings, notes, lacking } = item;
  const { setManualTick } = useStudio.getState();
  // True of a first export, too, but nothing that was reached.
  const isFirst = useStudio(
    ({ facts }) => facts?.lastExport.known === true && facts.lastExport.value === null,
  );
  const nothingYet = line.id === 'version-raised' && state === 'passed' && isFirst;
  const byHand = state === 'ticked' || state === 'open';
  const Icon = icons[state];
  const head = (
    <span className="checklist-words">
      <span className="checklist-title">{line.title}</span>
      <span className="checklist-why">{line.why}</span>
    </span>
  );
  return (
    <li className="checklist-line">
      {byHand ? (
        <label className="checklist-main">
          <input
            type="checkbox"
            className="checklist-tick"
            checked={state === 'ticked'}
            onChange={(event) => setManualTick(line.id, event.target.checked)}
          />
          {head}
        </label>
      ) : (
        <div className="checklist-main">
          <Icon size={17} aria-hidden="true" className={`checklist-icon checklist-is-${state}`} />
          {head}
        </div>
      )}
      {nothingYet ? (
        <span className="pill mute">nothing exported yet</span>
      ) : (
        <span className={`pill ${pills[state]}`}>{words[state]}</span>
      )}
      {findings.length > 0 || notes.length > 0 ? <Findings findings={[...findings, ...notes]} /> : null}
      {lacking.length > 0 ? (
        <ul className="checklist-lacking">
          {lacking.map(({ reason, remedy }) => (
            <li key={`${reason} ${remedy}`}>
              {state === 'not-checked' ? null : 'Not all of it was checked: '}
              {reason} <b>{remedy}</b>
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function Findings({ findings }: { readonly findings: readonly Diagnostic[] }) {
  const [all, setAll] = useState(false);
  const shown = all ? findings : findings.slice(0, most);
  return (
    <ul className="checklist-findings">
      {shown.map((finding, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: findings have no identity of their own, and hold no state here
        <Finding key={i} finding={finding} />
      ))}
      {shown.length < findings.length ? (
        <li>
          <button type="button" className="button link" onClick={() => setAll(true)}>
            Show {formatCount(findings.length - shown.length, 'more', 'more')}
          </button>
        </li>
      ) : null}
    </ul>
  );
}

function Finding({ finding }: { readonly finding: Diagnostic }): ReactNode {
  const { severity, message, file, span, range } = finding;
  const canReveal = useStudio((studio) => studio.documents[file] !== undefined);
  const place = `${file} ${range.start.line}:${range.start.column}`;
  return (
    <li>
      <SeverityIcon severity={severity} />
      <span className="checklist-message">{message}</span>
      {canReveal ? (
        <button
          type="button"
          className="button link checklist-place"
          aria-label={`Show ${place}`}
          onClick={() => useStudio.getState().revealSpan(file, span)}
        >
          {place}
        </button>
      ) : (
        <code className="checklist-place">{place}</code>
      )}
    </li>
  );
}
