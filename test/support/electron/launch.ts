/**
 * The desktop app under the stand-in, for tests.
 *
 *     const app = await launchStandIn({ project: folder });
 *     await app.page.getByRole('button', { name: 'Export bundle' }).click();
 *     expect(app.records('openExternal')).toEqual([]);
 *
 * Everything ends with the test, which fails where the shell asked for something that is not stood in for.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { homeEnvironment } from '../home-environment.ts';
import type { Order } from './control.ts';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

interface Message {
  readonly type: 'started' | 'record' | 'failure' | 'answer';
  readonly endpoint?: string;
  readonly what?: string;
  readonly data?: unknown;
  readonly text?: string;
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: string;
}

export interface StandInOptions {
  /** Folder of the app: where its package.json names the built main script. This checkout where absent. */
  readonly app?: string;
  /** What the app is given: a project's folder, a bundle. */
  readonly words?: readonly string[];
  /** The user's home, and what Gantry remembers. */
  readonly home: string;
  /** Endpoint of the engine; none is in reach where absent. */
  readonly engine?: string;
  /** Path of Chromium. */
  readonly chromium: string;
  readonly packaged?: boolean;
}

/** The app while it runs. */
export class StandIn {
  readonly process: ChildProcess;
  /** What was not stood in for, and what failed in the stand-in itself. */
  readonly failures: string[] = [];
  readonly #records: { what: string; data: unknown }[] = [];
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #next = 1;
  #browser: Browser | undefined;

  readonly #profile: string;

  constructor(process: ChildProcess, profile: string) {
    this.process = process;
    this.#profile = profile;
    process.on('message', (message) => this.#take(message as Message));
    process.on('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the app has ended'));
      this.#waiting.clear();
    });
  }

  /** What the shell did of one kind, in order. */
  records<Data = Record<string, unknown>>(what: string): Data[] {
    return this.#records.filter((record) => record.what === what).map(({ data }) => data as Data);
  }

  /** Gives the process an order and waits for what it says. */
  ask<Value = unknown>(order: Order): Promise<Value> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as Value), reject });
      this.process.send({ id, order });
    });
  }

  /** Says what the user answers to the next dialog that nobody spoke for yet. */
  async answer(answer: unknown): Promise<void> {
    await this.ask({ do: 'answer', answer });
  }

  /** The page of the window, driven over the DevTools port of the same Chromium. */
  async page(endpoint: string): Promise<Page> {
    this.#browser = await chromium.connectOverCDP(endpoint);
    const [context] = this.#browser.contexts();
    if (context === undefined) throw new Error('the app has no page');
    return await ready(context.pages()[0] ?? (await context.waitForEvent('page')));
  }

  /** The page that takes the place of one whose process ends. */
  async pageAfter(page: Page, end: () => Promise<unknown>): Promise<Page> {
    const next = page.context().waitForEvent('page');
    await end();
    return await ready(await next);
  }

  /** How the process ended; what Chromium kept of it is gone then, too. */
  async ended(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'exit');
    // Chromium's last processes may still write.
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    return this.process.exitCode;
  }

  /** Ends everything at once. */
  async kill(): Promise<void> {
    await this.#browser?.close().catch(() => undefined);
    if (this.process.connected) this.process.disconnect();
    const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
    await this.ended();
    clearTimeout(timer);
  }

  #take(message: Message): void {
    if (message.type === 'failure') this.failures.push(message.text ?? '');
    if (message.type === 'record') this.#records.push({ what: message.what ?? '', data: message.data });
    if (message.type !== 'answer' || message.id === undefined) return;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.resolve(message.value);
    else waiting?.reject(new Error(message.error));
  }
}

async function ready(page: Page): Promise<Page> {
  // The dialogs are the main process's affair; without a listener Playwright would answer them itself.
  page.on('dialog', () => undefined);
  page.setDefaultTimeout(20_000);
  await page.waitForURL((url) => url.href !== 'about:blank', { waitUntil: 'commit' });
  return page;
}

/** Starts the app under the stand-in; `endpoint` is absent where it ended at once, as a second instance does. */
export async function startStandIn(
  options: StandInOptions,
): Promise<{ readonly app: StandIn; readonly endpoint: string | undefined }> {
  const profile = await mkdtemp(join(tmpdir(), 'gantry-stand-in-'));
  const { home, words = [], engine = 'unix:///no/such/engine.sock', packaged = false } = options;
  const child = fork(join(import.meta.dirname, 'run.ts'), [options.app ?? checkout, ...words], {
    cwd: home,
    execArgv: ['--expose-gc', '--import', import.meta.resolve('tsx')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      ...homeEnvironment(home, engine),
      NODE_OPTIONS: '',
      STAND_IN_CHROMIUM: options.chromium,
      STAND_IN_PROFILE: profile,
      STAND_IN_PACKAGED: packaged ? '1' : '',
    },
  });
  const app = new StandIn(child, profile);
  const endpoint = await new Promise<string | undefined>((resolve) => {
    child.on('message', (message) => {
      const { type, endpoint: told } = message as Message;
      if (type === 'started') resolve(told);
    });
    child.once('exit', () => resolve(undefined));
  });
  return { app, endpoint };
}
