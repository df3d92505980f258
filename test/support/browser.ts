/**
 * A real Chromium with the real studio in it, for tests of the page.
 *
 *     const studio = await openStudio({ project: folder });
 *     await studio.page.getByRole('button', { name: 'Export bundle' }).click();
 *
 * Everything is closed when the test ends.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { tool } from './engines.ts';
import { builtGantry } from './gantry-process.ts';
import { temporaryFolder } from './temp-folder.ts';

export interface StudioWindow {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Address of the studio with its spent token. */
  readonly url: string;
  /** The server's process, to be killed by tests of its loss. */
  readonly server: ChildProcess;
  /** What the page complained about: errors, and requests its policy refused. */
  readonly complaints: readonly string[];
}

export interface OpenStudioOptions {
  /** Folder of the project to open at once. */
  readonly project?: string;
  readonly context?: BrowserContextOptions;
  readonly env?: NodeJS.ProcessEnv;
  readonly port?: number;
}

const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts `gantry studio` and gives its one-line address. */
export async function startStudio(options: OpenStudioOptions = {}): Promise<{ url: string; server: ChildProcess }> {
  const state = options.env?.GANTRY_STATE_DIR ?? (await temporaryFolder());
  const server = spawn(
    process.execPath,
    [
      await builtGantry(),
      'studio',
      ...(options.project === undefined ? [] : [options.project]),
      '--browser',
      '--no-open',
      ...(options.port === undefined ? [] : ['--port', String(options.port)]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...options.env, GANTRY_STATE_DIR: state } },
  );
  onTestFinished(() => void server.kill());
  for await (const line of createInterface({ input: server.stdout })) {
    const url = /http:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) return { url, server };
  }
  throw new Error('gantry studio ended without telling its address');
}

/** Opens the studio in a new browser profile. */
export async function openStudio(options: OpenStudioOptions = {}): Promise<StudioWindow> {
  const { url, server } = await startStudio(options);
  const browser = await chromium.launch({ executablePath: tool('chromium'), args: chromiumArguments });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options.context });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  return { page, context, url, server, complaints };
}
