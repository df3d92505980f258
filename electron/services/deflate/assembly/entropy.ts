/** What symbols cost at the least, by how often they occur; in units of 1/4096 bit, by whole numbers alone. */

const tableSize: u32 = 4096;
/** Logarithms to base 2 of 0 (as 0) to 4095; u16. */
const logarithms: usize = memory.data(tableSize * 2, 8);

for (let number: u32 = 1; number < tableSize; number++) {
  const whole = 31 - clz(number);
  let rest: u64 = (<u64>number) << (31 - whole);
  let logarithm = whole;
  // Squaring doubles a logarithm: the next of its binary digits comes before the point.
  for (let digit = 0; digit < 12; digit++) {
    rest = (rest * rest) >> 31;
    const carry = <u32>(rest >> 32);
    rest >>= carry;
    logarithm = (logarithm << 1) | carry;
  }
  store<u16>(logarithms + number * 2, <u16>logarithm);
}

function log2(number: u32): u32 {
  const leading = clz(number);
  const shift = leading < 20 ? 20 - leading : 0;
  return <u32>load<u16>(logarithms + (number >> shift) * 2) + (shift << 12);
}

/** What the symbols of two counts together, u32 each, take with the best code for them. */
export function leastBits(counts: usize, others: usize, symbols: u32): u64 {
  let total: u32 = 0;
  let saved: u64 = 0;
  for (let i: u32 = 0; i < symbols; i++) {
    const count = load<u32>(counts + i * 4) + load<u32>(others + i * 4);
    total += count;
    saved += <u64>count * log2(count);
  }
  return <u64>total * log2(total) - saved;
}
