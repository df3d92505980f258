/** The CRC-32 polynomial of gzip, bits reversed: the coefficient of x⁰ is the highest bit. */
const polynomial = 0xedb88320;

/** Product of two polynomials modulo the CRC's, over GF(2). */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor;
    factor = (factor & 1) !== 0 ? (factor >>> 1) ^ polynomial : factor >>> 1;
  }
  return product >>> 0;
}

/** x to the power 8·2ⁿ modulo the polynomial: what 2ⁿ zero bytes do to a CRC. */
const zeroBytes: readonly number[] = (() => {
  const powers = [0x00800000];
  for (let n = 1; n < 53; n++) {
    const last = powers[n - 1] ?? 0;
    powers.push(multiply(last, last));
  }
  return powers;
})();

/**
 * The CRC-32 of two stretches joined, from their own CRCs and the length of the second in bytes.
 * This is what lets segments be compressed apart, and a header be patched after what follows it.
 */
export function combineCrc32(first: number, second: number, secondLength: number): number {
  let shifted = first >>> 0;
  let left = secondLength;
  for (let n = 0; left > 0; n++, left = Math.floor(left / 2)) {
    if (left % 2 === 1) shifted = multiply(zeroBytes[n] ?? 0, shifted);
  }
  return (shifted ^ second) >>> 0;
}
