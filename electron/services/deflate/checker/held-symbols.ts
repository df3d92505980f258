/** The symbols of a block, held against the bytes that they stand for. */
import { bitsAt, endPosition, goTo, position } from './bits';
import { decode, endOfBlock, literal, longCode, unusual } from './codes';
import { block } from './memory';
import { distanceValues, lengthValues } from './symbols';
import {
  distanceCode,
  distanceTable,
  distanceTableBits,
  lengthCode,
  lengthTable,
  lengthTableBits,
  literalCodes,
} from './tables';

const lengthMask: u64 = (1 << lengthTableBits) - 1;
const distanceMask: u64 = (1 << distanceTableBits) - 1;

/** Of a match of each length up to 16, which of its first and of its last eight bytes are its own; u64 twice. */
const ownBytes: usize = memory.data(17 * 16, 16);
for (let length: u64 = 0; length <= 16; length++) {
  store<u64>(ownBytes + <usize>length * 16, length < 8 ? ((<u64>1) << (length * 8)) - 1 : ~0);
  store<u64>(ownBytes + <usize>length * 16, length < 8 ? ~0 << (64 - length * 8) : ~0, 8);
}

/**
 * Takes symbols and holds them against the bytes from a place on, up to the code of the end. Gives the place then; 0 where
 * something is wrong.
 * @param to the end of the bytes
 */
export function holdSymbols(from: usize, to: usize): usize {
  let at = from;
  let next = position;
  const last = endPosition;
  // What differs of matches' bytes: nothing depends on it before the end.
  let wrong: u64 = 0;
  while ((<i32>(to - at) | <i32>(last - next)) >= 0) {
    let bits = bitsAt(next);
    // Up to two literals, if they are those that stand there: then the bits begin with their codes. How many is worked out without
    // a jump, as nobody can foresee it; all ones stand for yes.
    const first = load<u64>((<usize>load<u8>(at)) << 3, literalCodes);
    const second = load<u64>((<usize>load<u8>(at, 1)) << 3, literalCodes);
    const firstBits = first >> 56;
    const secondBits = second >> 56;
    const same = ctz(bits ^ first ^ (second << firstBits));
    const isFirst = <i64>(firstBits - 1 - same) >> 63;
    const isSecond = <i64>(firstBits - 1 + secondBits - same) >> 63;
    let used = (firstBits & isFirst) + (secondBits & isSecond);
    at -= <usize>isFirst + <usize>isSecond;
    bits >>= used;
    let entry = load<u32>((<usize>(bits & lengthMask)) << 2, lengthTable);
    if ((entry & <u32>(unusual | literal)) !== 0) {
      if (entry === <u32>longCode) entry = decode<u32>(lengthCode, lengthValues, bits);
      if ((entry & <u32>literal) !== 0) {
        // One that does not stand there, unless it is the third.
        if (isSecond === 0) return 0;
        next += <u32>used;
        continue;
      }
      if ((entry & <u32>unusual) !== 0) {
        if ((entry & <u32>endOfBlock) !== <u32>endOfBlock || wrong !== 0) return 0;
        goTo(next + <u32>used + (entry & 63));
        return at;
      }
    }
    const length = <usize>((entry >> 19) + (<u32>(bits >> (entry >> 8)) & ((entry >> 14) & 31)));
    bits >>= entry;
    used += entry & 63;
    next += <u32>used;
    // A distance takes 28 bits at most.
    if (used > 57 - 28) bits = bitsAt(next);
    let far = load<u64>((<usize>(bits & distanceMask)) << 3, distanceTable);
    if ((far & unusual) !== 0) {
      if (far === longCode) far = decode<u64>(distanceCode, distanceValues, bits);
      if ((far & unusual) !== 0) return 0;
    }
    const distance = <usize>((<u32>far >> 16) + (<u32>(bits >> (far >> 8)) & <u32>(far >> 32)));
    next += <u32>far & 63;
    const there = at - distance;
    if (<i32>there < <i32>block) return 0;
    const own = ownBytes + (min<usize>(length, 16) << 4);
    const tail = at + length - 8;
    wrong |= (load<u64>(at) ^ load<u64>(there)) & load<u64>(own);
    wrong |= (load<u64>(tail) ^ load<u64>(tail - distance)) & load<u64>(own, 8);
    for (let i: usize = 8; i + 8 < length; i += 8) wrong |= load<u64>(at + i) ^ load<u64>(there + i);
    at += length;
  }
  return 0;
}
