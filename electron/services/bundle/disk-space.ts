import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';

/**
 * Images hardly ever compress to less than this part of their size. A lower bound on purpose: an export that
 * would have fitted is never refused, and one that runs out of space later fails just as cleanly.
 */
const leastCompressed = 0.15;

/**
 * Refuses early what cannot fit beside the target. `plain` counts bytes still to be compressed, `packed` bytes that
 * are already. A file system that does not tell its free space is trusted.
 * @throws GantryError `DiskFull` with the bytes needed and free.
 */
export async function requireSpace(target: string, plain: number, packed: number): Promise<void> {
  const needed = Math.ceil(plain * leastCompressed + packed * 0.9);
  const space = await statfs(dirname(target)).catch(() => undefined);
  if (space === undefined || space.blocks === 0) return;
  const free = space.bavail * space.bsize;
  if (free < needed) throw new GantryError('DiskFull', { path: target, needed, free });
}
