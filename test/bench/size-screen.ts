/// <reference lib="dom" />
/**
 * How smooth the size report of 300,000 files is in a real Chromium: the longest task of the page for everything a user does
 * there. `npm run bench:size-screen`. Needs Chromium and 600 MB of free disk.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { largeImage, writeArchive } from './large-image.ts';
import { withStudio } from './page.ts';

const files = 300_000;
/** What a person begins to feel, milliseconds. */
const longTask = 50;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What the page's main thread did at a stretch, milliseconds. */
interface Task {
  /** From its start to its end: other programs' turns on a busy machine are in it. */
  readonly wall: number;
  /** Of the processor alone. */
  readonly cpu: number;
}

/** An event of Chromium's trace, as far as it is read here. Times are microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** Does something and waits until it shows; gives the page's tasks meanwhile that took 50 ms or more by the clock. */
async function tasksOf(page: Page, act: () => Promise<unknown>): Promise<readonly Task[]> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page is of no browser');
  await page.waitForTimeout(300);
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  await page.waitForTimeout(500);
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[];
  };
  const main = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return traceEvents
    .filter(({ name, pid, tid }) => /RunTask$/.test(name) && main.has(`${pid} ${tid}`))
    .map(({ dur = 0, tdur = 0 }) => ({ wall: dur / 1000, cpu: tdur / 1000 }))
    .filter(({ wall }) => wall >= longTask);
}

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
try {
  const project = join(folder, 'many-files');
  const archive = join(folder, 'many.tar');
  await writeArchive(archive, largeImage({ count: files, bytes: 1000 }));
  const program = resolve(import.meta.dirname, '../../dist/gantry.js');
  execFileSync(process.execPath, [program, 'new', project, '--template', 'single-container']);
  const spec = join(project, 'appspec.yaml');
  writeFileSync(spec, readFileSync(spec, 'utf8').replace(/image: .*/, 'image: bench:1'));
  writeFileSync(
    join(project, 'gantry.json'),
    JSON.stringify({ images: { 'bench:1': { archive: '../many.tar' } } }),
  );
  print(`${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}`);
  await withStudio(folder, [project], async (url) => {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
      await page.goto(url);
      await measureScreen(page);
    } finally {
      await browser.close();
    }
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function measureScreen(page: Page): Promise<void> {
  const images = page.getByRole('navigation', { name: 'Pages' }).getByRole('button', { name: 'Images' });
  const open = page.getByRole('button', { name: 'Size report of bench:1' });
  const tree = page.getByRole('tree');
  const tile = page.getByRole('treeitem');
  await images.click();
  await open.click();
  await tile.first().waitFor({ timeout: 120_000 });
  // A new page: nothing of the report is in it, and the host gives what it kept.
  await page.reload();
  await images.click();
  await open.waitFor();
  print('');
  print('| what is done | shows after | tasks of 50 ms and more: by the clock (of the processor) |');
  print('|---|---:|---:|');
  const row = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    let shown = 0;
    const tasks = await tasksOf(page, async () => {
      const from = performance.now();
      await act();
      shown = performance.now() - from;
    });
    const longest = tasks.map(({ wall, cpu }) => `${wall.toFixed(0)} (${cpu.toFixed(0)})`).join(', ');
    print(`| ${what} | ${shown.toFixed(0)} ms | ${longest === '' ? 'none' : `${longest} ms`} |`);
  };
  const view = (name: string): Promise<void> => page.getByRole('radio', { name, exact: true }).click();
  const budget = page.getByRole('region', { name: 'Size against the limit' });
  await row('open the report that was kept: what it says by itself', async () => {
    await open.click();
    await budget.getByText(/^Waste /).waitFor({ timeout: 60_000 });
  });
  await row('and from there its map', () => tile.first().waitFor({ timeout: 60_000 }));
  await row('colour by layer', () => view('By layer'));
  await row('move by arrow keys, six times', async () => {
    await tree.focus();
    for (const key of ['Enter', 'PageDown', 'ArrowRight', 'ArrowDown', 'ArrowRight', 'ArrowDown'])
      await page.keyboard.press(key);
  });
  await row('go into the largest folder and back', async () => {
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  });
  await row('search by name, eight keys', async () => {
    await page.getByRole('searchbox', { name: 'Find files' }).pressSequentially('module-7', { delay: 60 });
    await page
      .getByRole('status')
      .getByText(/files, /)
      .waitFor();
  });
  await row('list the largest files that match', () => view('Largest files'));
  await row('search by path', async () => {
    await page.getByRole('searchbox', { name: 'Find files' }).fill('package-12/dist/module-1');
    await page
      .getByRole('status')
      .getByText(/files, /)
      .waitFor();
  });
  await row('end the search', () => page.getByRole('searchbox', { name: 'Find files' }).fill(''));
  await row('go to the end of the list', async () => {
    await page.getByRole('listbox', { name: 'Largest files' }).focus();
    await page.keyboard.press('End');
  });
  await row('the layers', () => view('Layers'));
  await row('the folder as a table', () => view('Table'));
  await row('the treemap again', async () => {
    await view('Treemap');
    await tile.first().waitFor();
  });
}
