import { open } from 'node:fs/promises';
import { sniffWrapping } from './compression.ts';

const headBytes = 512;

/** The first bytes of a file, as many as tell what it is. */
export async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Whether a file's first bytes are those of a tar, or of something packed that may be one. */
export function isArchiveHead(head: Buffer): boolean {
  return sniffWrapping(head) !== 'none' || head.toString('latin1', 257, 262) === 'ustar';
}

/** `isArchiveHead` of a file; false where it cannot be read. */
export async function isArchiveFile(path: string): Promise<boolean> {
  return await firstBytes(path).then(isArchiveHead, () => false);
}

const foreign: readonly (readonly [string, string])[] = [
  ['504b0304', 'a ZIP archive'],
  ['504b0506', 'a ZIP archive'],
  ['fd377a585a00', 'compressed with xz'],
  ['425a68', 'compressed with bzip2'],
  ['377abcaf271c', 'a 7z archive'],
  ['526172211a07', 'a RAR archive'],
];

/** What a file is by its first bytes where it is an archive of a kind that no bundle is, as a clause’s end (“a ZIP archive”). */
export function foreignArchive(head: Uint8Array): string | undefined {
  const digits = Buffer.from(head.subarray(0, 8)).toString('hex');
  return foreign.find(([magic]) => digits.startsWith(magic))?.[1];
}
