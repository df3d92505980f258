/**
 * Finds earlier occurrences of the bytes at a position: every position is entered into a chain of those whose next four bytes
 * have the same hash, newest first, and the latest of each hash of three bytes is known besides.
 */
import { matchOf, sameBytes } from './match';
import { input } from './memory';
import { longestMatch, windowBytes } from './symbols';

const hashBits: u32 = 16;
const shortHashBits: u32 = 14;
const windowMask: u32 = windowBytes - 1;
/** More than any distance: the chain has ended. */
const noDistance: u32 = 0xffff;

/** The newest position of each hash; u32. */
const heads: usize = memory.data((1 << hashBits) * 4, 64);
const shortHeads: usize = memory.data((1 << shortHashBits) * 4, 64);
/** How far back the position before lies in a position's chain, by position within a window; u16. */
const steps: usize = memory.data(windowBytes * 2, 64);

/** Forgets all positions. */
export function forgetChains(): void {
  // So far away from any position that no distance reaches it.
  memory.fill(heads, 0x80, (1 << hashBits) * 4);
  memory.fill(shortHeads, 0x80, (1 << shortHashBits) * 4);
}

function hash(bytes: u32): u32 {
  return (bytes * 0x9e3779b1) >> (32 - hashBits);
}

function shortHash(bytes: u32): u32 {
  return ((bytes << 8) * 0x9e3779b1) >> (32 - shortHashBits);
}

/** Enters a position into its chains. */
export function enterChain(position: u32): void {
  const bytes = load<u32>(input + position);
  const head = heads + (hash(bytes) << 2);
  const step = position - load<u32>(head);
  store<u32>(head, position);
  store<u16>(steps + ((position & windowMask) << 1), <u16>(step < noDistance ? step : noDistance));
  store<u32>(shortHeads + (shortHash(bytes) << 2), position);
}

/**
 * Enters a position and gives the longest match found there that is longer than `longerThan`.
 * @param to where a match ends at the latest
 * @param enough a match of this length is not improved
 * @param tries how many earlier positions are looked at
 */
export function longestMatchAt(position: u32, longerThan: u32, to: u32, enough: u32, tries: u32): i32 {
  const at: usize = input + position;
  const limit = min<u32>(to - position, longestMatch);
  const bytes = load<u32>(at);
  const head = heads + (hash(bytes) << 2);
  const shortHead = shortHeads + (shortHash(bytes) << 2);
  const step = position - load<u32>(head);
  const shortDistance = position - load<u32>(shortHead);
  store<u32>(head, position);
  store<u32>(shortHead, position);
  store<u16>(steps + ((position & windowMask) << 1), <u16>(step < noDistance ? step : noDistance));

  let best = longerThan;
  let found: i32 = 0;
  // Three bytes are worth a match only where they lie near: their distance costs as much as they do.
  if (best < 3 && shortDistance <= 4096 && limit >= 3) {
    if ((load<u32>(at - shortDistance) ^ bytes) << 8 === 0) {
      best = 3;
      found = matchOf(3, shortDistance);
    }
  }
  if (best < 3) best = 3;
  let distance = step;
  while (distance <= windowBytes) {
    const candidate = at - distance;
    if (load<u32>(candidate + best - 3) === load<u32>(at + best - 3) && load<u32>(candidate) === bytes) {
      const length = sameBytes(candidate, at, 4, limit);
      if (length > best) {
        best = length;
        found = matchOf(length, distance);
        if (length >= enough) break;
      }
    }
    if (--tries === 0) break;
    distance += load<u16>(steps + (((position - distance) & windowMask) << 1));
  }
  return found;
}
