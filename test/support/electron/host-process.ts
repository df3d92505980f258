/**
 * The one Chromium behind the stand-in, and what the whole process knows: when it began, which windows are open, how
 * each request is answered. The test's own Playwright drives the same pages over the DevTools port.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, type CDPSession, chromium } from 'playwright-core';
import { chromiumArguments } from '../chromium-arguments.ts';

export interface Chromium {
  readonly context: BrowserContext;
  /** Of the whole browser. */
  readonly browserSession: CDPSession;
  /** Where another program drives the same pages. */
  readonly endpoint: string;
}

let running: Chromium | undefined;

/** Starts Chromium with a profile of its own. Electron's own is running, too, when the main script begins. */
export async function startChromium(profile: string, program: string): Promise<Chromium> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: program,
    args: [...chromiumArguments, '--remote-debugging-port=0'],
    acceptDownloads: false,
    viewport: null,
  });
  const browser = context.browser();
  const [first] = context.pages();
  if (first === undefined) throw new Error('Chromium opened no page');
  const browserSession =
    browser === null ? await context.newCDPSession(first) : await browser.newBrowserCDPSession();
  const [port = ''] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  running = { context, browserSession, endpoint: `http://127.0.0.1:${port}` };
  return running;
}

/** The Chromium that was started. */
export function chromiumOf(): Chromium {
  if (running === undefined) throw new Error('Chromium was not started');
  return running;
}
