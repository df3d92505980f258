import { basename, dirname, resolve } from 'node:path';
import { appJsonFile, appSpecFile } from '../services/project/manifest-names.ts';

/**
 * The path that the app was started with, if any: the first argument that is no switch.
 * @param words what follows the program and, where the app is not packaged, its folder
 */
export function givenPath(words: readonly string[], folder: string): string | undefined {
  const path = words.find((word) => word !== '' && !word.startsWith('-'));
  return path === undefined ? undefined : projectOf(resolve(folder, path));
}

/** A manifest stands for the project that it belongs to. */
export function projectOf(path: string): string {
  return [appSpecFile, appJsonFile].includes(basename(path)) ? dirname(path) : path;
}
