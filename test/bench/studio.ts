/**
 * The benchmark of the studio: what a keystroke costs and how soon the page can be typed in, every figure from one
 * run on one machine. Needs Chromium. `npm run bench:studio`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LanguageFigures, measureLanguage } from './language.ts';
import { largeAppSpec, largeWorkload } from './large-app.ts';
import { measurePage, type Script } from './page.ts';
import { printTargets, type TargetRow } from './target-table.ts';

const ms = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

/** The value that a share of all values does not exceed. */
function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const spread = (values: readonly number[]): string =>
  `${ms(quantile(values, 0.5))} / ${ms(quantile(values, 0.95))}`;

const ratio = ({ ours, theirs }: LanguageFigures, share: number): string =>
  (quantile(ours, share) / quantile(theirs, share)).toFixed(2);

const sum = (scripts: readonly Script[]): string =>
  `${(scripts.reduce((all, { bytes }) => all + bytes, 0) / 1000).toFixed(0)} kB in ${scripts.length} files`;

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
try {
  const page = await measurePage(largeAppSpec(), folder, process.env.CHROMIUM ?? '/usr/bin/chromium');
  const many = await measureLanguage(largeAppSpec());
  const one = await measureLanguage(largeWorkload());
  const rows: TargetRow[] = [];
  for (const [what, figures, target] of [
    ['AppSpec', many, '≤ 1, aim ≤ 0.25'],
    ['AppSpec with all in one workload', one, ''],
  ] as const) {
    const size = `${what}, ${figures.lines} lines, ${figures.ours.length} keystrokes`;
    rows.push([`${size}: Gantry, median / p95`, spread(figures.ours), '']);
    rows.push([`${size}: yaml-language-server, median / p95`, spread(figures.theirs), '']);
    rows.push([`${size}: ratio, median / p95`, `${ratio(figures, 0.5)} / ${ratio(figures, 0.95)}`, target]);
  }
  const longest = Math.max(0, ...page.longTasks);
  rows.push(
    ['key to markers on screen, median / p95', spread(page.markers), ''],
    [
      `tasks above 50 ms while typing ${page.typed} characters`,
      longest === 0 ? 'none' : `${page.longTasks.length}, longest ${ms(longest)}`,
      'none',
    ],
    ['page load until the text takes keys, nothing cached', ms(page.cold), '≤ 1500 ms'],
    ['page load until the text takes keys, cached', ms(page.warm), '≤ 1500 ms'],
    ['page load until Welcome can be used', ms(page.welcome), ''],
    ['scripts of the first screen (Welcome)', sum(page.firstScripts), ''],
    ['scripts that come with the manifests', sum(page.laterScripts), ''],
    ['the editor among those of the first screen', page.editorAtFirst ? 'yes' : 'no', 'no'],
  );
  printTargets(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
