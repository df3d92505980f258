/** Cuts a stretch of the input into literals and matches. */
import { enter, longestMatchAt } from './matches';
import { input } from './memory';
import { longestMatch } from './symbols';
import { beginTokens, endStretch, endTokens, isStretchFull, putLiteral, putMatch } from './tokens';

/** Positions of a match that are entered: the rest of a long one is found through them as well. */
const mostEntered: u32 = 32;

/** Enters positions of a match that ends at `end`; gives its end. */
function enterMatch(from: u32, end: u32): u32 {
  const stop = min<u32>(end, from + mostEntered);
  for (let position = from; position < stop; position++) enter(position);
  return end;
}

/** Takes every match as it comes. Fast. */
export function parseEagerly(from: u32, to: u32, tries: u32, enough: u32): void {
  let token = beginTokens(from);
  let position = from;
  while (position < to) {
    const limit = min<u32>(to - position, longestMatch);
    const found = longestMatchAt(position, 0, limit, enough, tries);
    if (found === 0) {
      putLiteral(token, load<u8>(input + position));
      position++;
    } else {
      const length = found >> 16;
      putMatch(token, length, found & 0xffff);
      const end = position + length;
      position = enterMatch(position + 1, end);
    }
    token += 4;
    if (isStretchFull(token)) token = endStretch(token, position);
  }
  endTokens(token, position);
}

/** Takes a match only where the next position has no better one. */
export function parseLazily(from: u32, to: u32, tries: u32, enough: u32): void {
  let token = beginTokens(from);
  let position = from;
  while (position < to) {
    let limit = min<u32>(to - position, longestMatch);
    let found = longestMatchAt(position, 0, limit, enough, tries);
    if (found === 0) {
      putLiteral(token, load<u8>(input + position));
      position++;
      token += 4;
      if (isStretchFull(token)) token = endStretch(token, position);
      continue;
    }
    let length = found >> 16;
    while (length < enough && limit > length) {
      limit = min<u32>(to - position - 1, longestMatch);
      const next = longestMatchAt(position + 1, length, limit, enough, max<u32>(tries >> 1, 1));
      if (next === 0) break;
      putLiteral(token, load<u8>(input + position));
      position++;
      token += 4;
      if (isStretchFull(token)) token = endStretch(token, position);
      found = next;
      length = next >> 16;
    }
    putMatch(token, length, found & 0xffff);
    token += 4;
    const end = position + length;
    // The second position may have been entered already; entering it twice would end its chain.
    position = enterMatch(position + 2, end);
    if (isStretchFull(token)) token = endStretch(token, position);
  }
  endTokens(token, position);
}
