/** Cuts a stretch of the input into sequences of literals and a match. */
import { enter, longestMatchAt } from './matches';
import { input } from './memory';
import {
  beginSequences,
  countLiteral,
  endSequences,
  endStretch,
  putMatch,
  putRun,
  stretchBytes,
} from './sequences';

/**
 * Takes a match only where the next position has no better one.
 * @param tries how many earlier positions are looked at; at the next position half as many
 * @param enough a match of this length is not improved
 * @param patience a match of this length is taken without a look at the next position; of 0, any is
 * @param entered positions of a match that are entered: the rest of a long one is found through them as well
 */
export function parse(from: u32, to: u32, tries: u32, enough: u32, patience: u32, entered: u32): void {
  const fewerTries = max<u32>(tries >> 1, 1);
  let sequence = beginSequences(from);
  let position = from;
  while (position < to) {
    const stretchEnd = min<u32>(position + stretchBytes, to);
    let run = position;
    while (position < stretchEnd) {
      let found = longestMatchAt(position, 0, to, enough, tries);
      if (found === 0) {
        countLiteral(load<u8>(input + position));
        position++;
        continue;
      }
      let length = found >> 16;
      // A position entered twice would end its chain.
      let next = position + 1;
      while (length < patience) {
        const better = longestMatchAt(next, length, to, enough, fewerTries);
        next++;
        if (better === 0) break;
        countLiteral(load<u8>(input + position));
        position++;
        found = better;
        length = better >> 16;
      }
      putMatch(sequence, position - run, length, found & 0xffff);
      sequence += 8;
      const stop = min<u32>(position + length, next + entered);
      position += length;
      for (; next < stop; next++) enter(next);
      run = position;
    }
    if (position > run) {
      putRun(sequence, position - run);
      sequence += 8;
    }
    sequence = endStretch(sequence, position);
  }
  endSequences();
}
