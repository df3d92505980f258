import { basename, dirname, resolve } from 'node:path';
import { appJsonFile, appSpecFile } from '../services/project/manifest-names.ts';

/**
 * The path that the app was started with, if any: the first argument that is no switch. Where the app is not packaged,
 * the first is the app's own folder, which Electron is started with.
 * @param argv the process's own: its first word is the program
 * @param folder where the user stands
 */
export function givenPath(argv: readonly string[], packaged: boolean, folder: string): string | undefined {
  const words = argv.slice(1).filter((word) => word !== '' && !word.startsWith('-'));
  const path = words[packaged ? 0 : 1];
  return path === undefined ? undefined : projectOf(resolve(folder, path));
}

/** A manifest stands for the project that it belongs to. */
export function projectOf(path: string): string {
  return [appSpecFile, appJsonFile].includes(basename(path)) ? dirname(path) : path;
}
