import type { CacheOutput } from '../../../shared/contract/outputs.ts';
import { cacheFolder } from '../state-folder.ts';
import { readCacheLimit, writeCacheLimit } from './cache-settings.ts';
import { LayerCache } from './layer-cache.ts';

/** What the user's cache of compressed layers holds. */
export async function cacheStatus(): Promise<CacheOutput> {
  const folder = cacheFolder();
  const size = await new LayerCache(folder).size();
  return { schemaVersion: 1, folder, ...size, limitBytes: await readCacheLimit() };
}

/** Empties the user's cache; `freedBytes` tells what it took. */
export async function clearCache(): Promise<CacheOutput> {
  const before = await new LayerCache(cacheFolder()).clear();
  const after = await cacheStatus();
  return { ...after, freedBytes: before - after.bytes };
}

/**
 * Sets how many bytes the user's cache may take, and brings it below.
 * @throws GantryError `OutputUnwritable`, `DiskFull`.
 */
export async function limitCache(limitBytes: number): Promise<CacheOutput> {
  await writeCacheLimit(limitBytes);
  await new LayerCache(cacheFolder()).trim(limitBytes);
  return cacheStatus();
}
