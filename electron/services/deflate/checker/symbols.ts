/** What the symbols of RFC 1951, 3.2.5 mean, as `codes.ts` has it. */
import { endOfBlock, literal, unusual } from './codes';

/** Of literals, the end and lengths, and of distances, a description names at most so many. */
export const mostLengths: u32 = 286;
export const mostDistances: u32 = 30;
const endSymbol: u32 = 256;

/** The bits that follow, a mask of those << 14, and the shortest of a symbol's lengths << 19; u32. */
export const lengthValues: usize = memory.data(288 * 4, 8);
/** The bits that follow, the shortest of a symbol's distances << 16, and a mask of those bits << 32; u64. */
export const distanceValues: usize = memory.data(32 * 8, 8);

for (let symbol: u32 = 0; symbol < endSymbol; symbol++) {
  store<u32>(lengthValues + symbol * 4, <u32>literal);
}
store<u32>(lengthValues + endSymbol * 4, <u32>endOfBlock);
for (let symbol: u32 = 257, length: u32 = 3; symbol < 285; symbol++) {
  const extra: u32 = symbol < 265 ? 0 : (symbol - 261) / 4;
  store<u32>(lengthValues + symbol * 4, extra | (((1 << extra) - 1) << 14) | (length << 19));
  length += 1 << extra;
}
store<u32>(lengthValues + 285 * 4, 258 << 19);
// The fixed codes have two more of each, which mean nothing.
store<u32>(lengthValues + 286 * 4, <u32>unusual);
store<u32>(lengthValues + 287 * 4, <u32>unusual);
for (let symbol: u32 = 0, distance: u32 = 1; symbol < mostDistances; symbol++) {
  const extra: u32 = symbol < 4 ? 0 : (symbol - 2) / 2;
  const mask = ((<u64>1) << extra) - 1;
  store<u64>(distanceValues + symbol * 8, (mask << 32) | (distance << 16) | extra);
  distance += 1 << extra;
}
store<u64>(distanceValues + 30 * 8, unusual);
store<u64>(distanceValues + 31 * 8, unusual);
