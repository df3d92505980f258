import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Whether a text lies in what Gantry remembers: a draft is written a moment after the last key. */
export async function isKept(home: string, text: string): Promise<boolean> {
  const state = join(home, '.state');
  const names = await readdir(state, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  // A draft may be replaced while this looks.
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.some((each) => each.includes(text));
}
