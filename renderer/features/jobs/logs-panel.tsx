import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { formatCount } from '../../../shared/report/format.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useStudio } from '../../store/studio.ts';
import './jobs.css';

/** What the jobs say while they work; the end stays in view until one scrolls away from it. */
export function LogsPanel() {
  const jobs = useStudio((studio) => studio.jobs);
  const wanted = useStudio((studio) => studio.shownLog);
  const { showLog } = useStudio.getState();
  const [follow, setFollow] = useState(true);
  const job = jobs.find(({ id }) => id === wanted) ?? jobs.find(({ log }) => log.length > 0);
  const lines = useMemo(
    () => (job ? [...job.log, ...(job.failure === undefined ? [] : [job.failure])] : []),
    [job],
  );
  if (!job) {
    return (
      <EmptyState title="No logs yet">
        <p>A build’s output and the steps of an export appear here line by line.</p>
      </EmptyState>
    );
  }
  return (
    <div className="logs">
      <div className="logs-bar">
        <label>
          <span className="visually-hidden">Job</span>
          <select className="input" value={job.id} onChange={(event) => showLog(event.target.value)}>
            {jobs.map(({ id, title, startedAt }) => (
              <option key={id} value={id}>
                {title}, {new Date(startedAt).toLocaleTimeString('en-GB', { timeStyle: 'short' })}
              </option>
            ))}
          </select>
        </label>
        <span className="hint">{formatCount(lines.length, 'line')}</span>
        <label className="logs-follow">
          <input type="checkbox" checked={follow} onChange={(event) => setFollow(event.target.checked)} />
          Follow the end
        </label>
        <CopyButton label="Copy this log" text={lines.map(plainLine).join('\n')} />
      </div>
      <LogLines key={job.id} lines={lines} follow={follow} onFollow={setFollow} />
    </div>
  );
}

interface LogLinesProps {
  readonly lines: readonly string[];
  readonly follow: boolean;
  readonly onFollow: (follow: boolean) => void;
}

function LogLines({ lines, follow, onFollow }: LogLinesProps) {
  const textSize = useStudio((studio) => studio.settings.textSize);
  const scroller = useRef<HTMLDivElement>(null);
  const lineHeight = Math.round(textSize * 1.5);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const count = lines.length;
  useEffect(() => {
    if (follow && count > 0) rows.scrollToIndex(count - 1, { align: 'end' });
  }, [follow, count, rows]);
  const atEnd = (element: HTMLElement): boolean =>
    element.scrollHeight - element.scrollTop - element.clientHeight < 2 * lineHeight;
  return (
    <div
      ref={scroller}
      className="logs-lines"
      role="log"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls, and must do so by keyboard too
      tabIndex={0}
      onWheel={(event) => {
        if (event.deltaY < 0) onFollow(false);
        else if (atEnd(event.currentTarget)) onFollow(true);
      }}
      onKeyDown={(event) => {
        if (['ArrowUp', 'PageUp', 'Home'].includes(event.key)) onFollow(false);
        else if (event.key === 'End') onFollow(true);
      }}
    >
      <div
        className="logs-extent"
        style={{ height: rows.getTotalSize(), fontSize: textSize - 1, lineHeight: `${lineHeight}px` }}
      >
        {rows.getVirtualItems().map(({ index, start }) => (
          <div key={index} className="logs-line" style={{ transform: `translateY(${start}px)` }}>
            {plainLine(lines[index] ?? '')}
          </div>
        ))}
      </div>
    </div>
  );
}

// Builders colour their output for terminals; here the words alone count.
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with a control character
const escapes = /\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007]*\u0007)|[\u0000-\u0008\u000b-\u001f]/g;

function plainLine(line: string): string {
  return line.replace(escapes, '');
}
