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
