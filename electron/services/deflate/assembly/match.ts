/**
 * A match as one number: its length << 16, less its distance; 0 is none. The longer one is greater, of two as long the nearer.
 */

export function matchOf(length: u32, distance: u32): i32 {
  return <i32>((length << 16) - distance);
}

export function lengthOf(match: i32): u32 {
  return <u32>(match + 0xffff) >> 16;
}

export function distanceOf(match: i32): u32 {
  return -match & 0xffff;
}

/** What a match saves, to compare it with others; in bits, about: four for a byte, and a distance takes its logarithm. */
export function worth(match: i32): u32 {
  return (lengthOf(match) << 2) + clz(distanceOf(match));
}

/** How many bytes are the same at two places, from `from` on, up to `limit`. */
export function sameBytes(a: usize, b: usize, from: u32, limit: u32): u32 {
  let same = from;
  while (same < limit) {
    const difference = load<u64>(a + same) ^ load<u64>(b + same);
    if (difference !== 0) {
      same += <u32>(ctz(difference) >> 3);
      return same < limit ? same : limit;
    }
    same += 8;
  }
  return limit;
}
