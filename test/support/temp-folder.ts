/**
 * Folders for tests, gone when the test file is done.
 *
 *     const folder = await temporaryFolder();
 */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders.splice(0)) {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

/** A new empty folder, its real path, removed after the last test of the file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gantry-test-')));
  folders.push(folder);
  return folder;
}
