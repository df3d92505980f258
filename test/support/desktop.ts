/**
 * The built desktop app under the stand-in for Electron, with a real Chromium.
 *
 *     const { app, page } = await openDesktop({ words: [folder] });
 *     await page.getByRole('button', { name: 'Export bundle' }).click();
 *
 * Everything is closed when the test ends, which then fails where something was asked for that is not stood in for.
 */
import type { Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { type StandIn, type StandInOptions, startStandIn } from './electron/launch.ts';
import { tool } from './engines.ts';
import { temporaryFolder } from './temp-folder.ts';

export interface DesktopWindow {
  readonly app: StandIn;
  readonly page: Page;
  readonly home: string;
  /** What the page complained about: errors, and requests its policy refused. */
  readonly complaints: readonly string[];
}

/** Starts the desktop app and gives its window once its page is there. */
export async function openDesktop(
  options: Partial<Omit<StandInOptions, 'chromium'>> = {},
): Promise<DesktopWindow> {
  const { end, ...desktop } = await startDesktop(options);
  onTestFinished(end);
  return desktop;
}

/** The same for several tests of a file; whoever starts it calls `end`, which fails as a test would. */
export async function startDesktop(
  options: Partial<Omit<StandInOptions, 'chromium'>> = {},
): Promise<DesktopWindow & { end(): Promise<void> }> {
  const home = options.home ?? (await temporaryFolder());
  const { app, endpoint } = await startStandIn({ ...options, home, chromium: tool('chromium') });
  const end = async (): Promise<void> => {
    await app.kill();
    expect(app.failures).toEqual([]);
  };
  if (endpoint === undefined) throw new Error('the app ended before it had a page');
  const page = await app.page(endpoint);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  return { app, page, home, complaints, end };
}
