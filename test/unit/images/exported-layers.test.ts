import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { TransferMeter } from '../../../electron/services/bundle/transfer-meter.ts';
import { LayerCache } from '../../../electron/services/cache/layer-cache.ts';
import { sampleDeflater } from '../../../electron/services/images/archive-survey.ts';
import { DeflateSample } from '../../../electron/services/images/deflate-sample.ts';
import { withExportedBytes } from '../../../electron/services/images/exported-layers.ts';
import { measureArchiveFile } from '../../../electron/services/images/measured-image.ts';
import { sampleArchive, sha256, tarOf } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const measuring = { signal: new AbortController().signal, meter: new TransferMeter(() => undefined) };

test('a layer that an export has compressed counts exactly what it takes in the bundle', async () => {
  const layers = [tarOf([['a', 'text '.repeat(50_000)]]), tarOf([['b', 'more '.repeat(9000)]])];
  const path = join(await temporaryFolder(), 'image.tar');
  const archive = await sampleArchive('docker', { layers, config: {} });
  await writeFile(path, archive);
  const cache = new LayerCache(await temporaryFolder());
  const compressor = blockCompressor();
  const [first] = layers;
  if (first === undefined) throw new Error('there are two');
  const spool = await cache.spool();
  let written = 0;
  const sum = await compressor.compress([first], (block) => {
    written += block.length;
    return spool.append(block);
  });
  await (await cache.keep(spool, sha256(first), sum, compressor.level)).close();

  const images = await measureArchiveFile(path, { file: 'image.tar', bytes: archive.length }, measuring);
  const compressed = (await withExportedBytes(images, cache))[0]?.measure.layers.map(
    (layer) => layer.compressed,
  );
  expect(compressed?.[0]).toEqual({ bytes: written, estimated: false });
  expect(compressed?.[1]).toEqual(images[0]?.measure.layers[1]?.compressed);
  expect(compressed?.[1]?.estimated).toBe(true);
});

/** Files as packages bring them: scripts, type declarations, maps and binaries of this checkout. */
async function realTar(folder: string, most: number): Promise<Buffer> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((each) =>
    each.isFile(),
  );
  const parts: (readonly [string, Buffer])[] = [];
  let bytes = 0;
  for (const { name, parentPath } of names) {
    const body = await readFile(join(parentPath, name));
    if (bytes + body.length > most) continue;
    bytes += body.length;
    parts.push([name.slice(-90), body]);
  }
  return tarOf(parts);
}

describe('the estimate of what a layer takes compressed', () => {
  const estimateOf = async (bytes: Uint8Array): Promise<number> => {
    const sample = new DeflateSample(await sampleDeflater());
    for (let at = 0; at < bytes.length; at += 40_000) sample.add(bytes.subarray(at, at + 40_000));
    return sample.estimate();
  };

  /** What the blocks of an export take. */
  const exportedBytes = async (bytes: Uint8Array): Promise<number> => {
    let sum = 0;
    await blockCompressor().compress([bytes], async (deflated) => {
      sum += deflated.length;
    });
    return sum;
  };

  test.each([
    ['a quarter of a megabyte of scripts', 'node_modules/ajv', 0.2e6, 0.01],
    ['twenty-four megabytes of scripts and declarations', 'node_modules/typescript/lib', 40e6, 0.1],
    ['many small files', 'node_modules/lucide-react', 20e6, 0.15],
  ] as const)('is near what an export makes of %s', async (_, folder, most, bound) => {
    const tar = await realTar(folder, most);
    expect(tar.length).toBeGreaterThan(most / 10);
    const real = await exportedBytes(tar);
    const error = Math.abs((await estimateOf(tar)) - real) / real;
    expect(error).toBeLessThan(bound);
  });

  test('is exact enough for what cannot be compressed, and for nothing at all', async () => {
    const noise = new Uint8Array(3_000_000);
    for (let at = 0; at < noise.length; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
    expect(Math.abs((await estimateOf(noise)) / noise.length - 1)).toBeLessThan(0.001);
    expect(await estimateOf(new Uint8Array())).toBe(0);
  });
});
