/** Makes prefix codes: lengths from frequencies, no longer than a limit, and the codes that follow from them. */

const mostSymbols: u32 = 288;
/** Used symbols in order of frequency, as frequency << 16 | symbol; u64. */
const sorted: usize = memory.data(mostSymbols * 8, 8);
/** Frequencies, then parents, then depths of the tree's inner nodes; u32. */
const nodes: usize = memory.data(mostSymbols * 4, 8);
/** How many codes have each length; u32. */
const counts: usize = memory.data(64 * 4, 8);

/**
 * Gives each symbol the length of its code. Symbols that do not occur get none; there are always two codes, as some
 * readers refuse fewer.
 * @param frequencies u32 each
 * @param lengths where the lengths go, a byte each
 */
export function codeLengths(frequencies: usize, symbols: u32, longest: u32, lengths: usize): void {
  memory.fill(lengths, 0, symbols);
  let used: u32 = 0;
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const frequency = load<u32>(frequencies + symbol * 4);
    if (frequency > 0) store<u64>(sorted + used++ * 8, ((<u64>frequency) << 16) | symbol);
  }
  if (used < 2) {
    const first = used === 0 ? 0 : <u32>(load<u64>(sorted) & 0xffff);
    store<u8>(lengths + first, 1);
    store<u8>(lengths + (first === 0 ? 1 : 0), 1);
    return;
  }
  sort(used);
  countLengths(used);
  shorten(longest);
  // The rarest symbols have the longest codes.
  let at: u32 = 0;
  for (let length = longest; length > 0; length--) {
    for (let left = load<u32>(counts + length * 4); left > 0; left--, at++) {
      store<u8>(lengths + <u32>(load<u64>(sorted + at * 8) & 0xffff), <u8>length);
    }
  }
}

/** By heap. */
function sort(count: u32): void {
  for (let root = count >> 1; root > 0; root--) sink(root - 1, count);
  for (let end = count - 1; end > 0; end--) {
    const largest = load<u64>(sorted);
    store<u64>(sorted, load<u64>(sorted + end * 8));
    store<u64>(sorted + end * 8, largest);
    sink(0, end);
  }
}

function sink(from: u32, count: u32): void {
  let root = from;
  const value = load<u64>(sorted + root * 8);
  for (;;) {
    let child = root * 2 + 1;
    if (child >= count) break;
    if (child + 1 < count && load<u64>(sorted + (child + 1) * 8) > load<u64>(sorted + child * 8)) child++;
    const next = load<u64>(sorted + child * 8);
    if (next <= value) break;
    store<u64>(sorted + root * 8, next);
    root = child;
  }
  store<u64>(sorted + root * 8, value);
}

/** Builds Huffman's tree over the sorted symbols and counts the leaves at each depth; depths above 63 count as 63. */
function countLengths(used: u32): void {
  const inner = used - 1;
  // The two rarest of what is left, leaves or inner nodes, both in order already, become the next inner node.
  let leaf: u32 = 0;
  let node: u32 = 0;
  for (let made: u32 = 0; made < inner; made++) {
    let sum: u32 = 0;
    for (let pick = 0; pick < 2; pick++) {
      const weight = leaf < used ? <u32>(load<u64>(sorted + leaf * 8) >> 16) : 0;
      if (leaf < used && (node >= made || weight <= load<u32>(nodes + node * 4))) {
        sum += weight;
        leaf++;
      } else {
        sum += load<u32>(nodes + node * 4);
        // Its weight is not needed any more.
        store<u32>(nodes + node * 4, made);
        node++;
      }
    }
    store<u32>(nodes + made * 4, sum);
  }
  memory.fill(counts, 0, 64 * 4);
  // From the root down, each inner node takes a place at its depth and gives two at the next.
  store<u32>(nodes + (inner - 1) * 4, 0);
  for (let i = inner - 1; i > 0; i--) {
    const parent = load<u32>(nodes + (i - 1) * 4);
    store<u32>(nodes + (i - 1) * 4, load<u32>(nodes + parent * 4) + 1);
  }
  store<u32>(counts, 1);
  for (let i = inner; i > 0; i--) {
    const depth = min<u32>(load<u32>(nodes + (i - 1) * 4), 62);
    store<u32>(counts + depth * 4, load<u32>(counts + depth * 4) - 1);
    store<u32>(counts + (depth + 1) * 4, load<u32>(counts + (depth + 1) * 4) + 2);
  }
}

/** Brings the lengths down to a limit with as little loss as moving single codes allows. */
function shorten(longest: u32): void {
  let above: u32 = 0;
  for (let length = longest + 1; length < 64; length++) above += load<u32>(counts + length * 4);
  if (above === 0) return;
  const last = counts + longest * 4;
  store<u32>(last, load<u32>(last) + above);
  // In units of the longest code's share: how much more than all there is the codes would take.
  let taken: u32 = 0;
  for (let length: u32 = 1; length <= longest; length++) {
    taken += load<u32>(counts + length * 4) << (longest - length);
  }
  for (let excess = taken - (1 << longest); excess > 0; excess--) {
    // The longest code that still can grow makes room for one of the longest beside it.
    let length = longest - 1;
    while (load<u32>(counts + length * 4) === 0) length--;
    store<u32>(counts + length * 4, load<u32>(counts + length * 4) - 1);
    store<u32>(counts + (length + 1) * 4, load<u32>(counts + (length + 1) * 4) + 2);
    store<u32>(last, load<u32>(last) - 1);
  }
}

/**
 * The codes that lengths stand for (RFC 1951, 3.2.2), their bits in the order they are written.
 * @param codes u32 each
 */
export function codesOf(lengths: usize, symbols: u32, codes: usize): void {
  memory.fill(counts, 0, 16 * 4);
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const count = counts + ((<u32>load<u8>(lengths + symbol)) << 2);
    store<u32>(count, load<u32>(count) + 1);
  }
  store<u32>(counts, 0);
  let next: u32 = 0;
  for (let length: u32 = 1; length < 16; length++) {
    const count = load<u32>(counts + length * 4);
    store<u32>(counts + length * 4, next);
    next = (next + count) << 1;
  }
  for (let symbol: u32 = 0; symbol < symbols; symbol++) {
    const length = <u32>load<u8>(lengths + symbol);
    if (length === 0) continue;
    const code = load<u32>(counts + length * 4);
    store<u32>(counts + length * 4, code + 1);
    store<u32>(codes + symbol * 4, reversed(code, length));
  }
}

function reversed(code: u32, length: u32): u32 {
  let bits: u32 = 0;
  for (let i: u32 = 0; i < length; i++) bits |= ((code >> i) & 1) << (length - 1 - i);
  return bits;
}
