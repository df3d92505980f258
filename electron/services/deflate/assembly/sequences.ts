/**
 * What the input becomes before it is coded: sequences of so many literals and one match. Their symbols are counted in
 * stretches of the input; as long as a stretch is cheaper with the codes of those before it, they share a block.
 */
import { writeBlock } from './blocks';
import { leastBits } from './entropy';
import { distanceSymbol, distanceSymbols, lengthSymbol, literalSymbols, shortestMatch } from './symbols';

/** Bytes of the input after which a stretch ends; a match may reach out of it. */
export const stretchBytes: u32 = 12 * 1024;
/** At most: all are matches but the last. */
const stretchSequences: u32 = stretchBytes / shortestMatch + 2;
const mostSequences: u32 = 32 * 1024;
/** What a block's description costs, about, in the units of `leastBits`. */
const headerBits: u64 = 1300 << 12;

/**
 * Each the number of its literals and its match: length << 22 | distance symbol << 16 | distance - 1, or 0 for none; u32
 * twice. The literals are still in the input.
 */
const sequences: usize = memory.data(mostSequences * 8, 64);
/** Counts of the stretch under way, and of the stretches before it that share a block; literals, then distances. */
const stretchLiterals: usize = memory.data(literalSymbols * 4, 8);
const stretchDistances: usize = memory.data(distanceSymbols * 4, 8);
const blockLiterals: usize = memory.data(literalSymbols * 4, 8);
const blockDistances: usize = memory.data(distanceSymbols * 4, 8);
const none: usize = memory.data(literalSymbols * 4, 8);

/** Where the stretch begins, in the input and among the sequences; the block begins at `sequences`. */
let stretchStart: u32 = 0;
let stretchFrom: usize = sequences;
let blockStart: u32 = 0;
let blockBits: u64 = 0;

/** Begins with the input's byte at a position. Gives where the first sequence goes. */
export function beginSequences(position: u32): usize {
  clear(stretchLiterals, stretchDistances);
  clear(blockLiterals, blockDistances);
  stretchStart = blockStart = position;
  stretchFrom = sequences;
  blockBits = 0;
  return sequences;
}

export function countLiteral(byte: u32): void {
  const count = stretchLiterals + (byte << 2);
  store<u32>(count, load<u32>(count) + 1);
}

/** Puts a sequence at `sequence`, and counts its match; its literals are counted already. */
export function putMatch(sequence: usize, literals: u32, length: u32, distance: u32): void {
  const symbol = distanceSymbol(distance);
  store<u32>(sequence, literals);
  store<u32>(sequence, (length << 22) | (symbol << 16) | (distance - 1), 4);
  const count = stretchLiterals + ((257 + lengthSymbol(length)) << 2);
  store<u32>(count, load<u32>(count) + 1);
  const distanceCount = stretchDistances + (symbol << 2);
  store<u32>(distanceCount, load<u32>(distanceCount) + 1);
}

/** Puts a sequence without a match. */
export function putRun(sequence: usize, literals: u32): void {
  store<u32>(sequence, literals);
  store<u32>(sequence, 0, 4);
}

/** Ends a stretch whose last sequence is before `sequence`, at a position of the input. Gives where the next sequence goes. */
export function endStretch(sequence: usize, position: u32): usize {
  let next = sequence;
  const alone =
    leastBits(stretchLiterals, none, literalSymbols) + leastBits(stretchDistances, none, distanceSymbols);
  if (stretchFrom === sequences) {
    blockBits = alone;
  } else {
    const together =
      leastBits(stretchLiterals, blockLiterals, literalSymbols) +
      leastBits(stretchDistances, blockDistances, distanceSymbols);
    if (
      together > blockBits + alone + headerBits ||
      sequence + stretchSequences * 8 > sequences + mostSequences * 8
    ) {
      endBlock();
      const bytes = sequence - stretchFrom;
      memory.copy(sequences, stretchFrom, bytes);
      next = sequences + bytes;
      blockBits = alone;
    } else {
      blockBits = together;
    }
  }
  add(stretchLiterals, blockLiterals, literalSymbols);
  add(stretchDistances, blockDistances, distanceSymbols);
  stretchStart = position;
  stretchFrom = next;
  return next;
}

/** Ends the last block. */
export function endSequences(): void {
  if (stretchFrom > sequences) endBlock();
}

/** Writes the stretches before the one under way as a block. */
function endBlock(): void {
  writeBlock(sequences, stretchFrom, blockStart, stretchStart, blockLiterals, blockDistances);
  clear(blockLiterals, blockDistances);
  blockStart = stretchStart;
}

function clear(literals: usize, distances: usize): void {
  memory.fill(literals, 0, literalSymbols * 4);
  memory.fill(distances, 0, distanceSymbols * 4);
}

/** Moves counts to others. */
function add(counts: usize, to: usize, symbols: u32): void {
  for (let i: u32 = 0; i < symbols; i++) {
    store<u32>(to + i * 4, load<u32>(to + i * 4) + load<u32>(counts + i * 4));
  }
  memory.fill(counts, 0, symbols * 4);
}
