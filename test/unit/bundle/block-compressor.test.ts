import { randomBytes } from 'node:crypto';
import { crc32, gzipSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { blockCompressor, CompressionBroken } from '../../../electron/services/bundle/block-compressor.ts';
import { BlockDeflater } from '../../../electron/services/deflate/block-deflater.ts';
import { DeflatePool } from '../../../electron/services/deflate/deflate-pool.ts';
import { loadDeflateProgram } from '../../../electron/services/deflate/deflate-program.ts';
import { streamOf } from '../../support/archive-bytes.ts';

const block = 1 << 20;
const lines = Buffer.from(Array.from({ length: 300_000 }, (_, i) => `line ${i * i}`).join('\n'));

function pool(options: ConstructorParameters<typeof DeflatePool>[0]): DeflatePool {
  const made = new DeflatePool(options);
  onTestFinished(() => made.end());
  return made;
}

async function deflatedWith(made: DeflatePool, source: Uint8Array, chunk: number): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  await blockCompressor(5, made).compress(streamOf(source, chunk), async (deflated) => {
    blocks.push(Uint8Array.from(deflated));
  });
  return Buffer.concat(blocks);
}

it('gives each block as it unpacks again', async () => {
  const source = Buffer.alloc(2_500_000, 'a block of text ');
  const unpacked: Buffer[] = [];
  const sum = await blockCompressor(5).compress([source], async (_deflated, bytes) => {
    unpacked.push(Buffer.from(bytes));
  });
  expect(Buffer.concat(unpacked).equals(source)).toBe(true);
  expect(sum.length).toBe(source.length);
});

it('leaves what it gives alone until it is written', async () => {
  const source = Buffer.concat([randomBytes(4 * block), lines]);
  let written = 0;
  await blockCompressor(5, pool({ threads: 2 })).compress(
    streamOf(source, 90_000),
    async (deflated, bytes) => {
      const before = [crc32(deflated), crc32(bytes)];
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect([crc32(deflated), crc32(bytes)]).toEqual(before);
      expect(before[1]).toBe(crc32(source.subarray(written, written + bytes.length)));
      written += bytes.length;
    },
  );
  expect(written).toBe(source.length);
});

it('takes hardly more memory for a long stream than for a short one', async () => {
  const made = pool({ threads: 2 });
  const seen = new Set<ArrayBufferLike>();
  await blockCompressor(1, made).compress(
    streamOf(Buffer.alloc(40 * block), block),
    async (deflated, bytes) => {
      seen.add(deflated.buffer).add(bytes.buffer);
    },
  );
  // Those that wait, the one that is filled, and those being written; two pieces of memory each.
  expect(seen.size).toBeLessThanOrEqual(2 * (made.width + 3));
});

it('gives the same bytes on any number of threads, and on none', async () => {
  const expected = await deflatedWith(pool({ threads: 0 }), lines, lines.length);
  expect((await deflatedWith(pool({ threads: 1 }), lines, 70_000)).equals(expected)).toBe(true);
  expect((await deflatedWith(pool({ threads: 5 }), lines, 1_300_000)).equals(expected)).toBe(true);
});

it('does without threads where none can be started', async () => {
  const { startThread } = await import('../../../electron/services/threads/thread.ts');
  const start = () => {
    const thread = startThread('deflate');
    void thread.end();
    return thread;
  };
  const expected = await deflatedWith(pool({ threads: 0 }), lines, lines.length);
  expect((await deflatedWith(pool({ threads: 2, start }), lines, lines.length)).equals(expected)).toBe(true);
});

it('starts threads anew after they were ended', async () => {
  const made = pool({ threads: 2 });
  const expected = await deflatedWith(made, lines, lines.length);
  await made.end();
  expect((await deflatedWith(made, lines, lines.length)).equals(expected)).toBe(true);
});

it('starts all threads ahead where it is told to, and no others then', async () => {
  const { startThread } = await import('../../../electron/services/threads/thread.ts');
  let started = 0;
  const start = () => {
    started += 1;
    return startThread('deflate');
  };
  const made = pool({ threads: 2, start });
  made.prepare();
  made.prepare();
  expect(started).toBe(2);
  const expected = await deflatedWith(pool({ threads: 0 }), lines, lines.length);
  expect((await deflatedWith(made, lines, lines.length)).equals(expected)).toBe(true);
  expect(started).toBe(2);
});

it('deflates a block again whose thread dies under the work, and goes on with another thread', async () => {
  const { startThread } = await import('../../../electron/services/threads/thread.ts');
  const started: ReturnType<typeof startThread<'deflate'>>[] = [];
  const start = () => {
    const thread = startThread('deflate');
    started.push(thread);
    return thread;
  };
  const made = pool({ threads: 1, start });
  // It is under way before it dies.
  await deflatedWith(made, lines.subarray(0, 100_000), 100_000);
  let lost = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    yield lines.subarray(0, block);
    await new Promise((resolve) => setImmediate(resolve));
    await started[0]?.end();
    lost = started.length;
    yield lines.subarray(block);
  }
  const blocks: Uint8Array[] = [];
  // The slowest level, so that the thread is not done by then.
  await blockCompressor(9, made).compress(source(), async (deflated) => {
    blocks.push(Uint8Array.from(deflated));
  });
  const expected: Uint8Array[] = [];
  await blockCompressor(9, pool({ threads: 0 })).compress([lines], async (deflated) => {
    expected.push(Uint8Array.from(deflated));
  });
  expect(Buffer.concat(blocks).equals(Buffer.concat(expected))).toBe(true);
  expect([lost, started.length]).toEqual([1, 2]);
});

it('waits for no more than a few blocks ahead of the writer', async () => {
  const made = pool({ threads: 1 });
  let read = 0;
  let written = 0;
  let most = 0;
  function* source(): Iterable<Uint8Array> {
    for (; read < 12; read++) {
      most = Math.max(most, read - written);
      yield new Uint8Array(block).fill(read);
    }
  }
  await blockCompressor(5, made).compress(source(), async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    written++;
  });
  expect(written).toBe(12);
  expect(most).toBeLessThanOrEqual(made.width + 2);
});

it.each([
  ['compressed', lines.subarray(0, 20_000)],
  ['stored', randomBytes(60_000)],
])('refuses a block that, %s, does not unpack to what it was made of', async (_how, source) => {
  const real = new BlockDeflater(await loadDeflateProgram());
  const deflater = {
    deflate(bytes: Uint8Array, level: number) {
      const deflated = Uint8Array.from(real.deflate(bytes, level));
      const at = Math.floor(deflated.length / 2);
      deflated[at] = (deflated[at] ?? 0) ^ 1;
      return deflated;
    },
  };
  const compressing = blockCompressor(5, pool({ threads: 0, deflater })).compress([source], async () => {});
  await expect(compressing).rejects.toThrow(CompressionBroken);
});

async function deflatedBytes(source: Uint8Array): Promise<number> {
  let bytes = 0;
  await blockCompressor(5).compress([source], async (deflated) => {
    bytes += deflated.length;
  });
  return bytes;
}

it.each([
  ['random bytes', randomBytes(3 * block)],
  ['packed bytes', gzipSync(Buffer.from(randomBytes(block).toString('hex')))],
])('stores %s with a ten-thousandth on top', async (_what, source) => {
  const stored = await deflatedBytes(source);
  expect(stored).toBeGreaterThan(source.length);
  expect(stored).toBeLessThan(source.length * 1.0002);
});

it('compresses mixed bytes that repeat', async () => {
  const page = randomBytes(8192);
  const repeated = Buffer.concat(Array.from({ length: 128 }, () => page));
  expect(await deflatedBytes(repeated)).toBeLessThan(block / 20);
});
