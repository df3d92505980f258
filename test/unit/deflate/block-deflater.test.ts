import { createHash, randomBytes } from 'node:crypto';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatVersion } from '../../../electron/services/cache/layer-file.ts';
import { BlockChecker } from '../../../electron/services/deflate/block-checker.ts';
import { BlockDeflater } from '../../../electron/services/deflate/block-deflater.ts';
import { loadCheckProgram, loadDeflateProgram } from '../../../electron/services/deflate/deflate-program.ts';
import fc from '../../support/fast-check.ts';

const block = 1 << 20;
const levels = [1, 2, 3, 4, 5, 6, 7, 8, 9];
let deflater: BlockDeflater;
let checker: BlockChecker;

beforeAll(async () => {
  deflater = new BlockDeflater(await loadDeflateProgram());
  checker = new BlockChecker(await loadCheckProgram());
});

/** Unpacked by zlib, with the end that a member has: the block itself ends nothing. */
function unpacked(deflated: Uint8Array): Buffer {
  return inflateRawSync(Buffer.concat([deflated, Buffer.from([1, 0, 0, 0xff, 0xff])]));
}

/** The same numbers on every run. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
}

/** Bytes that occur as often as Fibonacci's numbers: their code would be longer than allowed. */
function fibonacci(): Buffer {
  const parts: Buffer[] = [];
  let [last, next] = [1, 1];
  for (let byte = 0; byte < 26; byte++) {
    parts.push(Buffer.alloc(last, byte * 7));
    [last, next] = [next, last + next];
  }
  const bytes = Buffer.concat(parts);
  // In no order, so that there is nothing to match.
  const random = numbers(3);
  for (let i = bytes.length - 1; i > 0; i--) {
    const other = random() % (i + 1);
    const byte = bytes[i] ?? 0;
    bytes[i] = bytes[other] ?? 0;
    bytes[other] = byte;
  }
  return bytes;
}

/** Text of a vocabulary, then records, then text again: worth several blocks. */
function mixed(): Buffer {
  const random = numbers(5);
  const words = Array.from({ length: 3000 }, () =>
    random()
      .toString(36)
      .slice(0, 2 + (random() % 7)),
  );
  const text = () => Array.from({ length: 40_000 }, () => words[(random() >>> 8) % 3000]).join(' ');
  const records = Buffer.alloc(300_000);
  for (let at = 0; at + 12 <= records.length; at += 12) records.writeUInt32LE(random() >>> 20, at);
  return Buffer.concat([Buffer.from(text()), records, Buffer.from(text())]).subarray(0, block);
}

/** The same four bytes after runs of none to forty others, then matches of three bytes one after the other. */
function runsAndMatches(): Buffer {
  const random = numbers(7);
  const bytes = (count: number) => Uint8Array.from({ length: count }, () => random() >>> 24);
  const runs = Array.from({ length: 4000 }, (_, i) => [Buffer.from('gant'), bytes(i % 41)]).flat();
  const syllables = Array.from({ length: 60 }, () => bytes(3));
  const words = Array.from({ length: 200_000 }, () => syllables[(random() >>> 8) % 60] ?? bytes(3));
  return Buffer.concat([...runs, ...words]).subarray(0, block);
}

/** Hardly a repeat, and yet not so mixed that it is stored: runs of literals that no stretch holds. */
function oddBytes(): Buffer {
  const random = numbers(9);
  return Buffer.from(Uint8Array.from({ length: 200_000 }, () => (random() >>> 8) % 200));
}

const cases: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array()],
  ['one byte', Buffer.from('a')],
  ['two bytes', Buffer.from('ab')],
  ['three equal bytes', Buffer.from('aaa')],
  ['a stored block’s most bytes', randomBytes(65_535)],
  ['one more', randomBytes(65_536)],
  ['zeros', new Uint8Array(block)],
  ['equal bytes', Buffer.alloc(block - 1, 0xff)],
  ['every byte once', Uint8Array.from({ length: 256 }, (_, i) => i)],
  ['all bytes in turn', Uint8Array.from({ length: block }, (_, i) => i & 0xff)],
  ['random bytes', randomBytes(block)],
  ['a repeat just within reach', Buffer.concat(Array(3).fill(randomBytes(32_768)))],
  ['a repeat just out of reach', Buffer.concat(Array(3).fill(randomBytes(32_769)))],
  [
    'repeats 64 KiB back and about',
    Buffer.concat([65_535, 65_536, 65_537].flatMap((size) => Array(2).fill(randomBytes(size)))),
  ],
  ['repeats of every length', Buffer.concat(Array.from({ length: 300 }, (_, i) => Buffer.alloc(i, i * 31)))],
  ['frequencies whose code would be too long', fibonacci()],
  ['kinds of data that take turns', mixed()],
  ['runs of every length between matches, and none', runsAndMatches()],
  ['literals alone', oddBytes()],
];

describe.each(levels)('at level %i', (level) => {
  it.each(cases)('deflates %s to what zlib unpacks again, and the checker takes', (_what, source) => {
    const deflated = deflater.deflate(source, level);
    expect(unpacked(deflated).equals(source)).toBe(true);
    expect(checker.check(deflated, source)).toBe(crc32(source));
    // Stored pieces have their length before them, and an empty one ends it all.
    expect(deflated.length).toBeLessThanOrEqual(source.length + 5 * Math.ceil(source.length / 60_000) + 5);
  });

  it('gives the same bytes whatever was deflated before', () => {
    const fresh = (source: Uint8Array) => Buffer.from(deflater.deflate(source, level));
    const short = Buffer.from('a text, and the same text');
    deflater.deflate(new Uint8Array(block), 1);
    const after = fresh(short);
    deflater.deflate(randomBytes(block), 9);
    expect(fresh(short).equals(after)).toBe(true);
    deflater.deflate(mixed(), 6);
    expect(fresh(short).equals(after)).toBe(true);
  });
});

it('joins blocks in any order', () => {
  const parts = [Buffer.from('one '), mixed(), randomBytes(70_000), Buffer.alloc(0), fibonacci()];
  const joined = Buffer.concat(parts.map((part, i) => Buffer.from(deflater.deflate(part, 1 + i))));
  expect(unpacked(joined).equals(Buffer.concat(parts))).toBe(true);
});

it('takes hardly more bytes than zlib’s usual level, and fewer the more it tries', () => {
  const source = mixed();
  const sizes = levels.map((level) => deflater.deflate(source, level).length);
  const [usual] = [deflateRawSync(source, { level: 6 }).length];
  expect(sizes[4]).toBeLessThan(usual * 1.03);
  expect(sizes[8]).toBeLessThan(usual * 1.001);
  expect(sizes[8]).toBeLessThan(sizes[0] ?? 0);
});

it('gives the bytes that kept layers of this format version hold', () => {
  const hash = createHash('sha256');
  for (const level of levels)
    for (const source of [mixed(), runsAndMatches(), oddBytes()])
      hash.update(deflater.deflate(source, level));
  // Where this changes, so must the version.
  expect([formatVersion, hash.digest('hex').slice(0, 16)]).toEqual([4, 'de15d234f4257ad2']);
});

it('refuses a block that is too long', () => {
  expect(() => deflater.deflate(new Uint8Array(block + 1), 5)).toThrow(RangeError);
});

/** Runs, repeats of what came before and bytes of few kinds, mixed: what compressors go wrong at. */
const piece = fc.oneof(
  fc.record({ byte: fc.nat(255), times: fc.integer({ min: 1, max: 700 }) }),
  fc.record({ back: fc.integer({ min: 1, max: 40_000 }), length: fc.integer({ min: 1, max: 600 }) }),
  fc.record({ bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }) }),
  fc.record({ seed: fc.nat(1e9), kinds: fc.integer({ min: 1, max: 256 }), long: fc.nat(5000) }),
);

function bytesOf(
  pieces: readonly (typeof piece extends fc.Arbitrary<infer Piece> ? Piece : never)[],
): Buffer {
  let all = Buffer.alloc(0);
  for (const each of pieces) {
    if ('byte' in each) all = Buffer.concat([all, Buffer.alloc(each.times, each.byte)]);
    else if ('bytes' in each) all = Buffer.concat([all, each.bytes]);
    else if ('seed' in each) {
      const random = numbers(each.seed);
      all = Buffer.concat([all, Uint8Array.from({ length: each.long }, () => (random() >>> 9) % each.kinds)]);
    } else {
      const start = Math.max(0, all.length - each.back);
      all = Buffer.concat([all, all.subarray(start, start + each.length)]);
    }
  }
  return all;
}

it('deflates anything to what zlib unpacks again, and the checker takes', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom(...levels), (pieces, level) => {
      const source = bytesOf(pieces);
      const deflated = deflater.deflate(source, level);
      expect(unpacked(deflated).equals(source)).toBe(true);
      expect(checker.check(deflated, source)).toBe(crc32(source));
    }),
    { numRuns: 300 },
  );
});
