/** Prints what a benchmark measured beside its targets, with the machine it comes from. */
import { cpus } from 'node:os';

/** What was measured, the figure, and its target; empty where it has none. */
export type TargetRow = readonly [what: string, measured: string, target: string];

/** Prints the rows as a table in Markdown. */
export function printTargets(rows: readonly TargetRow[]): void {
  const lines = [
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`,
    '',
    '| | measured | target |',
    '|---|---:|---:|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
