/** What is made of the codes of a block (RFC 1951, 3.2.6 and 3.2.7): the fixed ones, and those that the block describes. */
import { bitsAt, goTo, isPastEnd, position, take } from './bits';
import { codeBytes, makeCode, makeTable, mostSymbols } from './codes';
import { distanceValues, lengthValues, mostDistances, mostLengths } from './symbols';

export const lengthTableBits: u32 = 11;
export const distanceTableBits: u32 = 8;

/** What the bits to come begin with among literals, the end and lengths (u32), and among distances (u64). */
export const lengthTable: usize = memory.data(4 << lengthTableBits, 64);
export const distanceTable: usize = memory.data(8 << distanceTableBits, 64);
export const lengthCode: usize = memory.data(codeBytes, 8);
export const distanceCode: usize = memory.data(codeBytes, 8);
/**
 * Each literal's code as its bits come, with its length in the highest byte; of one that has none, longer than any. What lies
 * behind the literals is not read. u64.
 */
export const literalCodes: usize = memory.data(mostSymbols * 8, 64);

/** The alphabet in which lengths of codes are told. */
const runSymbols: u32 = 19;
const runTableBits: u32 = 7;
const runCode: usize = memory.data(codeBytes, 8);
const runTable: usize = memory.data(4 << runTableBits, 8);
/** Each symbol << 16; u32. */
const runValues: usize = memory.data(runSymbols * 4, 8);
/** The order in which the lengths of its own codes are told. */
const runOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
const unread: usize = memory.data(mostSymbols * 8, 8);
/** Lengths of codes, of distances behind those of the rest. */
const lengths: usize = memory.data(mostSymbols + 32, 8);

for (let symbol: u32 = 0; symbol < runSymbols; symbol++) store<u32>(runValues + symbol * 4, symbol << 16);

/** Takes a description and makes the tables. Gives whether all is right. */
export function describedTables(): bool {
  const told = take(5) + 257;
  const toldDistances = take(5) + 1;
  const toldRuns = take(4) + 4;
  if (told > mostLengths || toldDistances > mostDistances) return false;
  memory.fill(lengths, 0, runSymbols);
  for (let i: u32 = 0; i < toldRuns; i++) store<u8>(lengths + load<u8>(runOrder + i), <u8>take(3));
  if (!makeCode(runCode, lengths, runSymbols, false)) return false;
  makeTable<u32>(runCode, runValues, runTable, runTableBits, unread);
  return takeLengths(told + toldDistances) && makeTables(told, toldDistances);
}

/** Makes the tables of the codes that need no description. */
export function fixedTables(): bool {
  memory.fill(lengths, 8, 144);
  memory.fill(lengths + 144, 9, 112);
  memory.fill(lengths + 256, 7, 24);
  memory.fill(lengths + 280, 8, 8);
  memory.fill(lengths + 288, 5, 32);
  return makeTables(288, 32);
}

function takeLengths(count: u32): bool {
  let at: u32 = 0;
  while (at < count) {
    if (isPastEnd()) return false;
    const entry = load<u32>(runTable + <usize>((bitsAt(position) & ((1 << runTableBits) - 1)) << 2));
    goTo(position + (entry & 63));
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(lengths + at++, <u8>symbol);
      continue;
    }
    let length: u8 = 0;
    let run: u32;
    if (symbol === 16) {
      // The length before; at the start there is none.
      if (at === 0) return false;
      length = load<u8>(lengths + at - 1);
      run = take(2) + 3;
    } else {
      run = symbol === 17 ? take(3) + 3 : take(7) + 11;
    }
    if (at + run > count) return false;
    memory.fill(lengths + at, length, run);
    at += run;
  }
  return true;
}

function makeTables(count: u32, distances: u32): bool {
  // That there is a code of the end need not be asked: without one, symbols are never over.
  if (!makeCode(lengthCode, lengths, count, false)) return false;
  if (!makeCode(distanceCode, lengths + count, distances, true)) return false;
  memory.fill(literalCodes, 0x7f, 256 * 8);
  makeTable<u32>(lengthCode, lengthValues, lengthTable, lengthTableBits, literalCodes);
  makeTable<u64>(distanceCode, distanceValues, distanceTable, distanceTableBits, unread);
  return true;
}
