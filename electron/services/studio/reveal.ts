import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { isFolder } from './place.ts';

interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** Arguments that are quoted already, in Explorer's own way. */
  readonly verbatim?: boolean;
}

/** Whether this system has a file manager to show files in: a Linux without a desktop has none. */
export function canReveal(
  platform: NodeJS.Platform = process.platform,
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  return platform === 'linux' && Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** The program that shows a path in the file manager. A file is selected in its folder, never opened: opening might run it. */
export function revealCommand(path: string, folder: boolean, platform: NodeJS.Platform): Command {
  switch (platform) {
    case 'win32':
      return { program: 'explorer.exe', args: [folder ? `"${path}"` : `/select,"${path}"`], verbatim: true };
    case 'darwin':
      return { program: 'open', args: folder ? [path] : ['-R', path] };
    default:
      return { program: 'xdg-open', args: [folder ? path : dirname(path)] };
  }
}

/**
 * Shows a file or folder in the system’s file manager, without a shell in between. Over as soon as the program has started.
 * @throws GantryError `FileUnreadable` where nothing is there, `Usage` where there is no file manager.
 */
export async function revealInSystem(path: string): Promise<void> {
  await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  const { program, args, verbatim } = revealCommand(path, await isFolder(path), process.platform);
  const child = spawn(program, args, {
    detached: true,
    stdio: 'ignore',
    windowsVerbatimArguments: verbatim === true,
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => {
      const problem = `the file manager could not be started, as “${program}” is not there or does not run`;
      reject(new GantryError('Usage', { problem }, { cause: error }));
    });
  });
  child.unref();
}
