import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { HashThread } from '../../../electron/services/archives/stream-hash.ts';
import type { ByteStream } from '../../../electron/services/archives/types.ts';
import { ArchiveHash } from '../../../electron/services/bundle/archive-hash.ts';
import { AtomicFile } from '../../../electron/services/bundle/atomic-file.ts';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { NeededLayers } from '../../../electron/services/bundle/needed-layers.ts';
import { takeLayers } from '../../../electron/services/bundle/take-layers.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import { ArchiveSurvey, sampleDeflater } from '../../../electron/services/images/archive-survey.ts';
import { FileSurvey } from '../../../electron/services/review/file-survey.ts';
import { bytesOf, sampleArchive, sampleLayers, streamOf } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

/**
 * Whoever reads an archive may keep nothing of a piece: here each is overwritten as soon as the next is asked for, and
 * what comes of it must be what comes of an archive that lies still in memory.
 */

const { signal } = new AbortController();
const file = 'x.tar';

/** The archive as one piece that stays. */
async function* still(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Longer than a block of the compressor. */
const large = layerTar([{ path: 'large', mode: 0o644, content: 'some text, '.repeat(140_000) }]);
const layers = [...sampleLayers.map(layerTar), large];
const archives = [
  ['a plain archive', () => sampleArchive('docker', { layers })],
  ['one of packed layers', () => sampleArchive('oci', { layers, compression: 'gzip' })],
  ['a packed archive', async () => gzipSync(await sampleArchive('docker-oci', { layers }))],
] as const;
const cuts = [[262_144], [32_768, 5], [513, 1024, 7]] as const;

describe.each(archives)('pieces of %s that are overwritten', (_name, make) => {
  test('give the same proof, size report and files', async () => {
    const bytes = await make();
    const measure = async (source: ByteStream) => {
      const survey = new ArchiveSurvey(file, await sampleDeflater());
      const { onLayerEntry, onBlobBytes } = survey;
      const info = await readImageArchive(source, { file, onLayerEntry, onBlobBytes });
      return { info, measures: survey.measure(info) };
    };
    const files = async (source: ByteStream) => {
      const survey = new FileSurvey(file);
      const { onLayerEntry, onLayerBody } = survey;
      await readImageArchive(source, { file, onLayerEntry, onLayerBody });
      return survey.data();
    };
    const measured = await measure(still(bytes));
    const surveyed = await files(still(bytes));
    expect(surveyed.layers.size).toBeGreaterThan(1);
    for (const sizes of cuts) {
      expect(await measure(streamOf(bytes, ...sizes))).toEqual(measured);
      expect(await files(streamOf(bytes, ...sizes))).toEqual(surveyed);
    }
  });

  test('leave the same layers and configs for a bundle', async () => {
    const bytes = await make();
    const taken = await takeAll(still(bytes));
    expect(taken.layers.length).toBeGreaterThan(1);
    for (const sizes of cuts) expect(await takeAll(streamOf(bytes, ...sizes))).toEqual(taken);
  });
});

async function takeAll(source: ByteStream) {
  const folder = await temporaryFolder();
  const output = await AtomicFile.create(join(folder, 'b.tar.gz'));
  const compressor = blockCompressor();
  const cache = new LayerCache(join(folder, 'cache'));
  const layers = new NeededLayers(cache, compressor.level);
  const hashes = new HashThread();
  const archiveHash = new ArchiveHash([], output, hashes);
  try {
    const onBytes = () => undefined;
    const context = { cache, compressor, layers, expected: [], archiveHash, file, signal, onBytes };
    const { info, images } = await takeLayers(source, context, false);
    const diffIds = info.images.flatMap((image) => image.layers.map(({ diffId }) => diffId));
    const stored = await layers.all(diffIds);
    const deflated = await Promise.all(stored.map((layer) => bytesOf(layer.chunks())));
    return { info, images, layers: deflated };
  } finally {
    await hashes.end();
    await layers.close();
    await output.discard();
  }
}
