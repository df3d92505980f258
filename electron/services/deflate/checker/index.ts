/**
 * Holds deflated bytes (RFC 1951) against the block they are to unpack to. Nothing is unpacked: a literal is right where the block
 * has the same byte, a match where the block's bytes are the same at its distance. As all before a symbol was held against the
 * block by then, that is the same as unpacking and comparing. Shares nothing with our compressor.
 */
import { beginBits, endPosition, goTo, isPastEnd, position, take } from './bits';
import { holdSymbols } from './held-symbols';
import { block, deflated } from './memory';
import { describedTables, fixedTables } from './tables';

/** Where the block and its deflated bytes are put before. */
export const blockAt: usize = block;
export const deflatedAt: usize = deflated;

/**
 * Whether so many deflated bytes unpack to just the block of so many bytes, refer to nothing before it, hold no final block, and
 * end with an empty stored block and the last whole byte.
 */
export function check(deflatedLength: u32, blockLength: u32): bool {
  const end = block + blockLength;
  let at = block;
  beginBits(deflatedLength);
  while (true) {
    if (isPastEnd() || take(1) !== 0) return false;
    const kind = take(2);
    if (kind !== 0) {
      if (kind === 3 || !(kind === 1 ? fixedTables() : describedTables())) return false;
      at = holdSymbols(at, end);
      if (at === 0) return false;
      continue;
    }
    goTo((position + 7) & ~7);
    if (position + 32 > endPosition) return false;
    const bytes = take(16);
    if ((bytes ^ 0xffff) !== take(16)) return false;
    if (position + bytes * 8 > endPosition || at + bytes > end) return false;
    if (!isSame(deflated + (position >> 3), at, bytes)) return false;
    at += bytes;
    goTo(position + bytes * 8);
    if (bytes === 0 && position === endPosition) return at === end;
  }
}

/** Whether so many bytes at two places are the same. */
function isSame(a: usize, b: usize, bytes: u32): bool {
  let at: u32 = 0;
  for (; at + 8 <= bytes; at += 8) {
    if (load<u64>(a + at) !== load<u64>(b + at)) return false;
  }
  for (; at < bytes; at++) {
    if (load<u8>(a + at) !== load<u8>(b + at)) return false;
  }
  return true;
}
