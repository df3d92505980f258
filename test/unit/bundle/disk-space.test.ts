import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireSpace } from '../../../electron/services/bundle/disk-space.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

/** An image that compresses at best to this part of what is free on the disk. */
async function required(part: number, cachedPart = 0): Promise<unknown> {
  const folder = await temporaryFolder();
  const { bavail, bsize } = await statfs(folder);
  const bytes = bavail * bsize * part;
  const weight = { plain: 0, packed: bytes / 0.9, cached: bavail * bsize * cachedPart };
  const cache = new LayerCache(join(folder, 'no', 'cache', 'yet'));
  return requireSpace(join(folder, 'bundle'), weight, cache).catch((error: unknown) => error);
}

it('counts the layers that the cache is to take on the same disk', async () => {
  expect(await required(0.4)).toBeUndefined();
  expect(await required(0.7)).toMatchObject({ code: 'DiskFull' });
});

it('does not count what the cache has already', async () => {
  expect(await required(0.7, 0.7)).toBeUndefined();
  expect(await required(0.3, 1.5)).toMatchObject({ code: 'DiskFull' });
});
