/**
 * A real Chromium with the real studio in it, for tests of the page.
 *
 *     const { page } = await openStudio({ project: folder });
 *     await page.getByRole('button', { name: 'Export bundle' }).click();
 *
 * Everything is closed when the test ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { onTestFinished } from 'vitest';
import { chromiumArguments } from './chromium-arguments.ts';
import { tool } from './engines.ts';
import { program } from './gantry-process.ts';
import { homeEnvironment } from './home-environment.ts';
import { temporaryFolder } from './temp-folder.ts';

export interface StudioWindow {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly browser: Browser;
  /** The server's process, to be killed by tests of its loss. */
  readonly server: ChildProcess;
  /** What the page complained about: errors, and requests its policy refused. */
  readonly complaints: readonly string[];
}

export interface StudioOptions {
  /** Folder of the project to open at once; Welcome where absent. */
  readonly project?: string;
  /** The user's home, where choosing a place begins, and what Gantry remembers. A new one where absent. */
  readonly home?: string;
  /** Endpoint of the engine; none is in reach where absent. */
  readonly engine?: string;
  readonly port?: number;
}

export interface OpenStudioOptions extends StudioOptions {
  readonly context?: BrowserContextOptions;
}

/** Starts `gantry studio` and gives its address, good for one browser. */
export async function startStudio(
  options: StudioOptions = {},
): Promise<{ url: string; server: ChildProcess }> {
  const { project, port, engine = 'unix:///no/such/engine.sock' } = options;
  const home = options.home ?? (await temporaryFolder());
  const words = [
    'studio',
    ...(project === undefined ? [] : [project]),
    '--browser',
    '--no-open',
    ...(port === undefined ? [] : ['--port', String(port)]),
  ];
  const server = spawn(process.execPath, [program, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: home,
    env: {
      ...process.env,
      ...homeEnvironment(home, engine),
    },
  });
  onTestFinished(() => endServer(server));
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { url, server };
  }
  throw new Error('gantry studio ended without telling its address');
}

/** Ends a server as a crash does, and waits for its end. */
export async function endServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

/** A port that nothing listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** Opens the studio in a browser of its own. */
export async function openStudio(options: OpenStudioOptions = {}): Promise<StudioWindow> {
  const { url, server } = await startStudio(options);
  const browser = await chromium.launch({ executablePath: tool('chromium'), args: [...chromiumArguments] });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options.context });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const page = await openPage(context, url, complaints);
  return { page, context, browser, server, complaints };
}

/** Opens one more page of a context, adding what it complains about to the list. */
export async function openPage(context: BrowserContext, url: string, complaints: string[]): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return page;
}

/** Puts the cursor at the start of what a line of the open text has, its indentation left out. Lines count from 1. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+Home');
  for (let at = 1; at < line; at++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
}

/** Types a line anew; its indentation stays. */
export async function retypeLine(page: Page, line: number, text: string): Promise<void> {
  await goToLine(page, line);
  await page.keyboard.press('Shift+End');
  // A quote typed over a selection would go around it.
  await page.keyboard.press('Delete');
  await page.keyboard.type(text);
}

/** The number of the first line that holds a text, from 1. */
export function lineOf(text: string, wanted: string): number {
  const index = text.split('\n').findIndex((line) => line.includes(wanted));
  if (index < 0) throw new Error(`no line holds “${wanted}”`);
  return index + 1;
}
