import { useMemo } from 'react';
import type { SizeReport } from '../../shared/contract/size-report.ts';
import { formatBytes } from '../../shared/report/format.ts';
import {
  compressedText,
  expectedParts,
  partsOf,
  percentText,
  type ReportFacts,
  verdictOf,
} from './report-facts.ts';

interface BudgetBarProps {
  readonly report: SizeReport;
  /** Absent while they are worked out: the bar has one colour then. */
  readonly facts: ReportFacts | undefined;
}

/** An image's bytes against what the Marketplace accepts, and what they are spent on. */
export function BudgetBar({ report, facts }: BudgetBarProps) {
  const parts = useMemo(() => facts && partsOf(facts), [facts]);
  const whole = Math.max(report.bytes, report.limitBytes, 1);
  const { text, over } = verdictOf(report);
  const limitAt = (report.limitBytes / whole) * 100;
  return (
    <section className="card size-budget" aria-label="Size against the limit">
      <div className="size-budget-head">
        <h2 className={over ? 'over' : ''}>{text}</h2>
        <p>
          Waste <b>{formatBytes(report.wastedBytes)}</b> · efficiency{' '}
          <b>{Math.floor(report.efficiency * 1000) / 10} %</b>
          {report.compressed ? ` · ${compressedText(report.compressed)}` : ''}
          {report.sharedBytes > 0 ? ` · ${formatBytes(report.sharedBytes)} shared with other images` : ''}
        </p>
      </div>
      <div className="size-track-room">
        <div className="size-track" aria-hidden>
          {parts?.map(({ key, bytes, tone }) => (
            <span key={key} data-tone={tone} style={{ width: `${(bytes / whole) * 100}%` }} />
          )) ?? <span className="size-unread" style={{ width: `${(report.bytes / whole) * 100}%` }} />}
        </div>
        <span
          className={limitAt > 88 ? 'size-limit at-end' : 'size-limit'}
          style={{ left: `${limitAt}%` }}
          aria-hidden
        >
          <span>{formatBytes(report.limitBytes)}</span>
        </span>
      </div>
      <ul className="size-legend" aria-label="What the bytes are">
        {parts?.map(({ key, label, bytes, tone }) => (
          <li key={key}>
            <i data-tone={tone} aria-hidden />
            {label} <b>{formatBytes(bytes)}</b>
            <span className="visually-hidden">, {percentText(bytes, report.bytes)} of the image</span>
          </li>
        )) ??
          expectedParts(report).map((label) => (
            <li key={label} className="size-unread" aria-hidden>
              <i />
              {label} <b>{formatBytes(report.bytes)}</b>
            </li>
          ))}
      </ul>
    </section>
  );
}
