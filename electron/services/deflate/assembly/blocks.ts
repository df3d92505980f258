/** Writes blocks (RFC 1951, 3.2.3): stored, with the fixed codes, or with codes of their own, whichever is shortest. */
import { fillByte, writeBits, writeBytes, writeSequences } from './bits';
import { codeLengths, codesOf } from './huffman';
import { input } from './memory';
import {
  distanceExtra,
  distanceSymbols,
  endOfBlock,
  lengthBase,
  lengthExtra,
  lengthSymbol,
  literalSymbols,
  longestMatch,
  shortestMatch,
} from './symbols';

/** Four of them are written at once; the format would allow one bit more. */
const longestLiteralCode: u32 = 14;
const longestDistanceCode: u32 = 15;
const longestStored: u32 = 65535;
const fixedSymbols: u32 = 288;

/** Lengths of the codes of literals, the end and match lengths, followed by those of distances where they are described. */
const literalLengths: usize = memory.data(fixedSymbols + 32, 8);
const distanceLengths: usize = memory.data(32, 8);
const fixedLiteralLengths: usize = memory.data(fixedSymbols, 8);
const fixedDistanceLengths: usize = memory.data(32, 8);
/** What `writeSequences` reads. */
const literalCodes: usize = memory.data(fixedSymbols * 4, 8);
const matchCodes: usize = memory.data((longestMatch + 1) * 4, 8);
const distanceCodes: usize = memory.data(32 * 4, 8);

memory.fill(fixedLiteralLengths, 8, 144);
memory.fill(fixedLiteralLengths + 144, 9, 112);
memory.fill(fixedLiteralLengths + 256, 7, 24);
memory.fill(fixedLiteralLengths + 280, 8, 8);
memory.fill(fixedDistanceLengths, 5, 32);

/**
 * Writes one block of sequences, or the input's bytes they stand for.
 * @param literals how often each literal and length occurs, u32 each; the end is counted here
 */
export function writeBlock(
  from: usize,
  to: usize,
  start: u32,
  end: u32,
  literals: usize,
  distances: usize,
): void {
  store<u32>(literals + endOfBlock * 4, 1);
  codeLengths(literals, literalSymbols, longestLiteralCode, literalLengths);
  codeLengths(distances, distanceSymbols, longestDistanceCode, distanceLengths);
  const extra = extraBits(literals, distances);
  const own = describe() + extra + codeBits(literals, distances, literalLengths, distanceLengths);
  const fixed = extra + codeBits(literals, distances, fixedLiteralLengths, fixedDistanceLengths);
  const bytes = end - start;
  // Each stored block has a length, twice, at a whole byte.
  const pieces = (bytes + longestStored - 1) / longestStored;
  const stored = bytes * 8 + pieces * 40;
  if (stored <= own && stored <= fixed) {
    writeStored(input + start, bytes);
    return;
  }
  if (fixed <= own) {
    writeBits(0b010, 3);
    prepareCodes(fixedLiteralLengths, fixedSymbols, fixedDistanceLengths, 32);
  } else {
    writeBits(0b100, 3);
    writeDescription();
    prepareCodes(literalLengths, literalSymbols, distanceLengths, distanceSymbols);
  }
  writeSequences(from, to, input + start, literalCodes, matchCodes, distanceCodes);
  const last = load<u32>(literalCodes + endOfBlock * 4);
  writeBits(last & 0xffff, last >> 16);
}

/** Writes bytes as they are; none of them too. */
export function writeStored(from: usize, bytes: u32): void {
  let at = from;
  let left = bytes;
  do {
    const piece = min<u32>(left, longestStored);
    writeBits(0b000, 3);
    fillByte();
    writeBits(piece | ((piece ^ 0xffff) << 16), 32);
    writeBytes(at, piece);
    at += piece;
    left -= piece;
  } while (left > 0);
}

/** The bits that follow symbols. */
function extraBits(literals: usize, distances: usize): u32 {
  let bits: u32 = 0;
  for (let symbol: u32 = 0; symbol < 29; symbol++) {
    bits += load<u32>(literals + (257 + symbol) * 4) * lengthExtra(symbol);
  }
  for (let symbol: u32 = 0; symbol < distanceSymbols; symbol++) {
    bits += load<u32>(distances + symbol * 4) * distanceExtra(symbol);
  }
  return bits;
}

/** A block's kind, and its symbols with codes of these lengths. */
function codeBits(literals: usize, distances: usize, ofLiterals: usize, ofDistances: usize): u32 {
  let bits: u32 = 3;
  for (let symbol: u32 = 0; symbol < literalSymbols; symbol++) {
    bits += load<u32>(literals + symbol * 4) * load<u8>(ofLiterals + symbol);
  }
  for (let symbol: u32 = 0; symbol < distanceSymbols; symbol++) {
    bits += load<u32>(distances + symbol * 4) * load<u8>(ofDistances + symbol);
  }
  return bits;
}

/** Works out what `writeSequences` needs. */
function prepareCodes(ofLiterals: usize, literals: u32, ofDistances: usize, distances: u32): void {
  codesOf(ofLiterals, literals, literalCodes);
  for (let symbol: u32 = 0; symbol < literals; symbol++) {
    const code = literalCodes + symbol * 4;
    store<u32>(code, load<u32>(code) | ((<u32>load<u8>(ofLiterals + symbol)) << 16));
  }
  for (let length = shortestMatch; length <= longestMatch; length++) {
    const symbol = lengthSymbol(length);
    const code = load<u32>(literalCodes + (257 + symbol) * 4);
    const bits = code >> 16;
    const followed = (code & 0xffff) | ((length - lengthBase(symbol)) << bits);
    store<u32>(matchCodes + length * 4, followed | ((bits + lengthExtra(symbol)) << 24));
  }
  codesOf(ofDistances, distances, distanceCodes);
  for (let symbol: u32 = 0; symbol < distanceSymbols; symbol++) {
    const code = distanceCodes + symbol * 4;
    const bits = <u32>load<u8>(ofDistances + symbol);
    store<u32>(code, load<u32>(code) | (bits << 16) | (distanceExtra(symbol) << 24));
  }
}

/** The alphabet in which code lengths are told: lengths, and three kinds of runs. */
const runSymbols: u32 = 19;
const longestRunCode: u32 = 7;
/** The order in which the lengths of that alphabet's codes are told. */
const runOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
/** The description: symbol | what follows << 8; u16. */
const runs: usize = memory.data((fixedSymbols + 32) * 2, 8);
const runCounts: usize = memory.data(runSymbols * 4, 8);
const runLengths: usize = memory.data(runSymbols, 8);
const runCodes: usize = memory.data(runSymbols * 4, 8);
let runCount: u32 = 0;
let toldLiterals: u32 = 0;
let toldDistances: u32 = 0;
let toldRuns: u32 = 0;

/** How many bits follow a symbol of that alphabet. */
function runExtra(symbol: u32): u32 {
  if (symbol < 16) return 0;
  return symbol === 16 ? 2 : symbol === 17 ? 3 : 7;
}

/** Works out how a block's own codes are told; gives the bits it takes. */
function describe(): u32 {
  toldLiterals = literalSymbols;
  while (load<u8>(literalLengths + toldLiterals - 1) === 0) toldLiterals--;
  toldDistances = distanceSymbols;
  while (toldDistances > 1 && load<u8>(distanceLengths + toldDistances - 1) === 0) toldDistances--;
  // Both are told as one list, and a run may cross from one to the other.
  memory.copy(literalLengths + toldLiterals, distanceLengths, toldDistances);
  findRuns(toldLiterals + toldDistances);
  memory.fill(literalLengths + toldLiterals, 0, toldDistances);

  codeLengths(runCounts, runSymbols, longestRunCode, runLengths);
  toldRuns = runSymbols;
  while (toldRuns > 4 && load<u8>(runLengths + load<u8>(runOrder + toldRuns - 1)) === 0) toldRuns--;
  let bits: u32 = 14 + toldRuns * 3;
  for (let symbol: u32 = 0; symbol < runSymbols; symbol++) {
    bits += load<u32>(runCounts + symbol * 4) * (load<u8>(runLengths + symbol) + runExtra(symbol));
  }
  return bits;
}

/** Puts the lengths that stand at `literalLengths` as runs and counts the symbols used. */
function findRuns(count: u32): void {
  memory.fill(runCounts, 0, runSymbols * 4);
  runCount = 0;
  let at: u32 = 0;
  while (at < count) {
    const length = <u32>load<u8>(literalLengths + at);
    let run: u32 = 1;
    while (at + run < count && load<u8>(literalLengths + at + run) === length) run++;
    at += run;
    if (length !== 0) {
      putRun(length, 0);
      run--;
    }
    while (run >= 3) {
      const most: u32 = length === 0 ? 138 : 6;
      let part = min(run, most);
      // What is left must not be too short for a run.
      if (run - part > 0 && run - part < 3 && part - 3 >= 3) part -= 3 - (run - part);
      if (length !== 0) putRun(16, part - 3);
      else if (part <= 10) putRun(17, part - 3);
      else putRun(18, part - 11);
      run -= part;
    }
    for (; run > 0; run--) putRun(length, 0);
  }
}

function putRun(symbol: u32, following: u32): void {
  store<u16>(runs + runCount++ * 2, <u16>(symbol | (following << 8)));
  store<u32>(runCounts + symbol * 4, load<u32>(runCounts + symbol * 4) + 1);
}

function writeDescription(): void {
  writeBits((toldLiterals - 257) | ((toldDistances - 1) << 5) | ((toldRuns - 4) << 10), 14);
  for (let i: u32 = 0; i < toldRuns; i++) writeBits(load<u8>(runLengths + load<u8>(runOrder + i)), 3);
  codesOf(runLengths, runSymbols, runCodes);
  for (let i: u32 = 0; i < runCount; i++) {
    const run = <u32>load<u16>(runs + i * 2);
    const symbol = run & 0xff;
    writeBits(load<u32>(runCodes + symbol * 4), load<u8>(runLengths + symbol));
    writeBits(run >> 8, runExtra(symbol));
  }
}
