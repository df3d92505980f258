import { type Remote, wrap } from 'comlink';
import { useEffect, useState } from 'react';
import type { SizeReport } from '../../shared/contract/size-report.ts';
import type { FactsService } from './facts-service.ts';
import { factsOf, type ReportFacts } from './report-facts.ts';

/** Those of reports that were shown before: coming back to one costs nothing. */
const known = new WeakMap<SizeReport, ReportFacts>();
let remote: Remote<FactsService> | undefined;

/** What the views of a report need, worked out in a worker; `undefined` until it is there. */
export function useReportFacts(report: SizeReport): ReportFacts | undefined {
  const [latest, setLatest] = useState<ReportFacts>();
  useEffect(() => {
    if (known.has(report)) return undefined;
    let shown = true;
    void prepare(report).then((facts) => {
      known.set(report, facts);
      if (shown) setLatest(facts);
    });
    return () => {
      shown = false;
    };
  }, [report]);
  return latest?.report === report ? latest : known.get(report);
}

/** Starts what works reports out, so that it is there when the first one comes. */
export function prepareForReports(): Remote<FactsService> {
  remote ??= wrap<FactsService>(
    new Worker(new URL('./facts-worker.ts', import.meta.url), { type: 'module', name: 'size-report' }),
  );
  return remote;
}

async function prepare(report: SizeReport): Promise<ReportFacts> {
  // What is shown without them comes first: handing a tree of so many files over takes its time, too.
  await new Promise((resolve) => setTimeout(resolve));
  const { tree, wasted, advice } = report;
  try {
    return { report, ...(await prepareForReports().facts({ tree, wasted, advice })) };
  } catch {
    // Slow is better than nothing.
    return { report, ...factsOf(report) };
  }
}
