import { type FileHandle, lstat, open, readdir, readFile, readlink } from 'node:fs/promises';
import { join, posix, sep } from 'node:path';
import { tarEnd, tarHeader, tarPadding } from '../archives/tar-writer.ts';
import type { ByteStream } from '../archives/types.ts';
import { type IgnoreRules, parseDockerignore } from './dockerignore.ts';

const chunkLength = 256 * 1024;

/**
 * The tar of a build context, read from disk as it is pulled; what .dockerignore names is left out.
 * @param folder absolute path of the context
 * @param dockerfile relative to the folder, with `/`; sent in any case
 * @param failed makes the error of a reason
 */
export async function* buildContext(
  folder: string,
  dockerfile: string,
  failed: (reason: string) => Error,
): ByteStream & AsyncGenerator<Uint8Array> {
  try {
    const always = new Set([posix.normalize(dockerfile), '.dockerignore']);
    // Asked first: the engine would take in the whole context before it says so.
    await lstat(join(folder, dockerfile));
    const rules = await readIgnoreRules(folder);
    yield* walk(folder, '', (path) => rules.ignores(path) && !always.has(path), {
      // The engine wants its own files even from a folder that is left out.
      mayHoldWanted: (path) => rules.hasExceptions || [...always].some((kept) => kept.startsWith(`${path}/`)),
    });
    yield tarEnd();
  } catch (error) {
    throw failed(reasonOf(error));
  }
}

async function readIgnoreRules(folder: string): Promise<IgnoreRules> {
  let text: string;
  try {
    text = await readFile(join(folder, '.dockerignore'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    text = '';
  }
  return parseDockerignore(text);
}

async function* walk(
  folder: string,
  below: string,
  ignored: (path: string) => boolean,
  folders: { mayHoldWanted(path: string): boolean },
): AsyncGenerator<Uint8Array> {
  // In a fixed order, so that the same folder gives the same tar.
  const names = (await readdir(join(folder, below))).sort();
  for (const name of names) {
    const path = below === '' ? name : `${below}/${name}`;
    const file = join(folder, path);
    const stats = await lstat(file);
    const left = ignored(path);
    const mtime = Math.floor(stats.mtimeMs / 1000);
    if (stats.isDirectory()) {
      if (!left) yield tarHeader({ name: path, type: 'directory', size: 0, mode: modeOf(stats.mode), mtime });
      if (!left || folders.mayHoldWanted(path)) yield* walk(folder, path, ignored, folders);
    } else if (left) {
      // Left out.
    } else if (stats.isSymbolicLink()) {
      const linkName = (await readlink(file)).replaceAll(sep, '/');
      yield tarHeader({ name: path, type: 'symlink', size: 0, linkName, mode: 0o777, mtime });
    } else if (stats.isFile()) {
      yield* readEntry(file, path);
    }
  }
}

async function* readEntry(file: string, name: string): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    // The size counts that the open file has now: the header must be right about what follows.
    const { size, mode, mtimeMs } = await handle.stat();
    yield tarHeader({ name, size, mode: modeOf(mode), mtime: Math.floor(mtimeMs / 1000) });
    yield* readExactly(handle, size, name);
    yield tarPadding(size);
  } finally {
    await handle.close();
  }
}

async function* readExactly(handle: FileHandle, size: number, name: string): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; ) {
    const chunk = Buffer.allocUnsafe(Math.min(chunkLength, size - at));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) throw new Error(`“${name}” became shorter while it was read`);
    at += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}

/** Windows has no run bits; there, as Docker's client does, everything may be run. */
function modeOf(mode: number): number {
  return process.platform === 'win32' ? 0o755 : mode & 0o7777;
}

function reasonOf(error: unknown): string {
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `there is no “${path}”`;
  if (code === 'EACCES' || code === 'EPERM') return `“${path}” may not be read`;
  return error instanceof Error ? error.message : String(error);
}
