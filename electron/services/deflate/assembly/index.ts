/**
 * Deflates blocks: the input's bytes to raw deflate that refers to nothing before them, holds no final block and ends at a
 * whole byte. Compiled to WebAssembly; nothing here depends on the machine, so the same bytes come out everywhere.
 */
import { beginBits, writtenBits } from './bits';
import { writeStored } from './blocks';
import { leastBits } from './entropy';
import { guard, input, output } from './memory';
import { parseByChains, parseByRows } from './parse';

/** Where a block is put before and found after. */
export const inputAt: usize = input;
export const outputAt: usize = output;

const slices: u32 = 64;
const sliceBytes: u32 = 256;
const sampleBytes: u32 = 64 * 1024;
const byteCounts: usize = memory.data(256 * 4, 8);
const noCounts: usize = memory.data(256 * 4, 8);
/** In tenths of a bit; random bytes show 7.99 bits each in so many. */
const fullBits: u64 = 79;

/**
 * Deflates so many bytes of the input; gives how many bytes of the output they take.
 * @param level gzip's scale, 1 to 9
 */
export function deflate(bytes: u32, level: u32): u32 {
  guard(bytes);
  beginBits();
  // Trying costs many times as much as a look at a sample.
  if (looksRandom(bytes)) {
    const from = (bytes - sampleBytes) / 2;
    parseByRows(from, from + sampleBytes, 0, 0);
    const shrinks = writtenBits() < sampleBytes * 8;
    beginBits();
    if (shrinks) parseAt(level, 0, bytes);
    else writeStored(input, bytes);
  } else {
    parseAt(level, 0, bytes);
  }
  writeStored(input, 0);
  return writtenBits() / 8;
}

/** Whether a block's bytes, seen in slices spread evenly over it, are as mixed as those of packed or random data. */
function looksRandom(bytes: u32): bool {
  if (bytes < sampleBytes) return false;
  memory.fill(byteCounts, 0, 256 * 4);
  const step = (bytes - sliceBytes) / (slices - 1);
  for (let slice: u32 = 0; slice < slices; slice++) {
    const from = input + slice * step;
    for (let at = from; at < from + sliceBytes; at++) {
      const count = byteCounts + ((<u32>load<u8>(at)) << 2);
      store<u32>(count, load<u32>(count) + 1);
    }
  }
  return leastBits(byteCounts, noCounts, 256) * 10 >= (slices * sliceBytes * fullBits) << 12;
}

/** Of each level from 1 on: tries, enough, patience and entered, as `parse` has them; u16. Without tries, by rows. */
const efforts: usize = memory.data<u16>([
  0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 16, 1, 0, 0, 8, 2, 0, 0, 64, 2, 12, 32, 32, 32, 48, 128, 128, 32, 256, 258,
  258, 32, 1024, 258, 258, 32,
]);

function parseAt(level: u32, from: u32, to: u32): void {
  const effort = efforts + (level - 1) * 8;
  const tries = load<u16>(effort);
  const patience = load<u16>(effort, 4);
  const entered = load<u16>(effort, 6);
  if (tries === 0) parseByRows(from, to, patience, entered);
  else parseByChains(from, to, tries, load<u16>(effort, 2), patience, entered);
}
