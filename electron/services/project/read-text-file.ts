import { stat } from 'node:fs/promises';
import { GantryError } from '../../../shared/contract/error.ts';
import { fileUnreadable, openForReading } from '../archives/file-stream.ts';
import { notTextReason } from './text-encoding.ts';

/** Largest manifest that is read, in bytes. What a parser takes of it is for the parser to say, with a place. */
export const largestManifest = 8 << 20;

/**
 * Reads a file that must be UTF-8 text, byte for byte: a byte order mark stays, line ends stay. May be empty.
 * @throws GantryError `FileUnreadable`, `FileTooLarge` above `limit` bytes, `NotText`.
 */
export async function readTextFile(path: string, limit = largestManifest): Promise<string> {
  const bytes = await readSmallFile(path, limit);
  const reason = notTextReason(bytes);
  if (reason !== undefined) throw new GantryError('NotText', { path, encoding: reason });
  return bytes.toString('utf8');
}

/** Reads a whole file of at most `limit` bytes; a file that grows meanwhile is cut off by the limit too. */
async function readSmallFile(path: string, limit: number): Promise<Buffer> {
  // Opening a named pipe would wait for a writer, so what it is comes first.
  const facts = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  if (facts.isDirectory()) throw new GantryError('FileUnreadable', { path, reason: 'it is a folder' });
  if (!facts.isFile()) throw new GantryError('FileUnreadable', { path, reason: 'it is not a plain file' });
  if (facts.size > limit) throw new GantryError('FileTooLarge', { path, bytes: facts.size, limit });
  const { handle } = await openForReading(path);
  try {
    const buffer = Buffer.alloc(facts.size + 1);
    const chunks: Buffer[] = [];
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return Buffer.concat(chunks);
      chunks.push(Buffer.from(buffer.subarray(0, bytesRead)));
      bytes += bytesRead;
      if (bytes > limit) throw new GantryError('FileTooLarge', { path, bytes, limit });
    }
  } catch (error) {
    throw fileUnreadable(path, error);
  } finally {
    await handle.close();
  }
}
