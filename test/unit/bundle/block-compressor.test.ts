import { afterEach, expect, it, vi } from 'vitest';
import { blockCompressor, CompressionBroken } from '../../../electron/services/bundle/block-compressor.ts';

/** Whether blocks come out of the compressor with a bit flipped, as from broken memory. */
let broken = false;

vi.mock('node:zlib', async (original) => {
  const zlib = await original<typeof import('node:zlib')>();
  const { promisify } = await import('node:util');
  const real = promisify(zlib.deflateRaw);
  const flipping = Object.assign(() => undefined, {
    [promisify.custom]: async (bytes: Buffer, options: object) => {
      const deflated = await real(bytes, options);
      const at = Math.floor(deflated.length / 2);
      if (broken) deflated[at] = (deflated[at] ?? 0) ^ 1;
      return deflated;
    },
  });
  return { ...zlib, deflateRaw: flipping };
});

afterEach(() => {
  broken = false;
});

it('gives each block as it unpacks again', async () => {
  const source = Buffer.alloc(2_500_000, 'a block of text ');
  const unpacked: Uint8Array[] = [];
  const sum = await blockCompressor(5).compress([source], async (_deflated, bytes) => {
    unpacked.push(bytes);
  });
  expect(Buffer.concat(unpacked).equals(source)).toBe(true);
  expect(sum.length).toBe(source.length);
});

it.each([
  ['compressed', Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i * i}`).join('\n'))],
  ['stored', Buffer.from(crypto.getRandomValues(new Uint8Array(60_000)))],
])('refuses a block that, %s, does not unpack to what it was made of', async (_how, source) => {
  broken = true;
  const compressing = blockCompressor(5).compress([source], async () => undefined);
  await expect(compressing).rejects.toThrow(CompressionBroken);
});
