/** Deflated bytes (RFC 1951) put together bit by bit, right or wrong. */
export class DeflateBits {
  readonly #bits: number[] = [];

  /** A number, its lowest bit first. */
  number(value: number, count: number): this {
    for (let i = 0; i < count; i++) this.#bits.push((value >>> i) & 1);
    return this;
  }

  /** A prefix code, as `codesOf` gives it. */
  code(code: string | undefined): this {
    if (code === undefined) throw new RangeError('a symbol without a code');
    for (const bit of code) this.#bits.push(Number(bit));
    return this;
  }

  /** The header of a block. */
  begin(kind: 'stored' | 'fixed' | 'described' | 'reserved', final = false): this {
    const kinds = { stored: 0, fixed: 1, described: 2, reserved: 3 };
    return this.number(final ? 1 : 0, 1).number(kinds[kind], 2);
  }

  /** A stored block. */
  stored(bytes: Uint8Array, complement = bytes.length ^ 0xffff): this {
    this.begin('stored').fill().number(bytes.length, 16).number(complement, 16);
    for (const byte of bytes) this.number(byte, 8);
    return this;
  }

  /** What ends each block of a bundle. */
  end(): Uint8Array {
    return this.stored(new Uint8Array()).bytes();
  }

  fill(): this {
    while (this.#bits.length % 8 !== 0) this.#bits.push(0);
    return this;
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.#bits.length / 8));
    for (const [i, bit] of this.#bits.entries()) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
    return bytes;
  }
}

/** Codes of symbols from the lengths of their codes, as bits in the order in which they are written. */
export function codesOf(lengths: readonly number[]): (string | undefined)[] {
  let code = 0;
  const codes: (string | undefined)[] = lengths.map(() => undefined);
  for (let length = 1; length <= 15; length++, code <<= 1) {
    for (const [symbol, each] of lengths.entries()) {
      if (each !== length) continue;
      codes[symbol] = (code & ((1 << length) - 1)).toString(2).padStart(length, '0');
      code++;
    }
  }
  return codes;
}

/** Lengths of the fixed codes of literals, the end and lengths. */
export const fixedLengths: readonly number[] = Array.from({ length: 288 }, (_, symbol) =>
  symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
);

/** Any length of a code, and any run: a code of four bits or five for each. */
const runLengths: readonly number[] = Array.from({ length: 19 }, (_, symbol) => (symbol < 13 ? 4 : 5));
const runOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const runBits: Readonly<Record<number, number>> = { 16: 2, 17: 3, 18: 7 };

export interface Description {
  /** How many lengths are told of literals, the end and lengths, and of distances. */
  readonly literals: number;
  readonly distances: number;
  /** Lengths one by one, and runs with what follows them. */
  readonly told: readonly (number | readonly [run: 16 | 17 | 18, following: number])[];
  /** Lengths of the codes in which those are told. */
  readonly runs?: readonly number[];
}

/** The header and description of a block with codes of its own. */
export function described(bits: DeflateBits, { literals, distances, told, runs = runLengths }: Description) {
  bits
    .begin('described')
    .number(literals - 257, 5)
    .number(distances - 1, 5)
    .number(15, 4);
  for (const symbol of runOrder) bits.number(runs[symbol] ?? 0, 3);
  const codes = codesOf(runs);
  for (const each of told) {
    const [symbol, following] = typeof each === 'number' ? [each, 0] : each;
    bits.code(codes[symbol]).number(following, runBits[symbol] ?? 0);
  }
  return bits;
}
