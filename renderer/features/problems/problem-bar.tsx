import { CircleHelp, Copy, FileDown, Search } from 'lucide-react';
import type { Severity } from '../../../shared/rules/diagnostic.ts';
import { IconButton } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { SeverityIcon } from '../../components/severity.tsx';
import type { Grouping, ProblemFilter, Shown } from './problem-rows.ts';

interface ProblemBarProps {
  readonly filter: ProblemFilter;
  readonly counts: Readonly<Record<Shown, number>>;
  readonly onFilter: (change: Partial<ProblemFilter>) => void;
  readonly onCopyAll: () => void;
  readonly onExport: () => void;
  /** From the filter down into the list. */
  readonly onEnterList: () => void;
}

const groupings: readonly { value: Grouping; label: string }[] = [
  { value: 'file', label: 'By file' },
  { value: 'severity', label: 'By severity' },
];
const severities: readonly Severity[] = ['error', 'warning', 'note'];
const nouns: Readonly<Record<Shown, readonly [string, string]>> = {
  error: ['error', 'errors'],
  warning: ['warning', 'warnings'],
  note: ['note', 'notes'],
  'not-checked': ['not checked', 'not checked'],
};

/** `2 errors`. */
export function countWords(count: number, shown: Shown): string {
  return `${count} ${nouns[shown][count === 1 ? 0 : 1]}`;
}

/** What is shown, how it is grouped, and what can be done with all of it. */
export function ProblemBar({ filter, counts, onFilter, onCopyAll, onExport, onEnterList }: ProblemBarProps) {
  const { hidden } = filter;
  const toggle = (shown: Shown) => (
    <button
      key={shown}
      type="button"
      className="problems-toggle"
      aria-pressed={!hidden.has(shown)}
      title={`${hidden.has(shown) ? 'Show' : 'Hide'} ${nouns[shown][1]}`}
      onClick={() =>
        onFilter({
          hidden: new Set(
            hidden.has(shown) ? [...hidden].filter((each) => each !== shown) : [...hidden, shown],
          ),
        })
      }
    >
      {shown === 'not-checked' ? (
        <CircleHelp size={13} aria-hidden="true" />
      ) : (
        <SeverityIcon severity={shown} size={13} />
      )}
      <span className="problems-toggle-count">{counts[shown]}</span>
      <span className="problems-toggle-noun">{nouns[shown][counts[shown] === 1 ? 0 : 1]}</span>
    </button>
  );
  return (
    <div className="problems-bar">
      <label className="problems-filter">
        <Search size={13} aria-hidden="true" />
        <span className="visually-hidden">Filter the problems</span>
        <input
          type="search"
          className="input"
          placeholder="Filter"
          value={filter.text}
          onChange={(event) => onFilter({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            onEnterList();
          }}
        />
      </label>
      <fieldset className="problems-toggles" aria-label="Severities shown">
        {severities.map(toggle)}
        {counts['not-checked'] > 0 ? toggle('not-checked') : null}
      </fieldset>
      <span className="problems-end">
        <Segmented
          label="Group the problems"
          value={filter.grouping}
          options={groupings}
          onChange={(grouping) => onFilter({ grouping })}
        />
        <IconButton label="Copy all that is shown" onClick={onCopyAll}>
          <Copy size={15} />
        </IconButton>
        <IconButton label="Export as SARIF" onClick={onExport}>
          <FileDown size={15} />
        </IconButton>
      </span>
    </div>
  );
}
