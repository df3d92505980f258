/**
 * The hosts that show the studio, so that one journey can be made on each of them:
 *
 *     describe.each(studioHosts)('…', ({ name, open }) => { … });
 *
 * What the user does in a page is the same everywhere; where a file or folder is chosen, the browser shows a dialog of
 * the page and the desktop one of the system, which is scripted.
 */
import { _electron, type Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { desktopProgram, hasDisplay } from '../../electron/cli/desktop-program.ts';
import { openStudio } from './browser.ts';
import { openDesktop } from './desktop.ts';
import { homeEnvironment } from './home-environment.ts';

/** A place that the user chooses after pressing a button. */
export interface Choice {
  /** Of the dialog. */
  readonly title: string;
  /** To name something new, or to choose what is there. */
  readonly kind: 'save' | 'open';
  /** Where it lies, as a dialog of the system answers. */
  readonly path: string;
  /** The same in the page's own dialog. */
  pick(): Promise<void>;
}

export interface StudioOnHost {
  readonly page: Page;
  /** What the page complained about: errors, and requests its policy refused. */
  readonly complaints: readonly string[];
  /** Does what opens a dialog, and chooses in it. */
  choose(press: () => Promise<void>, choice: Choice): Promise<void>;
}

interface HostOptions {
  /** The user's home, and what Gantry remembers. */
  readonly home: string;
  /** Endpoint of the engine. */
  readonly engine: string;
}

interface StudioHost {
  readonly name: string;
  /** Why it cannot be had on this machine. */
  readonly missing?: string;
  open(options: HostOptions): Promise<StudioOnHost>;
}

const browserStudio: StudioHost = {
  name: 'browser studio',
  open: async (options) => {
    const { page, complaints } = await openStudio(options);
    return {
      page,
      complaints,
      choose: async (press, { title, pick }) => {
        await press();
        await page.getByRole('dialog', { name: title }).waitFor();
        await pick();
      },
    };
  },
};

const standInDesktop: StudioHost = {
  name: 'desktop app, stand-in for Electron',
  open: async (options) => {
    const { app, page, complaints } = await openDesktop(options);
    return {
      page,
      complaints,
      choose: async (press, { title, kind, path }) => {
        const shown = () => app.records<{ kind: string; options: { title: string } }>('dialog');
        const before = shown().length;
        await app.answer(answerOf(kind, path));
        await press();
        await expect.poll(() => shown().slice(before)).toMatchObject([{ kind, options: { title } }]);
      },
    };
  },
};

const electron = await desktopProgram();

/** Where a binary of Electron is found, and a screen to show it on. */
const realDesktop: StudioHost = {
  name: 'desktop app, real Electron',
  ...(electron === undefined
    ? { missing: 'no binary of Electron is here' }
    : hasDisplay()
      ? {}
      : { missing: 'there is no display' }),
  open: async ({ home, engine }) => {
    if (electron === undefined) throw new Error('no binary of Electron is here');
    const inherited = Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    const app = await _electron.launch({
      executablePath: electron.program,
      // Chromium's sandbox cannot be had by root.
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...electron.words],
      cwd: home,
      env: {
        ...Object.fromEntries(inherited),
        ...homeEnvironment(home, engine),
      },
    });
    onTestFinished(() => void app.process().kill('SIGKILL'));
    const page = await app.firstWindow();
    page.setDefaultTimeout(20_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    return {
      page,
      complaints,
      choose: async (press, { kind, path }) => {
        await app.evaluate(
          ({ dialog }, [which, answer]) => {
            const asked = which === 'save' ? 'showSaveDialog' : 'showOpenDialog';
            Object.assign(dialog, { [asked]: async () => answer });
          },
          [kind, answerOf(kind, path)] as const,
        );
        await press();
      },
    };
  },
};

/** What a dialog of the system answers. */
function answerOf(kind: Choice['kind'], path: string) {
  return kind === 'save' ? { canceled: false, filePath: path } : { canceled: false, filePaths: [path] };
}

/** Every host; what cannot be had says why. */
export const studioHosts: readonly StudioHost[] = [browserStudio, standInDesktop, realDesktop];
