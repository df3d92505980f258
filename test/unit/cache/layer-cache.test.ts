import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ByteStream } from '../../../electron/services/archives/types.ts';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { CacheDamaged } from '../../../electron/services/cache/cache-damaged.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import { formatVersion } from '../../../electron/services/cache/layer-file.ts';
import { CacheUnusable, type StoredLayer } from '../../../electron/services/cache/layer-spool.ts';
import { bytesOf } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const compressor = blockCompressor(5);

function diffIdOf(layer: Uint8Array): string {
  return `sha256:${createHash('sha256').update(layer).digest('hex')}`;
}

async function keep(cache: LayerCache, text: string): Promise<string> {
  const layer = Buffer.from(text.repeat(5000));
  const spool = await cache.spool();
  const sum = await compressor.compress([layer], (block) => spool.append(block));
  await (await cache.keep(spool, diffIdOf(layer), sum, 5)).close();
  return diffIdOf(layer);
}

function chunksOf(layer: StoredLayer | undefined): ByteStream {
  if (layer === undefined) throw new Error('the layer is missing');
  return layer.chunks();
}

async function fileOf(folder: string, diffId: string): Promise<string> {
  const layers = join(folder, `v${formatVersion}`, 'layers');
  const name = (await readdir(layers)).find((each) => each.startsWith(diffId.slice(7)));
  return join(layers, name ?? 'none');
}

describe('the cache of compressed layers', () => {
  it('gives a layer back under its diff ID and level, and under no other', async () => {
    const cache = new LayerCache(await temporaryFolder());
    const diffId = await keep(cache, 'one ');
    const layer = await cache.find(diffId, 5);
    expect(layer).toMatchObject({ diffId, bytes: 20_000, level: 5, reused: true });
    expect((await bytesOf(chunksOf(layer))).length).toBe(
      layer?.blocks.reduce((sum, block) => sum + block, 0),
    );
    await layer?.close();
    expect(await cache.find(diffId, 6)).toBeUndefined();
    expect(await cache.find(diffIdOf(Buffer.from('other')), 5)).toBeUndefined();
  });

  it('believes what a layer’s file says of itself, not the name it has', async () => {
    const folder = await temporaryFolder();
    const cache = new LayerCache(folder);
    const [one, two] = [await keep(cache, 'one '), await keep(cache, 'two ')];
    await copyFile(await fileOf(folder, one), await fileOf(folder, two));
    expect(await cache.find(two, 5)).toBeUndefined();
    const path = await fileOf(folder, one);
    await rename(path, path.replace(/5(\D*)$/, '6$1'));
    expect(await cache.find(one, 6)).toBeUndefined();
  });

  it('misses what is cut short, overwritten at its end, or of another version', async () => {
    const folder = await temporaryFolder();
    const cache = new LayerCache(folder);
    const diffId = await keep(cache, 'two ');
    const path = await fileOf(folder, diffId);
    const good = await readFile(path);
    const facts = good.indexOf(`{"version":${formatVersion}`);
    expect(facts).toBeGreaterThan(0);
    const other = Buffer.from(good);
    other.write('{"version":9', facts);
    for (const bad of [
      good.subarray(0, -1),
      good.subarray(0, 10),
      Buffer.alloc(0),
      good.subarray(5),
      other,
    ]) {
      await writeFile(path, bad);
      expect(await cache.find(diffId, 5)).toBeUndefined();
    }
    await writeFile(path, good);
    const layer = await cache.find(diffId, 5);
    expect(layer).toBeDefined();
    await layer?.close();
  });

  it('says at the end of a copy that a layer’s bytes are not what they were', async () => {
    const folder = await temporaryFolder();
    const cache = new LayerCache(folder);
    const diffId = await keep(cache, 'three ');
    const path = await fileOf(folder, diffId);
    const bytes = await readFile(path);
    bytes[3] = (bytes[3] ?? 0) ^ 1;
    await writeFile(path, bytes);
    const layer = await cache.find(diffId, 5);
    await expect(bytesOf(chunksOf(layer))).rejects.toThrow(CacheDamaged);
    await layer?.close();
  });

  it('keeps a layer readable that is open while everything is cleared', async () => {
    const cache = new LayerCache(await temporaryFolder());
    const layer = await cache.find(await keep(cache, 'four '), 5);
    expect(await cache.clear()).toBeGreaterThan(0);
    expect(await cache.size()).toEqual({ bytes: 0, layers: 0 });
    expect((await bytesOf(chunksOf(layer))).length).toBeGreaterThan(0);
    await layer?.close();
  });

  it('removes what was not used for longest first, until it is within its limit', async () => {
    const folder = await temporaryFolder();
    const cache = new LayerCache(folder);
    const [old, used, young] = [await keep(cache, 'a'), await keep(cache, 'b'), await keep(cache, 'c')];
    for (const [diffId, seconds] of [
      [old, 1000],
      [used, 500],
      [young, 2000],
    ] as const) {
      await utimes(await fileOf(folder, diffId), seconds, seconds);
    }
    await (await cache.find(used, 5))?.close();
    const { bytes } = await cache.size();
    await cache.trim(bytes - 1);
    const left = await Promise.all([old, used, young].map((diffId) => cache.find(diffId, 5)));
    expect(left.map((layer) => layer !== undefined)).toEqual([false, true, true]);
    for (const layer of left) await layer?.close();
    await cache.trim(0);
    expect((await cache.size()).layers).toBe(0);
  });

  it('sweeps what a killed process left, and leaves what a running one writes', async () => {
    const folder = await temporaryFolder();
    const cache = new LayerCache(folder);
    const spool = await cache.spool();
    const left = join(folder, `v${formatVersion}`, 'tmp', '2147483646-0123456789ab.part');
    await writeFile(left, 'left');
    await cache.trim(1e9);
    expect(await readdir(join(folder, `v${formatVersion}`, 'tmp'))).toHaveLength(1);
    await spool.discard();
    expect(await readdir(join(folder, `v${formatVersion}`, 'tmp'))).toEqual([]);
  });

  it('removes what older versions left when it begins, and again when it is cleared', async () => {
    const folder = await temporaryFolder();
    const cache = new LayerCache(folder);
    const leave = async (version: string) => {
      await mkdir(join(folder, version, 'layers'), { recursive: true });
      await writeFile(join(folder, version, 'layers', 'old'), 'an old layer');
    };
    for (const version of ['v1', 'v99', 'other']) await leave(version);
    await keep(cache, 'new ');
    expect((await readdir(folder)).sort()).toEqual(['other', `v${formatVersion}`, 'v99']);
    // An older Gantry beside this one goes on.
    await leave('v1');
    await keep(cache, 'newer ');
    expect(await readdir(folder)).toContain('v1');
    const { bytes } = await cache.size();
    const freed = await Promise.all([cache.clear(), new LayerCache(folder).clear()]);
    expect(Math.max(...freed)).toBe(bytes + 'an old layer'.length);
    expect((await readdir(folder)).sort()).toEqual(['other', `v${formatVersion}`, 'v99']);
  });

  it('lets two writers keep the same layer at once', async () => {
    const folder = await temporaryFolder();
    const caches = [new LayerCache(folder), new LayerCache(folder)];
    const ids = await Promise.all(caches.map((cache) => keep(cache, 'same ')));
    expect(new Set(ids).size).toBe(1);
    const layer = await caches[0]?.find(ids[0] ?? '', 5);
    expect((await bytesOf(chunksOf(layer))).length).toBeGreaterThan(0);
    await layer?.close();
  });

  it('remembers values under their key, and forgets those that were tampered with', async () => {
    const folder = await temporaryFolder();
    const cache = new LayerCache(folder);
    await cache.remember('archives', 'key', { sha256: 'ab' });
    expect(await cache.recall('archives', 'key')).toEqual({ sha256: 'ab' });
    expect(await cache.recall('archives', 'other')).toBeUndefined();
    const [name = ''] = await readdir(join(folder, `v${formatVersion}`, 'archives'));
    const path = join(folder, `v${formatVersion}`, 'archives', name);
    await writeFile(path, (await readFile(path, 'utf8')).replace('"ab"', '"cd"'));
    expect(await cache.recall('archives', 'key')).toBeUndefined();
    await truncate(path, 5);
    expect(await cache.recall('archives', 'key')).toBeUndefined();
  });

  it('says that it cannot be written where its folder is a file, and misses everything', async () => {
    const path = join(await temporaryFolder(), 'file');
    await writeFile(path, '');
    const cache = new LayerCache(path);
    await expect(cache.spool()).rejects.toThrow(CacheUnusable);
    expect(await cache.find(`sha256:${'0'.repeat(64)}`, 5)).toBeUndefined();
    await cache.remember('images', 'key', 1);
    await cache.trim(0);
    expect(await cache.clear()).toBe(0);
  });
});
