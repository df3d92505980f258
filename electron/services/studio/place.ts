import { lstat, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join, sep } from 'node:path';
import type { Place } from '../../../shared/contract/studio-operations.ts';
import { appJsonFile, appSpecFile } from '../project/manifest-names.ts';
import type { Tickets } from '../tickets.ts';

const bundleName = /\.(?:tar\.gz|tgz|pkg|tar)$/i;

/** A path as the page may show it, with its ticket. What does not exist yet counts as a file. */
export async function placeOf(tickets: Tickets, path: string, kind?: Place['kind']): Promise<Place> {
  const known = kind ?? ((await isFolder(path)) ? 'folder' : 'file');
  return {
    name: basename(path) || path,
    display: displayPath(path),
    kind: known,
    isProject: known === 'folder' && (await isProject(path)),
    isBundle: known === 'file' && bundleName.test(path),
    ticket: tickets.grant(path),
  };
}

/** A path for people: what lies in their home begins with `~`. */
export function displayPath(path: string): string {
  const home = homedir();
  if (process.platform === 'win32' || home === sep) return path;
  if (path === home) return '~';
  return path.startsWith(home + sep) ? `~${path.slice(home.length)}` : path;
}

export async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

/** Whether anything has the name, be it a link that leads nowhere. */
export async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}

async function isProject(folder: string): Promise<boolean> {
  return (await isThere(join(folder, appSpecFile))) || (await isThere(join(folder, appJsonFile)));
}
