/**
 * What the input becomes before it is coded: literals (the byte itself) and matches (length << 22 | distance symbol << 16 |
 * distance - 1, where a length is at least three and so no match looks like a literal). They are counted in
 * stretches; as long as a stretch is cheaper with the codes of those before it, they share a block.
 */
import { writeBlock } from './blocks';
import { leastBits } from './entropy';
import { distanceSymbol, distanceSymbols, lengthSymbol, literalSymbols } from './symbols';

const stretchTokens: u32 = 4096;
const mostTokens: u32 = 64 * 1024;
/** What a block's description costs, about, in the units of `leastBits`. */
const headerBits: u64 = 600 << 12;

const tokens: usize = memory.data(mostTokens * 4, 64);
/** Counts of the stretch under way, and of the stretches before it that share a block; literals, then distances. */
const stretchLiterals: usize = memory.data(literalSymbols * 4, 8);
const stretchDistances: usize = memory.data(distanceSymbols * 4, 8);
const blockLiterals: usize = memory.data(literalSymbols * 4, 8);
const blockDistances: usize = memory.data(distanceSymbols * 4, 8);
const none: usize = memory.data(literalSymbols * 4, 8);

/** Where the stretch begins, in the input and among the tokens; the block begins at `tokens`. */
let stretchStart: u32 = 0;
let stretchFrom: usize = tokens;
let blockStart: u32 = 0;
let blockBits: u64 = 0;

/** Begins with the input's byte at a position. Gives where the first token goes. */
export function beginTokens(position: u32): usize {
  clear(stretchLiterals, stretchDistances);
  clear(blockLiterals, blockDistances);
  stretchStart = blockStart = position;
  stretchFrom = tokens;
  blockBits = 0;
  return tokens;
}

/** Puts a literal at `token` and counts it. */
export function putLiteral(token: usize, byte: u32): void {
  store<u32>(token, byte);
  const count = stretchLiterals + (byte << 2);
  store<u32>(count, load<u32>(count) + 1);
}

/** Puts a match at `token` and counts it. */
export function putMatch(token: usize, length: u32, distance: u32): void {
  const symbol = distanceSymbol(distance);
  store<u32>(token, (length << 22) | (symbol << 16) | (distance - 1));
  const count = stretchLiterals + ((257 + lengthSymbol(length)) << 2);
  store<u32>(count, load<u32>(count) + 1);
  const distanceCount = stretchDistances + (symbol << 2);
  store<u32>(distanceCount, load<u32>(distanceCount) + 1);
}

/** Whether a stretch is full, and `endStretch` to be called. */
export function isStretchFull(token: usize): bool {
  return token >= stretchFrom + stretchTokens * 4;
}

/** Ends a stretch whose last token is before `token`, at a position of the input. Gives where the next token goes. */
export function endStretch(token: usize, position: u32): usize {
  let next = token;
  const alone =
    leastBits(stretchLiterals, none, literalSymbols) + leastBits(stretchDistances, none, distanceSymbols);
  if (stretchFrom === tokens) {
    blockBits = alone;
  } else {
    const together =
      leastBits(stretchLiterals, blockLiterals, literalSymbols) +
      leastBits(stretchDistances, blockDistances, distanceSymbols);
    if (together > blockBits + alone + headerBits || token + stretchTokens * 4 > tokens + mostTokens * 4) {
      endBlock();
      const bytes = token - stretchFrom;
      memory.copy(tokens, stretchFrom, bytes);
      next = tokens + bytes;
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

/** Ends the last stretch, and with it the last block. */
export function endTokens(token: usize, position: u32): void {
  if (token > stretchFrom) endStretch(token, position);
  if (stretchFrom > tokens) endBlock();
}

/** Writes the stretches before the one under way as a block. */
function endBlock(): void {
  writeBlock(tokens, stretchFrom, blockStart, stretchStart, blockLiterals, blockDistances);
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
