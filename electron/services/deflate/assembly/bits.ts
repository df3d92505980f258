/** Writes bits, the lowest first, into the output. */
import { output } from './memory';

let at: usize = output;
let held: u64 = 0;
let heldBits: u32 = 0;

/** Begins at the output's first byte. */
export function beginBits(): void {
  at = output;
  held = 0;
  heldBits = 0;
}

/** Bits written so far. */
export function writtenBits(): u32 {
  return <u32>(at - output) * 8 + heldBits;
}

/** At most 56 bits. */
export function writeBits(bits: u64, count: u32): void {
  held |= bits << heldBits;
  heldBits += count;
  store<u64>(at, held);
  at += heldBits >> 3;
  held >>= heldBits & 56;
  heldBits &= 7;
}

/** Goes on at the next whole byte. */
export function fillByte(): void {
  if (heldBits > 0) writeBits(0, 8 - heldBits);
}

/** Copies bytes; only at a whole byte. */
export function writeBytes(from: usize, count: u32): void {
  memory.copy(at, from, count);
  at += count;
}

/**
 * Writes tokens with their codes.
 * @param literals codes of literals and the end: code | bits << 16, u32 each
 * @param lengths codes of match lengths with the bits that follow: code | bits << 24, u32 each
 * @param distances codes of distances: code | bits << 16 | extra bits << 24, u32 each
 */
export function writeTokens(from: usize, to: usize, literals: usize, lengths: usize, distances: usize): void {
  let out = at;
  let bits = held;
  let count = heldBits;
  for (let token = from; token < to; token += 4) {
    const value = load<u32>(token);
    if (value < 256) {
      const code = load<u32>(literals + (value << 2));
      bits |= (<u64>(code & 0xffff)) << count;
      count += code >> 16;
    } else {
      const length = load<u32>(lengths + ((value >> 22) << 2));
      bits |= (<u64>(length & 0xffffff)) << count;
      count += length >> 24;
      const code = load<u32>(distances + (((value >> 16) & 31) << 2));
      bits |= (<u64>(code & 0xffff)) << count;
      count += (code >> 16) & 31;
      const extra = code >> 24;
      bits |= (<u64>(value & ((1 << extra) - 1))) << count;
      count += extra;
    }
    store<u64>(out, bits);
    out += count >> 3;
    bits >>= count & 56;
    count &= 7;
  }
  at = out;
  held = bits;
  heldBits = count;
}
