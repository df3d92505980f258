import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GantryError } from '../../shared/contract/error.ts';
import { resourcesFolder } from '../services/resources-folder.ts';

/** How the desktop app is started: a program, and the words before the path that it opens with. */
export interface DesktopProgram {
  readonly program: string;
  readonly words: readonly string[];
}

/**
 * The Electron that `GANTRY_ELECTRON` names; or the packaged app that this command line came with, which its launcher
 * names in `GANTRY_DESKTOP_APP`; or the Electron installed beside Gantry. `undefined` where there is none of them:
 * nothing is ever downloaded for it.
 * @throws GantryError `Usage` where `GANTRY_ELECTRON` names no file.
 */
export async function desktopProgram(
  env: NodeJS.ProcessEnv = process.env,
): Promise<DesktopProgram | undefined> {
  const { GANTRY_ELECTRON: named, GANTRY_DESKTOP_APP: packaged } = env;
  // Electron is told which app to run; a packaged app is one.
  const words = [join(resourcesFolder(), '..')];
  if (named) {
    if (await isFile(named)) return { program: named, words };
    throw new GantryError('Usage', {
      problem: `GANTRY_ELECTRON names “${named}”, and there is no such file; correct it, or take it away`,
    });
  }
  if (packaged && (await isFile(packaged))) return { program: packaged, words: [] };
  const installed = await installedElectron();
  return installed !== undefined && (await isFile(installed)) ? { program: installed, words } : undefined;
}

/** The package's own module would download what is missing, so it is not loaded; only its note of the name is read. */
async function installedElectron(): Promise<string | undefined> {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    return join(folder, 'dist', (await readFile(join(folder, 'path.txt'), 'utf8')).trim());
  } catch {
    return undefined;
  }
}

/** Whether there is a screen for a window. Only Linux may lack one: there it is an X server or a Wayland compositor. */
export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

/** An Electron that lacks a library, its sandbox or the screen that was named ends well within this time. Milliseconds. */
const startsWithinMs = 2000;

export interface RunDesktopOptions {
  /** Of what it opens with. */
  readonly path?: string;
  /** Aborting it ends the app. */
  readonly signal: AbortSignal;
  /** Told once the app has come up. */
  readonly onOpen: () => void;
  /** After so many milliseconds it counts as up. */
  readonly upAfterMs?: number;
}

/**
 * Runs the desktop app until its user closes it. False where it did not come up at all; it has said why on stderr then,
 * and nothing has happened.
 * @throws GantryError `Usage` where it ends in failure later.
 */
export async function runDesktop(
  { program, words }: DesktopProgram,
  { path, signal, onOpen, upAfterMs = startsWithinMs }: RunDesktopOptions,
): Promise<boolean> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(program, [...words, ...(path === undefined ? [] : [path])], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  const end = (): void => void child.kill();
  signal.addEventListener('abort', end, { once: true });
  let isUp = false;
  const up = (): void => {
    if (!isUp) onOpen();
    isUp = true;
  };
  const timer = setTimeout(up, upAfterMs);
  try {
    const well = await new Promise<boolean>((resolve) => {
      child.once('error', () => resolve(false));
      child.once('exit', (status) => resolve(status === 0 || signal.aborted));
    });
    if (well) up();
    else if (isUp) {
      const problem =
        'the desktop app ended in failure; “gantry studio --browser” opens the studio in your browser';
      throw new GantryError('Usage', { problem });
    }
    return isUp;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
