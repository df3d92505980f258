import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import { systemCode, toWriteError } from '../bundle/write-error.ts';

/** Writes into a folder that was made for it. */
export interface NewFolder {
  /** Makes room for a file, with the folders it lies in; gives its path. */
  place(name: string): Promise<string>;
}

/**
 * Fills a new or empty folder. Either all of it is written or nothing stays behind.
 * @throws GantryError `FolderNotEmpty`, `OutputUnwritable`, `DiskFull`, and what `fill` throws.
 */
export async function fillNewFolder(folder: string, fill: (made: NewFolder) => Promise<void>): Promise<void> {
  const firstMade = await emptyFolder(folder);
  const made: string[] = [];
  try {
    await fill({
      async place(name) {
        const path = join(folder, name);
        const parent = await mkdir(dirname(path), { recursive: true });
        made.push(parent ?? path);
        return path;
      },
    });
  } catch (error) {
    for (const path of firstMade === undefined ? made : [firstMade]) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
    throw toWriteError(error, folder);
  }
}

/** Makes sure the folder is there and empty; gives the topmost folder that had to be made. */
async function emptyFolder(folder: string): Promise<string | undefined> {
  try {
    const facts = await stat(folder).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (facts === undefined) return await makeFolders(folder);
    if (!facts.isDirectory())
      throw new GantryError('OutputUnwritable', { path: folder, reason: 'it is a file' });
    if ((await readdir(folder)).length > 0) throw new GantryError('FolderNotEmpty', { path: folder });
    return undefined;
  } catch (error) {
    throw toWriteError(error, folder);
  }
}

/** A recursive mkdir that fails with the system's own reason: Node says a folder is missing where the disk is read-only. */
async function makeFolders(folder: string): Promise<string | undefined> {
  try {
    return await mkdir(folder, { recursive: true });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    let first = folder;
    while ((await stat(dirname(first)).catch(() => undefined)) === undefined) first = dirname(first);
    await mkdir(first);
    throw error;
  }
}
