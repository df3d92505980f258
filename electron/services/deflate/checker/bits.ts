/** Reads bits, the lowest first, from the deflated bytes; positions are counted in bits. */
import { deflated } from './memory';

/** Of the next bit to be taken. */
export let position: u32 = 0;
/** Of the last bit of all, and one more. */
export let endPosition: u32 = 0;

/** Begins at the first of so many deflated bytes. */
export function beginBits(bytes: u32): void {
  position = 0;
  endPosition = bytes * 8;
}

/** Goes on at a position. */
export function goTo(at: u32): void {
  position = at;
}

/** The bits from a position on, 57 of them; past the end whatever lies there. */
export function bitsAt(at: u32): u64 {
  return load<u64>(<usize>(at >> 3), deflated) >> (at & 7);
}

/** Takes at most 32 bits. */
export function take(count: u32): u32 {
  const bits = <u32>(bitsAt(position) & (((<u64>1) << count) - 1));
  position += count;
  return bits;
}

/** Whether more was taken than there is. */
export function isPastEnd(): bool {
  return position > endPosition;
}
