import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { formatBytes } from '../../shared/report/format.ts';

export interface PathRow {
  readonly key: string;
  readonly path: string;
  readonly bytes: number;
  /** Where it comes from, in a few words. */
  readonly about: string;
  readonly tone: number | 'waste';
}

interface PathListProps {
  readonly label: string;
  readonly rows: readonly PathRow[];
  /** What 100 % of a row's bar is, bytes. */
  readonly longest: number;
  readonly selected: string | undefined;
  readonly onSelect: (row: PathRow) => void;
}

const rowHeight = 30;

/** Paths with their bytes, drawn only where they are seen; arrow keys, Home, End and the page keys move. */
export function PathList({ label, rows, longest, selected, onSelect }: PathListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(0);
  const chosen = rows.findIndex(({ key }) => key === selected);
  const current = Math.min(chosen < 0 ? at : chosen, rows.length - 1);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 8,
    // The row that the keys are on is always in the page, or a screen reader would lose it.
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      return current < 0 || shown.includes(current) ? shown : [...shown, current].sort((a, b) => a - b);
    },
  });
  const go = (index: number): void => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    const row = rows[to];
    if (!row) return;
    setAt(to);
    virtual.scrollToIndex(to);
    onSelect(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: chosen < 0 ? current : current + 1,
      ArrowUp: current - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: current + page,
      PageUp: current - page,
      Enter: current,
    };
    const to = steps[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <div
      ref={scroller}
      className="path-list"
      role="listbox"
      aria-label={label}
      tabIndex={0}
      aria-activedescendant={rows.length > 0 ? `${id}-${current}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div role="presentation" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          return row ? (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the list around it takes the keys, as aria-activedescendant asks.
            // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the row that is meant.
            <div
              key={key}
              id={`${id}-${index}`}
              role="option"
              aria-selected={row.key === selected}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              className="path-row"
              style={{ transform: `translateY(${start}px)` }}
              onClick={() => go(index)}
            >
              <code title={row.path}>{row.path}</code>
              <span className="hint">{row.about}</span>
              <span className="path-bytes">{formatBytes(row.bytes)}</span>
              <span className="path-bar" aria-hidden>
                <i data-tone={row.tone} style={{ width: `${(row.bytes / Math.max(1, longest)) * 100}%` }} />
              </span>
            </div>
          ) : null;
        })}
      </div>
    </div>
  );
}
