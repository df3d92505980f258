import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HashThread } from '../../../electron/services/archives/stream-hash.ts';
import { tarPadding } from '../../../electron/services/archives/tar-writer.ts';
import { ArchiveHash, type PassingHash } from '../../../electron/services/bundle/archive-hash.ts';
import { AtomicFile } from '../../../electron/services/bundle/atomic-file.ts';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { layerHeader } from '../../../electron/services/bundle/image-tar.ts';
import { CacheDamaged } from '../../../electron/services/cache/cache-damaged.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import type { StoredLayer } from '../../../electron/services/cache/layer-spool.ts';
import { sha256 } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const [one, two, three] = [
  Buffer.alloc(700, 'one '),
  Buffer.alloc(2_500_000, 'two '),
  Buffer.alloc(1024, '3'),
];
const bodies = [one, two, three];
const order = bodies.map(sha256);
const documents = Buffer.alloc(512, 'documents');
const whole = sha256(
  Buffer.concat([
    ...bodies.flatMap((layer) => [layerHeader(sha256(layer), layer.length), layer, tarPadding(layer.length)]),
    documents,
  ]),
);

async function setUp() {
  const folder = await temporaryFolder();
  const cache = new LayerCache(join(folder, 'cache'));
  const file = await AtomicFile.create(join(folder, 'bundle'));
  onTestFinished(() => file.discard());
  const compressor = blockCompressor(5);
  const hashes = new HashThread();
  onTestFinished(() => hashes.end());
  const hash = new ArchiveHash(order, file, hashes);

  /** Compresses a layer into the cache; `reused` opens it as an earlier export left it. */
  const keep = async (body: Buffer, reused: boolean): Promise<StoredLayer> => {
    const spool = await cache.spool();
    const sum = await compressor.compress([body], (block) => spool.append(block));
    const made = await cache.keep(spool, sha256(body), sum, 5);
    const layer = reused ? await cache.find(sha256(body), 5) : made;
    if (layer === undefined) throw new Error('the layer is missing');
    onTestFinished(async () => {
      await made.close();
      await layer.close();
    });
    return layer;
  };
  let damaged = false;
  const damage = () => {
    damaged = true;
  };
  const place = async (body: Buffer, reused = false) => {
    const layer = await keep(body, reused);
    const { position } = file;
    await file.copy(layer, () => undefined);
    there.add(layer.diffId);
    if (damaged) await file.patch(file.position - 8, Buffer.alloc(4, 0x55));
    hash.placed(layer, position);
  };
  const there = new Set<string>();
  /** Takes what comes for the first that is not there yet. */
  const begin = (body: Buffer) =>
    hash.begin(order.find((diffId) => !there.has(diffId)) ?? sha256(body), body.length);
  const end = async (body: Buffer, passing: PassingHash | undefined) => {
    await passing?.hash.update(body);
    await hash.settle(passing, sha256(body));
    if (order.find((diffId) => !there.has(diffId)) === sha256(body)) there.add(sha256(body));
    return passing !== undefined;
  };
  const pass = async (body: Buffer) => end(body, await begin(body));
  return { hash, place, begin, end, pass, damage };
}

describe('the hash of an image archive', () => {
  it('is had while its layers pass in their order, one of them again', async () => {
    const { hash, pass } = await setUp();
    for (const layer of [one, one, two, three, one]) await pass(layer);
    expect(`sha256:${await hash.finish(documents)}`).toBe(whole);
  });

  it('is had from the file where they come in another order, do not pass, or were there before', async () => {
    const { hash, pass, place } = await setUp();
    await pass(three);
    await place(one, true);
    await place(two);
    await place(three);
    expect(`sha256:${await hash.finish(documents)}`).toBe(whole);
  });

  it('waits for a short layer to be unpacked before a long one passes, and not the other way round', async () => {
    const short = await setUp();
    await short.place(one, true);
    expect(await short.pass(two)).toBe(true);
    const long = await setUp();
    await long.pass(one);
    await long.place(two);
    expect(await long.pass(three)).toBe(false);
    await long.place(three);
    expect(`sha256:${await long.hash.finish(documents)}`).toBe(whole);
  });

  it.each([
    ['small, of an earlier export, which is then to be dropped', [one], true, CacheDamaged],
    ['small, of its own, which was not written as it was made', [one], false, /does not hold the bytes/],
    ['large, of an earlier export', [one, two], true, CacheDamaged],
    ['large, of its own', [one, two], false, /does not hold the bytes/],
  ])('says that the file does not hold a layer: %s', async (_what, bodies, reused, problem) => {
    const { hash, place, damage } = await setUp();
    for (const [i, body] of bodies.entries()) {
      if (i === bodies.length - 1) damage();
      await place(body, reused);
    }
    await expect(hash.finish(documents)).rejects.toThrow(problem);
  });

  it('is right where a layer passes while those before it are placed', async () => {
    const { hash, place, begin, end } = await setUp();
    const passing = await begin(two);
    await place(one, true);
    await end(two, passing);
    await place(two);
    await place(three);
    expect(`sha256:${await hash.finish(documents)}`).toBe(whole);
  });

  it('takes nothing for a layer that is not the next one', async () => {
    const { hash, place } = await setUp();
    expect(await hash.begin(sha256(two), two.length)).toBeUndefined();
    await place(one);
    expect(await hash.begin(sha256(three), two.length)).toBeUndefined();
    expect(await hash.begin(sha256(two), two.length)).toBeDefined();
  });

  it('cannot be had where a layer was never placed', async () => {
    const { hash, pass } = await setUp();
    await pass(one);
    await expect(hash.finish(documents)).rejects.toThrow(RangeError);
  });
});
