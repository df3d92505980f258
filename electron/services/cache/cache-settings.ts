import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { get } from '../../../shared/model/plain.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { stateFolder } from '../state-folder.ts';

/** Bytes that compressed layers may take unless the user says otherwise: about twenty images of the size an app should have. */
const defaultCacheLimit = 10_000_000_000;

/** How many bytes compressed layers may take on disk; none are kept at 0. */
export async function readCacheLimit(): Promise<number> {
  try {
    const limit = get(JSON.parse(await readFile(limitPath(), 'utf8')), 'limitBytes');
    if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0) return limit;
  } catch {
    // Not set, or damaged: then as if not set.
  }
  return defaultCacheLimit;
}

/**
 * Sets the limit for this user.
 * @throws GantryError `OutputUnwritable`, `DiskFull`.
 */
export async function writeCacheLimit(limitBytes: number): Promise<void> {
  await mkdir(stateFolder(), { recursive: true });
  await writeTextFile(limitPath(), `${JSON.stringify({ schemaVersion: 1, limitBytes })}\n`);
}

function limitPath(): string {
  return join(stateFolder(), 'cache.json');
}
