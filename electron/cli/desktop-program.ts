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

/**
 * Runs the desktop app until its user closes it; aborting the signal ends it.
 * @param path of what it opens with
 * @throws GantryError `Usage` where it cannot be started, or ends in failure.
 */
export async function runDesktop(
  { program, words }: DesktopProgram,
  path: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const child = spawn(program, [...words, ...(path === undefined ? [] : [path])], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env,
  });
  const end = (): void => void child.kill();
  signal.addEventListener('abort', end, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      const failed = (how: string, cause?: unknown): void =>
        reject(
          new GantryError(
            'Usage',
            { problem: `the desktop app ${how}; “gantry studio --browser” opens the studio in your browser` },
            { cause },
          ),
        );
      child.once('error', (error) => failed('could not be started', error));
      child.once('exit', (status) => {
        if (status === 0 || signal.aborted) resolve();
        else failed('ended in failure');
      });
    });
  } finally {
    signal.removeEventListener('abort', end);
  }
}

async function isFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
