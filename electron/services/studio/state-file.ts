import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMap } from '../../../shared/model/plain.ts';
import { toWriteError } from '../bundle/write-error.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { stateFolder } from '../state-folder.ts';

/** The path of something that the studio remembers. */
export function statePath(...names: readonly string[]): string {
  return join(stateFolder(), 'studio', ...names);
}

/**
 * What a remembered file holds, or `{}` where it is missing, damaged or not to be read: what was remembered is a comfort, and its
 * loss must not keep anyone from working.
 */
export async function readState(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

/**
 * Remembers in one step, for this user’s eyes only.
 * @throws GantryError `OutputUnwritable`, `DiskFull`.
 */
export async function writeState(path: string, value: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toWriteError(error, path);
  }
  await writeTextFile(path, `${JSON.stringify(value, null, 2)}\n`, 0o600);
}
