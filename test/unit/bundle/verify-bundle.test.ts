import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { HashThread } from '../../../electron/services/archives/stream-hash.ts';
import { ArchiveHash } from '../../../electron/services/bundle/archive-hash.ts';
import { AtomicFile } from '../../../electron/services/bundle/atomic-file.ts';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { BundleWriter } from '../../../electron/services/bundle/bundle-writer.ts';
import { layerOrder } from '../../../electron/services/bundle/image-tar.ts';
import { NeededLayers } from '../../../electron/services/bundle/needed-layers.ts';
import { takeLayers } from '../../../electron/services/bundle/take-layers.ts';
import { type ExpectedBundle, verifyBundle } from '../../../electron/services/bundle/verify-bundle.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import { sampleArchive, streamOf } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const tag = 'my-app:1.0';

async function written(): Promise<{ path: string; expected: ExpectedBundle }> {
  const file = await AtomicFile.create(join(await temporaryFolder(), 'b.tar.gz'));
  const compressor = blockCompressor();
  const hashes = new HashThread();
  const writer = new BundleWriter(file, compressor);
  await writer.addBytes('app.json', Buffer.from('{}'));
  const cache = new LayerCache(await temporaryFolder());
  const layers = new NeededLayers(cache, compressor.level);
  const { images: taken } = await takeLayers(
    streamOf(await sampleArchive('docker', { tags: [tag] })),
    {
      cache,
      compressor,
      layers,
      expected: [],
      archiveHash: new ArchiveHash([], file, hashes),
      file: 'my-app.tar',
      signal,
      onBytes: () => undefined,
    },
    false,
  );
  await writer.addImages({
    name: 'my-app.tar',
    order: layerOrder(taken),
    layers,
    images: Promise.resolve(taken),
    onCopied: () => undefined,
    hash: new ArchiveHash(layerOrder(taken), file, hashes),
  });
  await layers.close();
  await writer.finish();
  await file.commit();
  const images = [{ entry: 'my-app.tar', tags: [tag] }];
  return { path: file.target, expected: { kind: 'bundle', entries: writer.entries, images, signed: false } };
}

function verify(path: string, expected: ExpectedBundle) {
  return verifyBundle(path, 'b.tar.gz', expected, { signal });
}

describe('verifying what was written', () => {
  it('accepts it as it was written', async () => {
    const { path, expected } = await written();
    expect((await verify(path, expected)).bytes).toBe((await readFile(path)).length);
  });

  it('notices a flipped bit anywhere in the data', async () => {
    const { path, expected } = await written();
    const good = await readFile(path);
    const content = gunzipSync(good);
    let refused = 0;
    // The ten bytes of gzip's own header carry nothing.
    for (let at = 10; at < good.length; at += 7) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x10;
      await writeFile(path, bad);
      const verdict = await verify(path, expected).then(
        () => 'accepted',
        (error: unknown) => error,
      );
      // Bits that only fill up a byte before stored bytes are no data either.
      if (verdict === 'accepted') expect(gunzipSync(bad).equals(content)).toBe(true);
      else {
        expect(verdict).toMatchObject({ code: 'VerificationFailed', data: { file: 'b.tar.gz' } });
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(good.length / 10);
  });

  it('notices a missing end, and bytes behind it', async () => {
    const { path, expected } = await written();
    const good = await readFile(path);
    for (const bad of [
      good.subarray(0, -1),
      good.subarray(0, 500),
      Buffer.concat([good, Buffer.from('more')]),
    ]) {
      await writeFile(path, bad);
      await expect(verify(path, expected)).rejects.toMatchObject({ code: 'VerificationFailed' });
    }
  });

  it.each<[string, (expected: ExpectedBundle) => Partial<ExpectedBundle>, RegExp]>([
    [
      'another body',
      ({ entries }) => ({ entries: entries.map((e) => ({ ...e, sha256: '0' })) }),
      /does not hold the bytes/,
    ],
    [
      'another length',
      ({ entries }) => ({ entries: entries.map((e) => ({ ...e, bytes: 1 })) }),
      /but 1 were written/,
    ],
    [
      'another entry',
      ({ entries }) => ({ entries: entries.map((e) => ({ ...e, name: 'x' })) }),
      /“x” is missing/,
    ],
    ['one entry more', ({ entries }) => ({ entries: entries.slice(1) }), /2 entries, but 1/],
    [
      'a lost tag',
      () => ({ images: [{ entry: 'my-app.tar', tags: ['other:1'] }] }),
      /does not have the tag “other:1”/,
    ],
    ['another kind', () => ({ kind: 'pkg' }), /reads as a bundle, not as a pkg/],
    ['no signature', () => ({ signed: true }), /signature cannot be found/],
  ])('notices %s', async (_what, change, problem) => {
    const { path, expected } = await written();
    await expect(verify(path, { ...expected, ...change(expected) })).rejects.toMatchObject({
      code: 'VerificationFailed',
      data: { problem: expect.stringMatching(problem) as string },
    });
  });
});
