/**
 * The benchmark of the desktop app under the stand-in for Electron: how soon its window is there, what it costs to do
 * nothing, and what opening and closing a project leaves behind. Needs Chromium. `npm run bench:desktop [CYCLES]`.
 *
 * The stand-in runs the app's own main and preload scripts, yet its process is Node.js with Playwright in it and its
 * window is a page of Chromium: times of the real Electron differ.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { type StandIn, startStandIn } from '../support/electron/launch.ts';
import { largeAppJson, largeAppSpec } from './large-app.ts';
import { printTargets, type TargetRow } from './target-table.ts';

const starts = 5;
const idleMs = 5000;
const warmUps = 10;
const cycles = Number(process.argv[2] ?? 200);

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** A step of a start, and how many milliseconds after the main script began it was. */
interface Mark {
  readonly step: string;
  readonly at: number;
}

interface Started {
  readonly app: StandIn;
  readonly page: Page;
  /** Milliseconds from when the main script began. */
  readonly visible: number;
  readonly ready: number;
  /** When the main script had run, the page was asked for, and Chromium's first paint was told. */
  readonly ran: number;
  readonly asked: number;
  readonly painted: number;
  /** What the stand-in took to make the window's page and to settle its permissions. Electron has that in place. */
  readonly standIn: number;
  /** What the page waited for its files, each of which the stand-in carries to Chromium through the DevTools port. */
  readonly files: number;
}

/** Milliseconds that the page waited for any file until now. */
async function waitedForFiles(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const loads = performance.getEntriesByType('resource').sort((a, b) => a.startTime - b.startTime);
    let until = 0;
    let waited = 0;
    for (const { startTime, duration } of loads) {
      const end = startTime + duration;
      waited += Math.max(0, end - Math.max(until, startTime));
      until = Math.max(until, end);
    }
    return waited;
  });
}

/** Starts the app and waits for what its page shows first. */
async function start(home: string, words: readonly string[], first: string): Promise<Started> {
  const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
  const { app, endpoint } = await startStandIn({ home, words, chromium });
  const page = await app.page(endpoint ?? '');
  await page.locator(first).first().waitFor();
  // Seen from another process, so a little later than it was.
  const seen = Date.now();
  const [began] = app.records<{ at: number }>('begin');
  while (app.records('show').length === 0) await setTimeout(10);
  const [shown] = app.records<{ at: number }>('show');
  while (!app.records<Mark>('mark').some(({ step }) => step === 'painted')) await setTimeout(10);
  const marks = new Map(app.records<Mark>('mark').map(({ step, at }) => [step, at]));
  const at = (step: string): number => marks.get(step) ?? Number.NaN;
  return {
    app,
    page,
    visible: shown?.at ?? Number.NaN,
    ready: seen - (began?.at ?? Number.NaN),
    ran: at('ready'),
    asked: at('window'),
    painted: at('painted'),
    standIn: at('navigation') - at('window'),
    files: await waitedForFiles(page),
  };
}

/** Processor time of the main process so far. */
async function mainMilliseconds(app: StandIn): Promise<number> {
  const { user, system } = await app.ask<NodeJS.CpuUsage>({ do: 'processor' });
  return (user + system) / 1000;
}

/** Tells the milliseconds that the page has spent so far on what its own code asks for. */
async function pageWork(page: Page): Promise<() => Promise<number>> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  return async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    const own = ['ScriptDuration', 'RecalcStyleDuration', 'LayoutDuration'];
    return metrics.reduce((all, { name, value }) => (own.includes(name) ? all + value * 1000 : all), 0);
  };
}

/** Processor seconds of the browser and all its pages so far. */
async function browserSeconds(browser: CDPSession): Promise<number> {
  const { processInfo } = await browser.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((all, { cpuTime }) => all + cpuTime, 0);
}

/** Bytes in use by scripts once what is no longer needed is gone: of the main process, and of the page. */
async function memory({ app, page }: Started): Promise<{ main: number; page: number; nodes: number }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  const { nodes } = await cdp.send('Memory.getDOMCounters');
  await cdp.detach();
  return { main: await app.ask<number>({ do: 'memory' }), page: usedSize, nodes };
}

/** Opens the project from the list of those used before, and closes it again. */
async function openAndClose({ app, page }: Started): Promise<void> {
  await app.ask({ do: 'choose', labels: ['File', 'Open Recent', 'large-app'] });
  await page.locator(manifests).first().waitFor();
  let closed = false;
  while (!closed) {
    // The menu follows the page a moment later.
    closed = await app.ask({ do: 'choose', labels: ['File', 'Close the project'] }).then(
      () => true,
      () => setTimeout(20, false),
    );
  }
  await page.locator(welcome).first().waitFor();
}

const welcome = 'button:has-text("New from template")';
const manifests = '.monaco-editor .view-line';

const home = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
try {
  const project = join(home, 'large-app');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'appspec.yaml'), largeAppSpec());
  writeFileSync(join(project, 'app.json'), largeAppJson);

  const empty: Started[] = [];
  const opened: Started[] = [];
  for (const [words, first, list] of [
    [[], welcome, empty],
    [[project], manifests, opened],
  ] as const) {
    for (let run = 0; run < starts; run++) {
      const started = await start(home, words, first);
      list.push(started);
      await started.app.kill();
    }
  }

  const studio = await start(home, [], welcome);
  // Chromium tidies its databases some seconds after a start.
  await setTimeout(8000);
  const browser = await studio.page.context().browser()?.newBrowserCDPSession();
  if (browser === undefined) throw new Error('there is no browser');
  const work = await pageWork(studio.page);
  const spent = async () => ({
    main: await mainMilliseconds(studio.app),
    browser: await browserSeconds(browser),
    page: await work(),
  });
  const asking = [await mainMilliseconds(studio.app), await mainMilliseconds(studio.app)] as const;
  const before = await spent();
  await setTimeout(idleMs);
  const after = await spent();
  const mainMs = after.main - before.main;
  const askingMs = asking[1] - asking[0];
  const browserMs = (after.browser - before.browser) * 1000;
  const pageMs = after.page - before.page;
  const idle = await memory(studio);
  for (let cycle = 0; cycle < warmUps; cycle++) await openAndClose(studio);
  const warm = await memory(studio);
  for (let cycle = warmUps; cycle < cycles; cycle++) await openAndClose(studio);
  const end = await memory(studio);
  await studio.app.kill();

  const times = (pick: (each: Started) => number, list: readonly Started[]): string =>
    ms(middle(list.map(pick)));
  const shares = (list: readonly Started[]): (readonly [string, string, string])[] => [
    ['— main script has run', times((each) => each.ran, list), ''],
    ['— its window is asked for', times((each) => each.asked, list), ''],
    ['— the stand-in makes the page and settles permissions', times((each) => each.standIn, list), ''],
    ['— first paint of the page, since the main script began', times((each) => each.painted, list), ''],
    ['— the page waits for files, which the stand-in carries', times((each) => each.files, list), ''],
  ];
  const rows: TargetRow[] = [
    [
      `window visible, without a project, median of ${starts}`,
      times((each) => each.visible, empty),
      '≤ 500 ms',
    ],
    ['ready: Welcome can be used', times((each) => each.ready, empty), '≤ 1500 ms'],
    ...shares(empty),
    ['window visible, started with a project', times((each) => each.visible, opened), '≤ 500 ms'],
    ['ready: the text of the project is there', times((each) => each.ready, opened), '≤ 1500 ms'],
    ...shares(opened),
    [
      `processor time of main in ${idleMs / 1000} idle seconds, of it asking for the figure`,
      `${mainMs.toFixed(1)} / ${askingMs.toFixed(1)} ms`,
      '0',
    ],
    ['scripts, styles and layouts of the page meanwhile', `${pageMs.toFixed(1)} ms`, '0'],
    [`processor time of Chromium in ${idleMs / 1000} idle seconds`, ms(browserMs), '0'],
    ['memory of an idle studio, scripts: main / page', `${mib(idle.main)} / ${mib(idle.page)}`, ''],
    [`the same after ${warmUps} projects opened and closed`, `${mib(warm.main)} / ${mib(warm.page)}`, ''],
    [`and after ${cycles}`, `${mib(end.main)} / ${mib(end.page)}`, 'no growth'],
    ['nodes of the page, then and then', `${warm.nodes} / ${end.nodes}`, 'no growth'],
  ];
  print('Host: stand-in for Electron, times from when the main script begins');
  printTargets(rows);
} finally {
  rmSync(home, { recursive: true, force: true });
}
