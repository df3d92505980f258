import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { LayerCache } from '../cache/layer-cache.ts';

/** Images hardly ever compress to less than this part of their size. */
const leastCompressed = 0.15;

/** What an export is made of, in bytes. */
export interface ExportWeight {
  /** Still to be compressed, or compressed in the cache. */
  readonly plain: number;
  /** Compressed by others, in the archives' own way. */
  readonly packed: number;
  /** Of the layers that are in the cache, compressed. */
  readonly cached: number;
}

/**
 * Refuses early what cannot fit: the bundle beside the target, and the layers that are still to be compressed in the cache, or beside the
 * target as well where the cache's disk cannot take them. A lower bound on purpose: an export that would have fitted is never
 * refused, and one that runs out of space later fails just as cleanly. A file system that does not tell its free space is trusted.
 * @throws GantryError `DiskFull` with the bytes needed and free.
 */
export async function requireSpace(target: string, weight: ExportWeight, cache: LayerCache): Promise<void> {
  const { plain, packed, cached } = weight;
  const least = Math.ceil(plain * leastCompressed + packed * 0.9);
  const bundle = Math.max(least, cached);
  const layers = Math.max(0, least - cached);
  const [space, own] = await Promise.all([spaceOf(dirname(target)), spaceOf(cache.folder)]);
  if (space === undefined || space.free >= bundle + layers) return;
  // A full cache gives up what it holds.
  const { bytes: held } = await cache.size();
  const isElsewhere = own !== undefined && own.device !== space.device;
  const needed = bundle + (isElsewhere && own.free + held >= layers ? 0 : layers);
  if (space.free + (isElsewhere ? 0 : held) >= needed) return;
  throw new GantryError('DiskFull', { path: target, needed, free: space.free });
}

interface Space {
  readonly free: number;
  readonly device: number;
}

/** The free space at a path, or at the nearest folder above that exists. */
async function spaceOf(path: string): Promise<Space | undefined> {
  try {
    const [{ blocks, bavail, bsize }, { dev }] = await Promise.all([statfs(path), stat(path)]);
    return blocks === 0 ? undefined : { free: bavail * bsize, device: dev };
  } catch {
    const above = dirname(path);
    return above === path ? undefined : spaceOf(above);
  }
}
