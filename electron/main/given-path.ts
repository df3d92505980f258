import { basename, dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appJsonFile, appSpecFile } from '../services/project/manifest-names.ts';

/**
 * The path that the app was started with, if any: the first argument that is no switch. Where the app is not packaged,
 * the first is the app's own folder, which Electron is started with. Desktops on Linux give a file's address (`file:`).
 * @param argv the process's own: its first word is the program
 * @param folder where the user stands
 */
export function givenPath(argv: readonly string[], packaged: boolean, folder: string): string | undefined {
  const words = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'));
  const word = words[packaged ? 0 : 1];
  const path = word?.startsWith('file:') ? pathOf(word) : word;
  return path === undefined ? undefined : projectOf(resolve(folder, path));
}

/** `undefined` for an address on another machine. */
function pathOf(address: string): string | undefined {
  try {
    return fileURLToPath(address);
  } catch {
    return undefined;
  }
}

/** A manifest stands for the project that it belongs to. */
export function projectOf(path: string): string {
  return [appSpecFile, appJsonFile].includes(basename(path)) ? dirname(path) : path;
}
