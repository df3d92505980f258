import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { looksRandom } from '../../../electron/services/bundle/incompressible.ts';

const block = 1 << 20;

async function deflatedBytes(source: Uint8Array): Promise<number> {
  let bytes = 0;
  await blockCompressor(5).compress([source], async (deflated) => {
    bytes += deflated.length;
  });
  return bytes;
}

it('tells random and packed bytes from text, zeros and programs', () => {
  expect(looksRandom(randomBytes(block))).toBe(true);
  expect(looksRandom(gzipSync(Buffer.from(randomBytes(block).toString('hex'))))).toBe(true);
  expect(looksRandom(Buffer.alloc(block, 'All the world is a stage. '))).toBe(false);
  expect(looksRandom(Buffer.alloc(block))).toBe(false);
  expect(looksRandom(randomBytes(1000))).toBe(false);
});

it('stores what would not shrink with a ten-thousandth on top', async () => {
  const stored = await deflatedBytes(randomBytes(3 * block));
  expect(stored).toBeGreaterThan(3 * block);
  expect(stored).toBeLessThan(3 * block * 1.0002);
});

it('compresses mixed bytes that repeat', async () => {
  const page = randomBytes(8192);
  const repeated = Buffer.concat(Array.from({ length: 128 }, () => page));
  expect(looksRandom(repeated)).toBe(true);
  expect(await deflatedBytes(repeated)).toBeLessThan(block / 20);
});
