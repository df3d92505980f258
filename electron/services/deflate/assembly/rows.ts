/**
 * Finds matches among few earlier positions, and fast: those whose next four bytes have the same hash stand in one row, the
 * newest four of them, and are compared side by side without a jump. The latest of each hash of three bytes is known besides.
 */
import { distanceOf, lengthOf, matchOf, sameBytes } from './match';
import { input } from './memory';
import { longestMatch, windowBytes } from './symbols';

/** Few enough for all to stay close to the processor. */
const hashBits: u32 = 14;
const shortHashBits: u32 = 11;
/** Three bytes are worth a match only where they lie near: their distance costs as much as they do. */
const shortReach: i32 = -4096;
/** Bytes that are compared at once. */
const glance: u32 = 16;
/** The least match of four bytes. */
export const leastOfFour: i32 = (4 << 16) - windowBytes;

/** Positions as 16 bits, the newest in the lowest; u64. One of an earlier 64 KiB passes for a later one: its bytes tell. */
const rows: usize = memory.data((1 << hashBits) * 8, 64);
/** Positions as 16 bits; u16. */
const shortHeads: usize = memory.data((1 << shortHashBits) * 2, 64);
/** The row of the position to come, and what it holds: loaded long before it is used. */
let row: usize = rows;
let held: u64 = 0;

/** Forgets all positions: what stands there then is the first byte's, which may be looked at like any other. */
export function forgetRows(): void {
  memory.fill(rows, 0, (1 << hashBits) * 8);
  memory.fill(shortHeads, 0, (1 << shortHashBits) * 2);
}

/** Names the position that is looked at next, where it is not the one after the last. */
export function approach(position: u32): void {
  row = rowOf(position);
  held = load<u64>(row);
}

/** Enters a position into its row alone; `approach` is to follow. */
export function enterRow(position: u32): void {
  const at = rowOf(position);
  store<u64>(at, (load<u64>(at) << 16) | (position & 0xffff));
}

function rowOf(position: u32): usize {
  return rows + (((load<u32>(input + position) * 0x9e3779b1) >> (32 - hashBits)) << 3);
}

/** Enters the position to come; gives what its row held before. */
function take(position: u32): u64 {
  const before = held;
  store<u64>(row, (before << 16) | (position & 0xffff));
  approach(position + 1);
  return before;
}

/** Less the distance to an entry; not negative where it is out of reach, and then perhaps past the input's end. */
function back(entry: u64, position: u32): i32 {
  return <i32>(<i16>(<u32>entry - position));
}

/** Four bytes at each of four places that far from `at`. */
function fourBytes(at: usize, a: i32, b: i32, c: i32, d: i32): v128 {
  let bytes = v128.load_zero<u32>(at + a);
  bytes = v128.load_lane<u32>(at + b, bytes, 1);
  bytes = v128.load_lane<u32>(at + c, bytes, 2);
  return v128.load_lane<u32>(at + d, bytes, 3);
}

/** Enters the position to come and gives the longest match found there. */
export function recentMatchAt(position: u32, to: u32): i32 {
  const at: usize = input + position;
  const bytes = load<u32>(at);
  const entries = take(position);
  const shortHead = shortHeads + ((((bytes << 8) * 0x9e3779b1) >> (32 - shortHashBits)) << 1);
  const short = back(load<u16>(shortHead), position);
  store<u16>(shortHead, <u16>position);
  const a = back(entries, position);
  const b = back(entries >> 16, position);
  const c = back(entries >> 32, position);
  const d = back(entries >> 48, position);
  const equal = i32x4.bitmask(i32x4.eq(fourBytes(at, a, b, c, d), i32x4.splat(bytes)));
  const shortEqual = (load<u32>(at + short) ^ bytes) << 8 === 0;
  if ((equal | i32(shortEqual)) === 0) return 0;
  const found = longestOf(position, to, a, b, c, d);
  if (found >= leastOfFour) return found;
  return shortEqual && short < 0 && short >= shortReach ? matchOf(3, -short) : 0;
}

/**
 * Enters the position to come and gives the longest match found there, or less than `leastOfFour`; those shorter than `length`
 * may be left out.
 */
export function longerRecentMatchAt(position: u32, to: u32, length: u32): i32 {
  const entries = take(position);
  const a = back(entries, position);
  const b = back(entries >> 16, position);
  const c = back(entries >> 32, position);
  const d = back(entries >> 48, position);
  // Where the last of its bytes differ, so much the first need not be looked at.
  const last = input + position + max<u32>(length, 4) - 4;
  const equal = i32x4.eq(fourBytes(last, a, b, c, d), i32x4.splat(load<u32>(last)));
  return i32x4.bitmask(equal) === 0 ? 0 : longestOf(position, to, a, b, c, d);
}

/** The longest match that far back; less than `leastOfFour` is chance. */
function longestOf(position: u32, to: u32, a: i32, b: i32, c: i32, d: i32): i32 {
  const at: usize = input + position;
  const bytes = v128.load(at);
  const first = atGlance(at, bytes, a);
  const second = atGlance(at, bytes, b);
  const third = atGlance(at, bytes, c);
  const fourth = atGlance(at, bytes, d);
  const best = max<i32>(max<i32>(first, second), max<i32>(third, fourth));
  if (best < matchOf(glance, windowBytes)) return best;
  return longestBeyond(at, min<u32>(to - position, longestMatch), first, second, third, fourth);
}

/** The match that far back, of as many bytes as are compared at once; of none where that is out of reach. */
function atGlance(at: usize, bytes: v128, back: i32): i32 {
  const same = ctz(i8x16.bitmask(i8x16.eq(v128.load(at + back), bytes)) ^ 0x1ffff);
  return ((same << 16) + back) & (back >> 31);
}

/** The longest of matches some of which go on. */
function longestBeyond(at: usize, limit: u32, a: i32, b: i32, c: i32, d: i32): i32 {
  return max<i32>(
    max<i32>(beyond(at, limit, a), beyond(at, limit, b)),
    max<i32>(beyond(at, limit, c), beyond(at, limit, d)),
  );
}

function beyond(at: usize, limit: u32, match: i32): i32 {
  if (lengthOf(match) < glance) return 0;
  const distance = distanceOf(match);
  return matchOf(sameBytes(at - distance, at, glance, limit), distance);
}
