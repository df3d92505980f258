import { type FileHandle, open } from 'node:fs/promises';
import { GantryError } from '../../../shared/contract/error.ts';
import type { ByteStream } from './types.ts';

const CHUNK = 512 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  ENOTDIR: 'it does not exist',
  EISDIR: 'it is a folder',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  ELOOP: 'its links lead round in a circle',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk reported an error',
};

/** A failure of the file system while reading, in words. */
export function fileUnreadable(path: string, error: unknown): GantryError {
  if (error instanceof GantryError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = reasons[code] ?? (code === '' ? 'reading failed' : `reading failed (${code})`);
  return new GantryError('FileUnreadable', { path, reason }, { cause: error });
}

/** Opens a file for reading. Fails with `FileUnreadable`, also where it is a folder. */
export async function openForReading(path: string): Promise<{ handle: FileHandle; bytes: number }> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    const facts = await handle.stat();
    if (facts.isDirectory()) throw new GantryError('FileUnreadable', { path, reason: 'it is a folder' });
    return { handle, bytes: facts.size };
  } catch (error) {
    await handle?.close();
    throw fileUnreadable(path, error);
  }
}

/**
 * A file's bytes in order, the next piece being read while the last is worked on. Opened when the iteration starts, closed when it ends.
 * Fails with `FileUnreadable`, or `Cancelled` where the signal aborts.
 */
export async function* fileStream(
  path: string,
  signal?: AbortSignal,
): ByteStream & AsyncGenerator<Uint8Array> {
  const { handle } = await openForReading(path);
  const read = async () => {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
    return buffer.subarray(0, bytesRead);
  };
  let ahead: Promise<Buffer> | undefined;
  try {
    ahead = read();
    for (;;) {
      const chunk = await ahead;
      ahead = undefined;
      if (signal?.aborted === true) throw new GantryError('Cancelled', { operation: `reading ${path}` });
      if (chunk.length === 0) return;
      ahead = read();
      // Where the iteration ends before this one is looked at, its failure no longer matters.
      ahead.catch(() => {});
      yield chunk;
    }
  } catch (error) {
    throw fileUnreadable(path, error);
  } finally {
    await ahead?.catch(() => {});
    await handle.close();
  }
}
