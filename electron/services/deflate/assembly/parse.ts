/** Cuts a stretch of the input into sequences of literals and a match. */
import { enterChain, forgetChains, longestMatchAt } from './chains';
import { distanceOf, lengthOf, matchOf, worth } from './match';
import { input } from './memory';
import { approach, enterRow, forgetRows, leastOfFour, longerRecentMatchAt, recentMatchAt } from './rows';
import {
  beginSequences,
  countLiteral,
  endSequences,
  endStretch,
  putMatch,
  putRun,
  stretchBytes,
} from './sequences';

/** The last bytes are literals: what compares many bytes at once must not look beyond them. */
const margin: u32 = 17;
/** How much more a match at the next position must be worth, in bits: the literal before it is not free. */
const literalWorth: u32 = 2;

/** By the few positions of a row. */
export function parseByRows(from: u32, to: u32, patience: u32, entered: u32): void {
  forgetRows();
  parse(false, from, to, 0, 0, patience, entered);
}

/**
 * By chains of positions.
 * @param tries how many earlier positions are looked at; at the next position half as many
 * @param enough a match of this length is not improved
 */
export function parseByChains(
  from: u32,
  to: u32,
  tries: u32,
  enough: u32,
  patience: u32,
  entered: u32,
): void {
  forgetChains();
  parse(true, from, to, tries, enough, patience, entered);
}

/**
 * Takes a match only where the next position has no better one. Put in twice by the compiler, each time without what only the
 * other needs.
 * @param patience a longer match is taken without a look at the next position; of 0, any is
 * @param entered positions at a match's start, and at its end, that are entered: its middle is found through them as well
 */
function parse(chains: bool, from: u32, to: u32, tries: u32, enough: u32, patience: u32, entered: u32): void {
  const patient = matchOf(patience, 0);
  const fewerTries = max<u32>(tries >> 1, 1);
  const last = to - min<u32>(to - from, margin);
  let sequence = beginSequences(from);
  let position = from;
  if (!chains) approach(position);
  while (position < to) {
    const stretchEnd = min<u32>(position + stretchBytes, last);
    let run = position;
    while (position < stretchEnd) {
      let found = chains ? longestMatchAt(position, 0, to, enough, tries) : recentMatchAt(position, to);
      if (found === 0) {
        countLiteral(load<u8>(input + position));
        position++;
        continue;
      }
      // A position entered twice would end its chain.
      let next = position + 1;
      while (found <= patient && next < last) {
        const better = chains
          ? longestMatchAt(next, lengthOf(found) - 1, to, enough, fewerTries)
          : longerRecentMatchAt(next, to, lengthOf(found));
        next++;
        if (better < leastOfFour || worth(better) <= worth(found) + literalWorth) break;
        countLiteral(load<u8>(input + position));
        position++;
        found = better;
      }
      const length = lengthOf(found);
      putMatch(sequence, position - run, length, distanceOf(found));
      sequence += 8;
      position += length;
      const stop = min<u32>(position, next + entered);
      for (; next < stop; next++) enter(chains, next);
      next = max<u32>(position, next + entered) - entered;
      for (; next < position; next++) enter(chains, next);
      if (!chains) approach(position);
      run = position;
    }
    if (stretchEnd === last) {
      for (; position < to; position++) countLiteral(load<u8>(input + position));
    }
    if (position > run) {
      putRun(sequence, position - run);
      sequence += 8;
    }
    sequence = endStretch(sequence, position);
  }
  endSequences();
}

function enter(chains: bool, position: u32): void {
  if (chains) enterChain(position);
  else enterRow(position);
}
