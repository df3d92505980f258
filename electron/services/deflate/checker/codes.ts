/** Prefix codes (RFC 1951, 3.2.2): from the lengths of the codes to a table that tells a symbol by the bits to come. */

export const mostSymbols: u32 = 288;
export const longestCode: u32 = 15;

/**
 * What a table holds is the value of a symbol plus the length of its code: added to the lowest six bits, which say how many bits follow
 * the code, and so how many the symbol takes; and, but for literals, to the eight bits from the ninth on.
 */
export const literal: u64 = 0x80;
/** Neither a literal nor a length nor a distance: no code begins like that, or one of those below. */
export const unusual: u64 = 0x40;
/** A code that is longer than the table's index: `decode` tells what it is. */
export const longCode: u64 = unusual | 0x10000;
export const endOfBlock: u64 = unusual | 0x20000;

/** A code: how many codes have each length (16 of u32), then the symbols in order of their codes (u16). */
export const codeBytes: u32 = 16 * 4 + mostSymbols * 2;

/** Where the symbols with codes of each length go; u32. */
const places: usize = memory.data(16 * 4, 8);

/**
 * Makes a code from the lengths of the codes of symbols, a byte each, 0 for none. Gives whether it is one: no two begin alike, and none
 * is left over.
 * @param sparse whether a lone code of one bit will do, and none
 */
export function makeCode(code: usize, lengths: usize, symbols: u32, sparse: bool): bool {
  memory.fill(code, 0, 16 * 4);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const count = code + ((<u32>load<u8>(lengths + symbol)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  const used = symbols - load<u32>(code);
  store<u32>(code, 0);
  // Each code of a length that is not used makes two of the next.
  let left: i32 = 1;
  let place: u32 = 0;
  for (let length: u32 = 1; length <= longestCode; length++) {
    const count = load<u32>(code + length * 4);
    left = (left << 1) - <i32>count;
    if (left < 0) return false;
    store<u32>(places + length * 4, place);
    place += count;
  }
  if (left > 0 && !(sparse && (used === 0 || (used === 1 && load<u32>(code + 4) === 1)))) return false;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = <u32>load<u8>(lengths + symbol);
    if (length === 0) continue;
    const next = load<u32>(places + length * 4);
    store<u32>(places + length * 4, next + 1);
    store<u16>(code + 16 * 4 + next * 2, <u16>symbol);
  }
  return true;
}

/**
 * Makes the table of a code: what each next so many bits begin with.
 * @param values of symbols
 * @param reversed where the code of each symbol goes as its bits come, with its length in the highest byte; u64 each
 */
export function makeTable<T>(
  code: usize,
  values: usize,
  table: usize,
  tableBits: u32,
  reversed: usize,
): void {
  const size = <u32>sizeof<T>();
  let symbolAt = code + 16 * 4;
  // A code's highest bit comes first, so it is counted up from there.
  let bits: u32 = 0;
  store<T>(table, <T>unusual);
  for (let length: u32 = 1; length <= longestCode; length++) {
    if (length <= tableBits) {
      const half = size << (length - 1);
      memory.copy(table + half, table, half);
    }
    for (let count = load<u32>(code + length * 4); count > 0; count--, symbolAt += 2) {
      const symbol = <u32>load<u16>(symbolAt);
      store<u64>(reversed + symbol * 8, bits | ((<u64>length) << 56));
      if (length <= tableBits) {
        store<T>(table + bits * size, entry<T>(values, symbol, length));
      } else {
        store<T>(table + (bits & ((1 << tableBits) - 1)) * size, <T>longCode);
      }
      const zeros = bits ^ ((1 << length) - 1);
      // There is none after the last of all.
      if (zeros === 0) continue;
      const highest: u32 = ((<u32>1) << 31) >> clz(zeros);
      bits = (bits & (highest - 1)) | highest;
    }
  }
}

/** What a table has for the symbol whose code comes next, whatever its length. */
export function decode<T>(code: usize, values: usize, bits: u64): T {
  let at = code + 16 * 4;
  let rest = <u32>bits;
  let number: i32 = 0;
  let first: i32 = 0;
  for (let length: u32 = 1; length <= longestCode; length++) {
    number |= <i32>(rest & 1);
    rest >>= 1;
    const count = <i32>load<u32>(code + length * 4);
    if (number - first < count) return entry<T>(values, load<u16>(at + ((number - first) << 1)), length);
    at += count << 1;
    first = (first + count) << 1;
    number <<= 1;
  }
  return <T>unusual;
}

function entry<T>(values: usize, symbol: u32, length: u32): T {
  const value = load<T>(values + symbol * <u32>sizeof<T>());
  return <T>(<u64>value + ((<u64>value & literal) !== 0 ? length : length * 0x101));
}
