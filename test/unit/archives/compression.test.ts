import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../../../electron/services/archives/compression.ts';
import { portableFrame, unpackZstd } from '../../../electron/services/archives/zstd-frames.ts';
import { isError } from '../../../shared/contract/error.ts';
import { bytesOf, streamOf } from '../../support/archive-bytes.ts';

const text = Buffer.from('the quick brown fox '.repeat(40_000));

async function unwrapped(bytes: Uint8Array, maxBytes?: number, ...sizes: number[]): Promise<Buffer> {
  const options = { file: 'x.tar', ...(maxBytes === undefined ? {} : { maxBytes }) };
  return bytesOf((await unwrap(streamOf(bytes, ...sizes), options)).stream);
}

async function problemOf(bytes: Uint8Array, maxBytes?: number, ...sizes: number[]): Promise<string> {
  try {
    await unwrapped(bytes, maxBytes, ...sizes);
  } catch (error) {
    if (isError(error, 'ArchiveInvalid')) return error.data.problem;
    throw error;
  }
  return 'none';
}

describe('unwrapping', () => {
  test('passes what is not compressed through', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('x'), text]) {
      const { wrapping, stream } = await unwrap(streamOf(bytes, 3, 70_000), { file: 'x' });
      expect(wrapping).toBe('none');
      expect((await bytesOf(stream)).equals(bytes)).toBe(true);
    }
  });

  test.each([[1], [5, 1000], [100_000]])(
    'unpacks gzip in one member and in several, cut at %j',
    async (...sizes) => {
      const several = Buffer.concat([
        gzipSync(text.subarray(0, 1000)),
        gzipSync(''),
        gzipSync(text.subarray(1000)),
      ]);
      for (const bytes of [gzipSync(text), several]) {
        const { wrapping, stream } = await unwrap(streamOf(bytes, ...sizes), { file: 'x' });
        expect(wrapping).toBe('gzip');
        expect((await bytesOf(stream)).equals(text)).toBe(true);
      }
    },
  );

  test('ignores zeros behind gzip, as tapes and disks leave them', async () => {
    expect(await unwrapped(Buffer.concat([gzipSync('hi'), Buffer.alloc(5000)]), undefined, 100)).toEqual(
      Buffer.from('hi'),
    );
  });

  test.each([
    ['cut', gzipSync(text).subarray(0, 1000), 'its gzip data ends early'],
    ['without its end', gzipSync(text).subarray(0, -4), 'its gzip data ends early'],
    [
      'followed by other bytes',
      Buffer.concat([gzipSync(text), Buffer.from('junk')]),
      'it has other bytes after its gzip data',
    ],
    [
      'with a wrong checksum',
      Buffer.concat([gzipSync(text).subarray(0, -8), Buffer.alloc(8, 1)]),
      'its gzip data is damaged',
    ],
    ['only begun', Buffer.from([0x1f, 0x8b]), 'its gzip data ends early'],
  ])('names gzip that is %s', async (_kind, bytes, problem) => {
    expect(await problemOf(bytes)).toBe(problem);
    expect(await problemOf(bytes, undefined, 1, 2, 400)).toBe(problem);
  });

  test('stops at the bytes the caller allows', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(await problemOf(bomb, 1_000_000)).toBe('it unpacks to more than 1,000,000 bytes');
    expect(await problemOf(gzipSync('hello'), 5)).toBe('none');
  });

  test.each(['gzip', 'none'])('closes the source when the reader stops early (%s)', async (kind) => {
    let closed = false;
    async function* source() {
      try {
        const noise = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919 * at) >> 5));
        const bytes = kind === 'gzip' ? gzipSync(noise) : noise;
        for (;;) yield bytes;
      } finally {
        closed = true;
      }
    }
    const { stream } = await unwrap(source(), { file: 'x' });
    for await (const chunk of stream) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(closed).toBe(true);
  });

  test('passes an error of the source on unchanged', async () => {
    const failure = new Error('the disk went away');
    async function* source() {
      yield gzipSync(text).subarray(0, 500);
      throw failure;
    }
    const { stream } = await unwrap(source(), { file: 'x' });
    await expect(bytesOf(stream)).rejects.toBe(failure);
  });
});

test('unpacks zstd where its program is missing too', async () => {
  // Written by zstd 1.5.4, with a checksum.
  const packed = Buffer.from('28b52ffd04586d00003868656c6c6f200a0100994b11a87c2ea8', 'hex');
  for (const sizes of [[], [1]]) {
    const { wrapping, stream } = await unwrap(streamOf(packed, ...sizes), { file: 'x' });
    expect([wrapping, (await bytesOf(stream)).toString()]).toEqual(['zstd', 'hello hello hello hello\n']);
  }
});

const zstdProgram = (() => {
  try {
    execFileSync('zstd', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

describe.skipIf(!zstdProgram)('zstd from its own program', () => {
  const zstd = (bytes: Uint8Array, ...args: string[]) =>
    execFileSync('zstd', ['-q', '-c', ...args], { input: bytes, maxBuffer: 1e9 });
  const noise = Buffer.from(Array.from({ length: 400_000 }, (_, at) => Math.imul(at, 2654435761) >>> 13));

  test.each([
    ['of text', text, []],
    ['of noise', noise, []],
    ['of nothing', Buffer.alloc(0), []],
    ['of one byte', Buffer.from('x'), []],
    ['at level 19', text, ['-19']],
    ['without checksum', text, ['--no-check']],
    ['of zeros', Buffer.alloc(3_000_000), []],
  ] as const)('is unpacked: %s', async (_kind, bytes, args) => {
    const packed = zstd(bytes, ...args);
    for (const sizes of [[], [1, 2, 3], [1000]]) {
      expect((await unwrapped(packed, undefined, ...sizes)).equals(bytes)).toBe(true);
      expect((await bytesOf(unpackZstd(streamOf(packed, ...sizes), portableFrame))).equals(bytes)).toBe(true);
    }
  });

  test('is unpacked where it has several frames, and frames to skip', async () => {
    const skip = Buffer.from([0x52, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 9, 9, 9]);
    const packed = Buffer.concat([skip, zstd(text), zstd(Buffer.alloc(0)), skip, zstd(noise)]);
    for (const stream of [
      (await unwrap(streamOf(packed, 999), { file: 'x' })).stream,
      unpackZstd(streamOf(packed), portableFrame),
    ]) {
      expect((await bytesOf(stream)).equals(Buffer.concat([text, noise]))).toBe(true);
    }
  });

  test('is named where it is damaged', async () => {
    const packed = zstd(noise);
    const flipped = Buffer.from(zstd(text));
    flipped.fill(0xff, 6, 30);
    const window = Buffer.concat([packed.subarray(0, 4), Buffer.from([0x04, 0xf8]), packed.subarray(6)]);
    for (const sizes of [[], [77]]) {
      expect(await problemOf(packed.subarray(0, packed.length >> 1), undefined, ...sizes)).toBe(
        'its zstd data ends early',
      );
      expect(await problemOf(packed.subarray(0, -2), undefined, ...sizes)).toBe('its zstd data ends early');
      expect(await problemOf(Buffer.concat([packed, Buffer.from('junk!')]), undefined, ...sizes)).toBe(
        'it has other bytes after its zstd data',
      );
      expect(await problemOf(flipped, undefined, ...sizes)).toBe('its zstd data is damaged');
    }
    await expect(bytesOf(unpackZstd(streamOf(window)))).rejects.toThrow('asks for a window above 128 MB');
  });
});
