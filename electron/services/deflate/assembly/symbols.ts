/** The alphabets of RFC 1951, 3.2.5: which symbol a length or a distance has, and the bits that follow it. */

export const endOfBlock: u32 = 256;
/** Literals, the end and 29 lengths; two more stand in the fixed code only. */
export const literalSymbols: u32 = 286;
export const distanceSymbols: u32 = 30;
export const shortestMatch: u32 = 3;
export const longestMatch: u32 = 258;
export const windowBytes: u32 = 1 << 15;

/** Symbol less 257, by length; bytes. */
const lengthSymbolAt: usize = memory.data(longestMatch + 1, 8);
/** The shortest length of a symbol, by symbol less 257; u16. */
const lengthBaseAt: usize = memory.data(29 * 2, 8);

for (let symbol: u32 = 0, length: u32 = shortestMatch; symbol < 28; symbol++) {
  store<u16>(lengthBaseAt + symbol * 2, <u16>length);
  for (let i: u32 = 0, count: u32 = 1 << lengthExtra(symbol); i < count; i++, length++) {
    store<u8>(lengthSymbolAt + length, <u8>symbol);
  }
}
// The longest has a symbol of its own.
store<u16>(lengthBaseAt + 28 * 2, <u16>longestMatch);
store<u8>(lengthSymbolAt + longestMatch, 28);

/** Less 257. */
export function lengthSymbol(length: u32): u32 {
  return load<u8>(lengthSymbolAt + length);
}

/** How many bits follow a length's symbol (less 257). */
export function lengthExtra(symbol: u32): u32 {
  return symbol < 8 || symbol === 28 ? 0 : (symbol >> 2) - 1;
}

/** The shortest length of a symbol (less 257). */
export function lengthBase(symbol: u32): u32 {
  return load<u16>(lengthBaseAt + symbol * 2);
}

/** How many bits follow a distance's symbol. */
export function distanceExtra(symbol: u32): u32 {
  return symbol < 4 ? 0 : (symbol >> 1) - 1;
}

/** From 1 to 32,768. */
export function distanceSymbol(distance: u32): u32 {
  const from0 = distance - 1;
  if (from0 < 4) return from0;
  const top = 31 - clz(from0);
  return (top << 1) | ((from0 >> (top - 1)) & 1);
}
