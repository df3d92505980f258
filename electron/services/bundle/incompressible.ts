const slices = 64;
const sliceBytes = 256;
const sampleBytes = 64 * 1024;

/** Bits a byte carries from which on a block may be past compressing; random bytes show 7.99 in a sample of 16 KiB. */
const fullBits = 7.9;

/** Whether a block's bytes, seen in slices spread evenly over it, are as mixed as those of packed or random data. */
export function looksRandom(block: Uint8Array): boolean {
  if (block.length < sampleBytes) return false;
  const counts = new Uint32Array(256);
  const step = Math.floor((block.length - sliceBytes) / (slices - 1));
  for (let slice = 0; slice < slices; slice++) {
    const from = slice * step;
    for (let at = from; at < from + sliceBytes; at++) {
      const byte = block[at] ?? 0;
      counts[byte] = (counts[byte] ?? 0) + 1;
    }
  }
  const total = slices * sliceBytes;
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / total) * Math.log2(count / total);
  return bits >= fullBits;
}

/** The stretch of such a block that is tried: mixed bytes may still repeat, which only compressing shows. */
export function randomSample(block: Uint8Array): Uint8Array {
  const from = Math.floor((block.length - sampleBytes) / 2);
  return block.subarray(from, from + sampleBytes);
}
