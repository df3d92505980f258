import { randomBytes } from 'node:crypto';
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { BlockChecker } from '../../../electron/services/deflate/block-checker.ts';
import { BlockDeflater } from '../../../electron/services/deflate/block-deflater.ts';
import { loadCheckProgram, loadDeflateProgram } from '../../../electron/services/deflate/deflate-program.ts';
import { CompressionBroken, proveBlock } from '../../../electron/services/deflate/proven-block.ts';
import {
  codesOf,
  DeflateBits,
  type Description,
  described,
  fixedLengths,
} from '../../support/deflate-bits.ts';
import fc from '../../support/fast-check.ts';

let deflater: BlockDeflater;
let checker: BlockChecker;

beforeAll(async () => {
  deflater = new BlockDeflater(await loadDeflateProgram());
  checker = new BlockChecker(await loadCheckProgram());
});

const takes = (deflated: Uint8Array, block: Uint8Array) => checker.check(deflated, block) !== undefined;

/** Whether zlib unpacks to just the block, and could go on at the next whole byte. */
function zlibTakes(deflated: Uint8Array, block: Uint8Array): boolean {
  try {
    const ended = Buffer.concat([deflated, Buffer.of(1, 0, 0, 0xff, 0xff)]);
    const { buffer, engine } = inflateRawSync(ended, { info: true, maxOutputLength: 1 << 21 }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    return buffer.equals(block) && engine.bytesWritten === ended.length;
  } catch {
    return false;
  }
}

/** The form that is wanted, as zlib makes it. */
function zlibDeflated(block: Uint8Array, level: number, strategy: number): Buffer {
  return deflateRawSync(block, { level, strategy, finishFlush: constants.Z_SYNC_FLUSH });
}

const strategies = [
  constants.Z_DEFAULT_STRATEGY,
  constants.Z_FILTERED,
  constants.Z_HUFFMAN_ONLY,
  constants.Z_RLE,
  constants.Z_FIXED,
];
const text = Buffer.from(
  'To be, or not to be, that is the question: whether ’tis nobler in the mind to suffer. ',
);
const texts = Buffer.from(Array.from({ length: 400 }, (_, i) => `${text}${(i * 7919) % 977}`).join('\n'));
const lines = Buffer.from(Array.from({ length: 60_000 }, (_, i) => `line ${i * i}`).join('\n'));

/** Blocks of a few hundred bytes whose every bit is worth a look: stored, with fixed codes, and with their own. */
const small: readonly (readonly [string, () => Uint8Array, Uint8Array])[] = [
  ['nothing', () => deflater.deflate(Buffer.alloc(0), 5), Buffer.alloc(0)],
  ['a few bytes with fixed codes', () => deflater.deflate(text.subarray(0, 9), 5), text.subarray(0, 9)],
  [
    'lines with codes of their own',
    () => deflater.deflate(texts.subarray(0, 700), 5),
    texts.subarray(0, 700),
  ],
  ['zeros', () => deflater.deflate(Buffer.alloc(3000), 9), Buffer.alloc(3000)],
  ['bytes that zlib stored', () => zlibDeflated(text, 0, 0), text],
  ['lines that zlib deflated', () => zlibDeflated(texts.subarray(0, 900), 9, 0), texts.subarray(0, 900)],
  ['lines without a match', () => zlibDeflated(texts.subarray(0, 300), 6, 2), texts.subarray(0, 300)],
  ['lines with fixed codes', () => zlibDeflated(texts.subarray(0, 200), 6, 4), texts.subarray(0, 200)],
];

describe('what is right', () => {
  it.each([0, 1, 3, 4, 6, 9])('is taken as zlib makes it at level %i, with the CRC of the block', (level) => {
    const blocks = [text, texts, lines, randomBytes(1 << 20), Buffer.alloc(1 << 20), Buffer.alloc(0)];
    for (const block of blocks.map((each) => each.subarray(0, 1 << 20))) {
      for (const strategy of strategies) {
        expect(checker.check(zlibDeflated(block, level, strategy), block)).toBe(crc32(block));
      }
    }
  });

  it('is taken where a code is as long as can be', () => {
    // Frequencies of Fibonacci's numbers: zlib's codes reach 15 bits.
    const parts: Buffer[] = [];
    for (let [byte, last, next] = [0, 1, 1]; byte < 22; byte++, [last, next] = [next, last + next]) {
      parts.push(Buffer.alloc(last, byte * 11));
    }
    const block = Buffer.concat(parts);
    expect(takes(zlibDeflated(block, 6, constants.Z_HUFFMAN_ONLY), block)).toBe(true);
    expect(takes(zlibDeflated(block, 9, constants.Z_DEFAULT_STRATEGY), block)).toBe(true);
  });

  it('is taken where two literals and a match take as many bits as they can', () => {
    const noise = randomBytes(30_000);
    const block = Buffer.concat([noise, Buffer.from('ab'), noise.subarray(4002, 4252)]);
    // One code of each length but the longest, of which there are two.
    const lengths = Array.from({ length: 285 }, (_, symbol) => (symbol < 12 ? symbol + 2 : 0));
    [lengths[97], lengths[98], lengths[284], lengths[256]] = [15, 15, 14, 1];
    const distances = Array.from({ length: 30 }, (_, symbol) => (symbol < 14 ? symbol + 1 : 0));
    [distances[28], distances[29]] = [15, 15];
    const [codes, far] = [codesOf(lengths), codesOf(distances)];
    const told = [...lengths, ...distances];
    const bits = described(new DeflateBits().stored(noise), { literals: 285, distances: 30, told });
    bits.code(codes[97]).code(codes[98]);
    bits
      .code(codes[284])
      .number(250 - 227, 5)
      .code(far[29])
      .number(26_000 - 24_577, 13);
    const deflated = bits.code(codes[256]).end();
    expect(zlibTakes(deflated, block)).toBe(true);
    expect(takes(deflated, block)).toBe(true);
  });

  it('is taken with matches of every length at every kind of distance', () => {
    const noise = randomBytes(33_000);
    const parts: Buffer[] = [noise];
    for (let i = 0; i < 256; i++) {
      const from = Math.min(noise.length - 300, Math.floor(1.04 ** i));
      parts.push(noise.subarray(from, from + 3 + i), randomBytes(1 + (i % 3)));
    }
    for (const period of [1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31]) {
      parts.push(Buffer.alloc(300 + period, noise.subarray(period, 2 * period)));
    }
    const block = Buffer.concat(parts);
    for (const level of [1, 5, 9]) {
      expect(takes(deflater.deflate(block, level), block)).toBe(true);
      expect(takes(zlibDeflated(block, level, 0), block)).toBe(true);
    }
  });

  it('is taken whatever was held against a block before', () => {
    const right = Buffer.from(deflater.deflate(texts, 5));
    for (const [, make, block] of small) {
      expect(takes(right, texts)).toBe(true);
      expect(takes(Buffer.from(make()), block)).toBe(true);
    }
  });
});

describe.each(small)('of %s', (_what, make, block) => {
  it('takes no flipped bit that zlib does not take', () => {
    const right = Buffer.from(make());
    expect(takes(right, block)).toBe(true);
    let refused = 0;
    for (let bit = 0; bit < right.length * 8; bit++) {
      const flipped = Buffer.from(right);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      if (!takes(flipped, block)) refused += 1;
      else expect([bit, zlibTakes(flipped, block)]).toEqual([bit, true]);
    }
    // Some bits mean nothing, such as those that fill a byte, and zeros are the same at any distance.
    expect(refused).toBeGreaterThan(right.length * 8 * 0.7);
  });

  it('takes no part of it, and nothing behind it', () => {
    const right = Buffer.from(make());
    for (let bytes = 0; bytes < right.length; bytes++) {
      // The rest still lies in the program's memory.
      expect(takes(right, block)).toBe(true);
      expect(takes(right.subarray(0, bytes), block)).toBe(false);
    }
    for (const behind of [Buffer.of(0), Buffer.of(3, 0), Buffer.of(0xff), randomBytes(40)]) {
      expect(takes(Buffer.concat([right, behind]), block)).toBe(false);
    }
  });

  it('takes it for no other block', () => {
    const right = Buffer.from(make());
    expect(takes(right, Buffer.concat([block, Buffer.of(0)]))).toBe(false);
    for (let at = 0; at < block.length; at++) {
      if (at > 0) expect(takes(right, block.subarray(0, at))).toBe(false);
      const other = Buffer.from(block);
      other[at] = (other[at] ?? 0) ^ (1 << (at & 7));
      expect([at, takes(right, other)]).toEqual([at, false]);
    }
  });
});

const fixed = codesOf(fixedLengths);
const fixedDistances = codesOf(Array(32).fill(5));

/** A block with fixed codes: literals, then a match where there is one. */
function withFixedCodes(
  literals: string,
  match?: readonly [length: number, distance: number, extra?: number],
) {
  const bits = new DeflateBits().begin('fixed');
  for (const byte of Buffer.from(literals)) bits.code(fixed[byte]);
  if (match !== undefined)
    bits
      .code(fixed[match[0]])
      .code(fixedDistances[match[1]])
      .number(match[2] ?? 0, 13);
  return bits.code(fixed[256]).end();
}

/** `a` and the end of one bit each, or `a`, the end and a length of three bytes; then distances as they are told. */
const plainLengths = (more: readonly number[] = [1]) => [
  ...Array(97).fill(0),
  1,
  ...Array(158).fill(0),
  ...more,
];
const ab: Description = { literals: 257, distances: 1, told: [...plainLengths(), 0] };

/** A block of one `a` with codes of its own. */
function withOwnCodes(description: Description): Uint8Array {
  return described(new DeflateBits(), description).code('0').code('1').end();
}

/** Four `a`, three of which repeat the first, with one distance told by its code's length. */
function withMatch(distances: readonly number[], code: string): Uint8Array {
  const told = [...plainLengths([2, 2]), ...distances];
  const bits = described(new DeflateBits(), { literals: 258, distances: distances.length, told });
  return bits.code('0').code('11').code(code).code('10').end();
}

describe('codes', () => {
  const one = Buffer.from('a');
  const four = Buffer.from('aaaa');

  it('are taken where they are right', () => {
    expect(takes(withFixedCodes('abc'), Buffer.from('abc'))).toBe(true);
    expect(takes(withOwnCodes(ab), one)).toBe(true);
    const runs: Description = { ...ab, told: [[18, 86], 1, [18, 127], [18, 9], 1, 0] };
    expect(takes(withOwnCodes(runs), one)).toBe(true);
    expect(takes(withMatch([1, 1], '0'), four)).toBe(true);
    expect(takes(withMatch([1], '0'), four)).toBe(true);
    expect(takes(withMatch([0, 1], '0'), Buffer.from('aaaa'))).toBe(false);
  });

  const wrong: readonly (readonly [string, () => Uint8Array, Uint8Array])[] = [
    ['that begin alike', () => withOwnCodes({ ...ab, told: [...plainLengths([1]).fill(1, 98, 99), 0] }), one],
    ['that leave one over', () => withOwnCodes({ ...ab, told: [...plainLengths([2]), 0] }), one],
    ['of lengths that begin alike', () => withOwnCodes({ ...ab, runs: Array(19).fill(4) }), one],
    ['of lengths that leave one over', () => withOwnCodes({ ...ab, runs: Array(19).fill(5) }), one],
    ['without an end', () => withOwnCodes({ ...ab, told: [...plainLengths([0]).fill(1, 98, 99), 0] }), one],
    [
      'told by a repeat of nothing',
      () => withOwnCodes({ ...ab, told: [[16, 0], ...plainLengths().slice(3), 0] }),
      one,
    ],
    ['told beyond their number', () => withOwnCodes({ ...ab, told: [...plainLengths(), [17, 0]] }), one],
    ['repeated beyond their number', () => withOwnCodes({ ...ab, told: [...plainLengths(), [16, 0]] }), one],
    [
      'of 287 literals and lengths',
      () => withOwnCodes({ ...ab, literals: 287, told: [...plainLengths(), ...Array(31).fill(0)] }),
      one,
    ],
    [
      'of 31 distances',
      () => withOwnCodes({ ...ab, distances: 31, told: [...plainLengths(), ...Array(31).fill(0)] }),
      one,
    ],
    ['of distances that begin alike', () => withMatch([1, 1, 1], '0'), four],
    ['of distances that leave one over', () => withMatch([2, 2, 2], '00'), four],
    ['of one distance with two bits', () => withMatch([2], '00'), four],
    ['of a distance that has none', () => withMatch([1], '1'), four],
    ['of distances that are not told', () => withMatch([0], '0'), four],
  ];
  it.each(wrong)('%s are refused', (_what, make, block) => {
    const deflated = make();
    expect(zlibTakes(deflated, block)).toBe(false);
    expect(takes(deflated, block)).toBe(false);
  });
});

describe('symbols', () => {
  const block = Buffer.from('abcabcabc');
  const before = block.subarray(0, 3);

  it('are taken where they stand for what is there', () => {
    // Of six bytes, three back.
    const bits = new DeflateBits().begin('fixed');
    for (const byte of before) bits.code(fixed[byte]);
    expect(takes(bits.code(fixed[260]).code(fixedDistances[2]).code(fixed[256]).end(), block)).toBe(true);
  });

  it.each([
    ['a distance before the block', 260, 3],
    ['a distance far before the block', 260, 29],
    ['a distance to other bytes', 260, 1],
    ['a match beyond the block', 261, 2],
    ['a match that ends before the block', 259, 2],
    ['the first length that means nothing', 286, 2],
    ['the second length that means nothing', 287, 2],
    ['the first distance that means nothing', 260, 30],
    ['the second distance that means nothing', 260, 31],
  ])('are refused: %s', (_what, length, distance) => {
    const bits = new DeflateBits().begin('fixed');
    for (const byte of before) bits.code(fixed[byte]);
    const extra = distance < 4 || distance > 29 ? 0 : (distance >> 1) - 1;
    const deflated = bits
      .code(fixed[length])
      .code(fixedDistances[distance])
      .number(0, extra)
      .code(fixed[256])
      .end();
    expect(zlibTakes(deflated, block)).toBe(false);
    expect(takes(deflated, block)).toBe(false);
  });

  it('are refused where nothing ends them', () => {
    const bits = new DeflateBits().begin('fixed');
    for (const byte of block) bits.code(fixed[byte]);
    expect(takes(bits.bytes(), block)).toBe(false);
    expect(takes(bits.fill().bytes(), block)).toBe(false);
  });
});

describe('blocks', () => {
  const block = Buffer.from('some bytes');
  const bits = () => new DeflateBits();

  it('are taken in any number', () => {
    expect(takes(bits().stored(block).end(), block)).toBe(true);
    const several = bits().end();
    const parts = [several, withFixedCodes('some '), bits().stored(Buffer.from('bytes')).bytes(), several];
    expect(takes(Buffer.concat(parts), block)).toBe(true);
  });

  it.each([
    ['of a kind that is not there', () => bits().begin('reserved').end()],
    [
      'of which one is the last',
      () => Buffer.concat([bits().stored(block).bytes(), Buffer.of(1, 0, 0, 0xff, 0xff)]),
    ],
    [
      'of which the last has fixed codes',
      () => Buffer.concat([bits().stored(block).bytes(), Buffer.of(3, 0)]),
    ],
    ['stored with another complement', () => bits().stored(block, block.length).end()],
    [
      'stored with a complement off by a bit',
      () =>
        bits()
          .stored(block, block.length ^ 0xfffe)
          .end(),
    ],
    [
      'stored beyond the end',
      () =>
        bits()
          .begin('stored')
          .fill()
          .number(500, 16)
          .number(500 ^ 0xffff, 16)
          .bytes(),
    ],
    ['stored, and no empty one at the end', () => bits().stored(block).bytes()],
    [
      'stored with a byte too many',
      () =>
        bits()
          .stored(Buffer.concat([block, Buffer.of(0)]))
          .end(),
    ],
    ['stored with a byte too few', () => bits().stored(block.subarray(1)).end()],
    ['stored with other bytes', () => bits().stored(Buffer.from('some bytez')).end()],
    ['of which there is none', () => Buffer.alloc(0)],
  ])('are refused: %s', (_what, make) => {
    expect(takes(make(), block)).toBe(false);
  });

  it('are refused where they are too long for the program', () => {
    const long = Buffer.alloc((1 << 20) + 1);
    expect(takes(zlibDeflated(long, 6, 0), long)).toBe(false);
    expect(takes(Buffer.alloc(3 << 20), Buffer.alloc(0))).toBe(false);
  });
});

describe('anything else', () => {
  it('is refused without reading beyond the program’s memory, where zlib refuses it', () => {
    const kinds = fc.oneof(fc.constant(0), fc.constant(2), fc.constant(4), fc.nat(255));
    fc.assert(
      fc.property(
        kinds,
        fc.uint8Array({ maxLength: 400 }),
        fc.uint8Array({ maxLength: 60 }),
        (first, rest, block) => {
          const wild = Buffer.from([first, ...rest]);
          if (takes(wild, block)) expect(zlibTakes(wild, block)).toBe(true);
        },
      ),
      { numRuns: 4000 },
    );
  });

  it('is refused where it begins as it should', () => {
    const deflated = [5, 1].map((level) => Buffer.from(deflater.deflate(lines, level)));
    const at = fc.record({
      of: fc.nat(1),
      from: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    });
    fc.assert(
      fc.property(at, fc.uint8Array({ minLength: 1, maxLength: 40 }), ({ of, from }, wild) => {
        const changed = Buffer.from(deflated[of] ?? []);
        changed.set(wild.subarray(0, changed.length), Math.floor(from * Math.max(0, changed.length - 40)));
        if (takes(changed, lines)) expect(zlibTakes(changed, lines)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('is refused over and over, whatever matches it asks for', () => {
    // The longest match again and again, from as far back as can be: no end, and no block has so many bytes.
    const bits = new DeflateBits().begin('fixed').code(fixed[0]);
    for (let i = 0; i < 3000; i++) bits.code(fixed[285]).code(fixedDistances[0]);
    expect(takes(bits.bytes(), Buffer.alloc(1 << 20))).toBe(false);
    expect(takes(bits.bytes(), Buffer.alloc(200_000))).toBe(false);
    expect(takes(Buffer.alloc(1 << 20), Buffer.alloc(1 << 20))).toBe(false);
    expect(takes(Buffer.alloc(1 << 20, 0xff), Buffer.alloc(1 << 20))).toBe(false);
  });
});

describe('proof of a block', () => {
  const into = new Uint8Array(200_000);

  it('gives what lies in the memory that was given', () => {
    const { deflatedBytes, crc } = proveBlock({ deflater, checker }, texts, into, 5);
    expect(zlibTakes(into.subarray(0, deflatedBytes), texts)).toBe(true);
    expect(crc).toBe(crc32(texts));
  });

  it.each([0, 0.3, 0.5, 0.9])('notices a flipped bit at %d of its length', (where) => {
    const broken = {
      deflate(source: Uint8Array, level: number) {
        const deflated = deflater.deflate(source, level);
        const at = Math.floor(deflated.length * where);
        deflated[at] = (deflated[at] ?? 0) ^ 4;
        return deflated;
      },
    };
    expect(() => proveBlock({ deflater: broken, checker }, texts, into, 5)).toThrow(CompressionBroken);
  });

  it('notices a block that unpacks to more, to less, or to other bytes', () => {
    const source = Buffer.from('some text that is long enough');
    for (const other of [`${source} `, `${source}`.slice(1), `${source}`.toUpperCase()]) {
      const broken = { deflate: () => deflater.deflate(Buffer.from(other), 5) };
      expect(() => proveBlock({ deflater: broken, checker }, source, into, 5)).toThrow(CompressionBroken);
    }
  });
});
