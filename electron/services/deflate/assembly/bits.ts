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

/** A code that is written only where `wanted`: code | bits << 16, or nothing. */
function codeIf(wanted: bool, codes: usize, byte: usize): u32 {
  return load<u32>(codes + ((<u32>load<u8>(byte)) << 2)) & (0 - <u32>wanted);
}

/**
 * Writes sequences with their codes.
 * @param source the first literal of the first
 * @param literals codes of literals and the end, of at most 14 bits: code | bits << 16, u32 each
 * @param lengths codes of match lengths with the bits that follow: code | bits << 24, u32 each
 * @param distances codes of distances: code | bits << 16 | extra bits << 24, u32 each
 */
export function writeSequences(
  from: usize,
  to: usize,
  source: usize,
  literals: usize,
  lengths: usize,
  distances: usize,
): void {
  let out = at;
  let bits = held;
  let count = heldBits;
  let byte = source;
  for (let sequence = from; sequence < to; sequence += 8) {
    let run = load<u32>(sequence);
    // Seven bits are held at most, and four codes are 56: as many as there is room for.
    for (; run >= 4; run -= 4) {
      for (let i = 0; i < 4; i++) {
        const code = load<u32>(literals + ((<u32>load<u8>(byte++)) << 2));
        bits |= (<u64>(code & 0xffff)) << count;
        count += code >> 16;
      }
      store<u64>(out, bits);
      out += count >> 3;
      bits >>= count & 56;
      count &= 7;
    }
    // What is left, without a jump that nobody can foresee.
    let code = codeIf(run > 0, literals, byte);
    bits |= (<u64>(code & 0xffff)) << count;
    count += code >> 16;
    code = codeIf(run > 1, literals, byte + 1);
    bits |= (<u64>(code & 0xffff)) << count;
    count += code >> 16;
    code = codeIf(run > 2, literals, byte + 2);
    bits |= (<u64>(code & 0xffff)) << count;
    count += code >> 16;
    byte += run;
    store<u64>(out, bits);
    out += count >> 3;
    bits >>= count & 56;
    count &= 7;

    const match = load<u32>(sequence, 4);
    if (match === 0) continue;
    const length = load<u32>(lengths + ((match >> 22) << 2));
    bits |= (<u64>(length & 0xffffff)) << count;
    count += length >> 24;
    const distance = load<u32>(distances + (((match >> 16) & 31) << 2));
    bits |= (<u64>(distance & 0xffff)) << count;
    count += (distance >> 16) & 31;
    const extra = distance >> 24;
    bits |= (<u64>(match & ((1 << extra) - 1))) << count;
    count += extra;
    byte += match >> 22;
    store<u64>(out, bits);
    out += count >> 3;
    bits >>= count & 56;
    count &= 7;
  }
  at = out;
  held = bits;
  heldBits = count;
}
