/// <reference lib="dom" />
/** What the page costs in a real Chromium: until it can be typed in, and for each keystroke. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { largeAppJson } from './large-app.ts';

/** A script that the browser asked for, the language worker's among them. */
export interface Script {
  readonly name: string;
  readonly bytes: number;
}

/** What is told of the page. Times are milliseconds, sizes bytes. */
export interface PageFigures {
  /** From the start of the navigation until the text of the manifest has the focus and takes a key, with an empty cache. */
  readonly cold: number;
  /** The same with everything in the browser's cache. */
  readonly warm: number;
  /** From the start of the navigation until the first screen, without a project, can be used. */
  readonly welcome: number;
  /** Scripts that the first screen asks for, and what they come to. */
  readonly firstScripts: readonly Script[];
  /** Scripts that the first screen does not ask for and the manifests do. */
  readonly laterScripts: readonly Script[];
  /** Whether the editor, by far the largest script, came with the first screen already. */
  readonly editorAtFirst: boolean;
  /** From each key until the markers in the text show what the rules make of it. */
  readonly markers: readonly number[];
  /** Tasks of more than 50 ms on the page's main thread while 200 characters were typed. */
  readonly longTasks: readonly number[];
  readonly typed: number;
}

declare global {
  interface Window {
    /** What the script below keeps for the bench. */
    bench: {
      key: number;
      marked: number[];
      long: number[];
    };
  }
}

const program = resolve(import.meta.dirname, '../../dist/gantry.js');

/** Runs in the page before anything of it: notes when keys go down, when markers change, and long tasks. */
const watchPage = (): void => {
  window.bench = { key: 0, marked: [], long: [] };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.bench.long.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  document.addEventListener(
    'keydown',
    () => {
      window.bench.key = performance.now();
    },
    { capture: true },
  );
  let shown = 0;
  new MutationObserver(() => {
    const now = document.querySelectorAll('.squiggly-error').length;
    if (now !== shown && window.bench.key > 0) window.bench.marked.push(performance.now() - window.bench.key);
    shown = now;
  }).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] });
};

/** Measures the studio on a project whose AppSpec is `text`, made in `folder`. */
export async function measurePage(
  text: string,
  folder: string,
  executablePath: string,
): Promise<PageFigures> {
  const project = join(folder, 'large-app');
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, 'appspec.yaml'), text);
  writeFileSync(join(project, 'app.json'), largeAppJson);
  const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];
  const browser = await chromium.launch({ executablePath, args: flags });
  try {
    const empty = await withStudio(folder, [], (url) => measureWelcome(browser, url));
    const opened = await withStudio(folder, [project], (url) => measureManifests(browser, url, text));
    const first = new Set(empty.scripts.map(({ name }) => name));
    const { scripts, ...figures } = opened;
    const editor = scripts.reduce((largest, each) => (each.bytes > largest.bytes ? each : largest));
    return {
      ...figures,
      editorAtFirst: first.has(editor.name),
      welcome: empty.ready,
      firstScripts: empty.scripts,
      laterScripts: scripts.filter(({ name }) => !first.has(name)),
    };
  } finally {
    await browser.close();
  }
}

/** Uses a studio in the browser; `words` are those of its command line. Its settings and what it remembers lie in the folder. */
export async function withStudio<Result>(
  folder: string,
  words: readonly string[],
  use: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = spawn(process.execPath, [program, 'studio', ...words, '--browser', '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      GANTRY_STATE_DIR: join(folder, 'state'),
      // No engine: the studio is measured, not the machine’s images.
      DOCKER_HOST: 'unix:///no/such/engine.sock',
    },
  });
  try {
    for await (const line of createInterface({ input: server.stdout })) {
      const url = /http:\/\/\S+/.exec(line)?.[0];
      if (url !== undefined) return await use(url);
    }
    throw new Error('gantry studio ended without telling its address');
  } finally {
    server.kill();
  }
}

async function measureWelcome(browser: Browser, url: string): Promise<{ ready: number; scripts: Script[] }> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('main button:enabled') !== null, undefined, {
    polling: 'raf',
  });
  const ready = await page.evaluate(() => performance.now());
  await page.waitForLoadState('networkidle');
  const scripts = await scriptsOf(page);
  await page.context().close();
  return { ready, scripts };
}

async function scriptsOf(page: Page): Promise<Script[]> {
  const all = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((each): each is PerformanceResourceTiming => each instanceof PerformanceResourceTiming)
      .map(({ name, decodedBodySize }) => ({ name, bytes: decodedBodySize })),
  );
  return all
    .filter(({ name }) => /\.js$/.test(new URL(name).pathname))
    .map(({ name, bytes }) => ({ name: new URL(name).pathname.replace(/^.*\//, ''), bytes }));
}

type ManifestFigures = Pick<PageFigures, 'cold' | 'warm' | 'markers' | 'longTasks' | 'typed'> & {
  readonly scripts: readonly Script[];
};

async function measureManifests(browser: Browser, url: string, text: string): Promise<ManifestFigures> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.addInitScript(watchPage);
  await page.goto(url);
  const cold = await readyToType(page);
  await page.waitForLoadState('networkidle');
  const scripts = await scriptsOf(page);
  page.on('dialog', (dialog) => void dialog.accept());
  await page.reload();
  const warm = await readyToType(page);
  await page.waitForTimeout(1500);
  const markers = await measureMarkers(page, text);
  const typed = await measureTyping(page);
  const longTasks = await page.evaluate(() => window.bench.long);
  await page.context().close();
  return { cold, warm, scripts, markers, longTasks, typed };
}

/** Until the text can be given the focus and a key changes it; the key is taken back. */
async function readyToType(page: Page): Promise<number> {
  await page.waitForFunction(
    () => {
      const input = document.querySelector<HTMLElement>(
        '.monaco-editor .native-edit-context, .monaco-editor textarea.inputarea',
      );
      if (!input || !document.querySelector('.monaco-editor .view-line')?.textContent) return false;
      input.focus();
      return document.activeElement === input;
    },
    undefined,
    { polling: 'raf' },
  );
  const before = await firstLine(page);
  await page.keyboard.press('#');
  await page.waitForFunction(
    (old) => document.querySelector('.monaco-editor .view-line')?.textContent !== old,
    before,
    {
      polling: 'raf',
    },
  );
  const ready = await page.evaluate(() => performance.now());
  await page.keyboard.press('Backspace');
  return ready;
}

const firstLine = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.querySelector('.monaco-editor .view-line')?.textContent);

/** Makes a port impossible and possible again, key by key: each key changes what the rules find in view. */
async function measureMarkers(page: Page, text: string): Promise<readonly number[]> {
  const lines = text.split('\n');
  const ports = lines.flatMap((line, index) => (/^ {6}port: \d+$/.test(line) ? [index + 1] : []));
  const all: number[] = [];
  for (const line of ports.filter((_, index) => index % 3 === 1)) {
    await goToLine(page, line);
    await page.keyboard.press('End');
    await page.waitForTimeout(300);
    for (const key of ['0', 'Backspace', '0', 'Backspace']) {
      await page.evaluate(() => window.bench.marked.splice(0));
      await page.keyboard.press(key);
      await page.waitForFunction(() => window.bench.marked.length > 0, undefined, { polling: 20 });
      all.push((await page.evaluate(() => window.bench.marked[0])) ?? 0);
      await page.waitForTimeout(150);
    }
  }
  return all;
}

async function goToLine(page: Page, line: number): Promise<void> {
  await page.keyboard.press('Control+g');
  await page.keyboard.type(`${line}`);
  await page.keyboard.press('Enter');
  await page.waitForTimeout(300);
}

/** Types variables into the middle of the file as a quick typist does. Gives how many characters. */
async function measureTyping(page: Page): Promise<number> {
  await page.keyboard.press('Control+Home');
  await goToLine(page, 519);
  await page.keyboard.press('End');
  await page.waitForTimeout(500);
  await page.evaluate(() => (window.bench.long.length = 0));
  const words =
    '# A long remark that goes on about what this part is for, name: value, image: "x" and so on; ';
  const all = `\n${words}\nname: more\nvalue: "12"\n${words}`.slice(0, 200).padEnd(200, 'x');
  await page.keyboard.type(all, { delay: 40 });
  await page.waitForTimeout(1000);
  return all.length;
}
