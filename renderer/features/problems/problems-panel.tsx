import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { CircleCheck } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { summarise } from '../../../shared/report/diagnostic-output.ts';
import { formatCount } from '../../../shared/report/format.ts';
import type { Validation } from '../../../shared/rules/diagnostic.ts';
import { Button } from '../../components/button.tsx';
import { useStudio } from '../../store/studio.ts';
import { countWords, ProblemBar } from './problem-bar.tsx';
import { ProblemLine } from './problem-line.tsx';
import { type ProblemFilter, type ProblemRow, problemRows, rowText, type Shown } from './problem-rows.ts';
import { useWalk } from './use-walk.ts';
import './problems.css';

const everything: ProblemFilter = { text: '', hidden: new Set(), grouping: 'file', folded: new Set() };
const nothing: Validation = { diagnostics: [], notChecked: [], checked: [] };

/** Every finding of every file, and what could not be checked. */
export function ProblemsPanel() {
  const validation = useStudio((studio) => studio.validation);
  const [filter, setFilter] = useState(everything);
  const rows = useMemo(() => problemRows(validation ?? nothing, filter), [validation, filter]);
  const list = useRef<HTMLUListElement | null>(null);
  const counts = countsOf(validation ?? nothing);

  const copy = async (chosen: readonly ProblemRow[]): Promise<void> => {
    const lines = chosen.map(rowText).filter((line) => line !== undefined);
    const { announce } = useStudio.getState();
    try {
      await navigator.clipboard.writeText(lines.join('\n'));
      announce(`${formatCount(lines.length, 'line')} copied.`);
    } catch {
      announce('The clipboard could not be written.');
    }
  };

  if (!validation) return <p className="problems-waiting">The project has not been checked yet.</p>;
  return (
    <section className="problems" aria-label="Problems">
      <ProblemBar
        filter={filter}
        counts={counts}
        onFilter={(change) => setFilter((before) => ({ ...before, ...change }))}
        onCopyAll={() => void copy(problemRows(validation, { ...filter, folded: new Set() }))}
        onExport={() => void import('./export-sarif.ts').then(({ exportSarif }) => exportSarif())}
        onEnterList={() => list.current?.querySelector<HTMLElement>('[data-line][tabindex="0"]')?.focus()}
      />
      <News counts={counts} />
      {validation.diagnostics.length === 0 || rows.length === 0 ? (
        <NoFindings validation={validation} onClear={() => setFilter(everything)} />
      ) : null}
      <ProblemList
        rows={rows}
        list={list}
        onFold={(key) =>
          setFilter((before) => ({
            ...before,
            folded: new Set(
              before.folded.has(key)
                ? [...before.folded].filter((each) => each !== key)
                : [...before.folded, key],
            ),
          }))
        }
        onCopy={(row) => void copy([row])}
      />
    </section>
  );
}

function countsOf({ diagnostics, notChecked }: Validation): Readonly<Record<Shown, number>> {
  const { errors, warnings, notes } = summarise(diagnostics);
  return { error: errors, warning: warnings, note: notes, 'not-checked': notChecked.length };
}

interface ProblemListProps {
  readonly rows: readonly ProblemRow[];
  readonly list: { current: HTMLUListElement | null };
  readonly onFold: (key: string) => void;
  readonly onCopy: (row: ProblemRow) => void;
}

const rowHeight = 30;

/** The lines; only those on the screen are in the page, and the one that the Tab key reaches. */
function ProblemList({ rows, list, onFold, onCopy }: ProblemListProps) {
  const scroller = useRef<HTMLDivElement | null>(null);
  const [menu, setMenu] = useState<string | undefined>(undefined);
  const keys = useMemo(() => rows.map((row) => row.key), [rows]);
  const walk = useWalk({
    keys,
    list,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1),
    show: (index) => virtual.scrollToIndex(index),
  });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => keys[index] ?? index,
    overscan: 6,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return shown.includes(walk.index) || walk.index >= rows.length
        ? shown
        : [...shown, walk.index].sort((a, b) => a - b);
    },
  });

  // The column of fixes is there only where it holds something.
  const withFixes = rows.some((row) => row.kind === 'finding' && (row.diagnostic.fixes?.length ?? 0) > 0);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[walk.index];
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key === '.' && row?.kind === 'finding') {
      event.preventDefault();
      setMenu(row.key);
    } else if (command && event.key === 'c' && row && getSelection()?.isCollapsed !== false) {
      event.preventDefault();
      onCopy(row);
    } else walk.onKeyDown(event);
  };

  if (rows.length === 0) return null;
  return (
    <div ref={scroller} className="problems-scroller">
      <ul
        ref={list}
        aria-label="Findings. Enter shows the place, Control and full stop opens the fixes."
        className={withFixes ? 'problems-list problems-with-fixes' : 'problems-list'}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
        onFocus={walk.onFocus}
        onBlur={walk.onBlur}
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row ? (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <ProblemLine
                row={row}
                current={index === walk.index}
                menuOpen={menu === row.key}
                onMenu={(open) => setMenu(open ? row.key : undefined)}
                onFold={onFold}
                onCopy={onCopy}
              />
            </li>
          ) : null;
        })}
      </ul>
    </div>
  );
}

interface NoFindingsProps {
  readonly validation: Validation;
  readonly onClear: () => void;
}

function NoFindings({ validation, onClear }: NoFindingsProps) {
  const files = useStudio((studio) => studio.facts?.files);
  const { diagnostics, checked } = validation;
  if (diagnostics.length > 0) {
    return (
      <div className="problems-empty">
        <span>No finding matches the filter.</span>
        <Button look="link" onClick={onClear}>
          Show all {diagnostics.length}
        </Button>
      </div>
    );
  }
  const others = files?.known ? ` and ${formatCount(files.value.length, 'file')} of the project` : '';
  return (
    <div className="problems-empty">
      <CircleCheck size={16} aria-hidden="true" className="problems-sound" />
      <b>No findings</b>
      <span>
        {formatCount(checked.length, 'check')} ran over the manifests{others} and found nothing.
      </span>
    </div>
  );
}

const settledAfterMs = 900;

/** Tells screen readers when the counts have changed and stayed so for a moment. */
function News({ counts }: { readonly counts: Readonly<Record<Shown, number>> }) {
  const words = (['error', 'warning', 'note'] as const)
    .filter((shown) => counts[shown] > 0)
    .map((shown) => countWords(counts[shown], shown))
    .join(', ');
  const text = words === '' ? 'No findings' : words;
  const [said, setSaid] = useState('');
  const first = useRef(text);
  useEffect(() => {
    if (text === first.current) return undefined;
    const timer = setTimeout(() => {
      first.current = text;
      setSaid(text);
    }, settledAfterMs);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  );
}
