import { entryTypes, type FileTreeIndex, nameOf, pathOf } from './file-tree-index.ts';

/** What a search found: which entries, and for every subtree how much of it, by scanning nothing. */
export interface TreeMatches {
  /** Files that match, by themselves or because a folder above them does. */
  readonly files: number;
  readonly bytes: number;
  has(entry: number): boolean;
  /** Bytes of the matches in a subtree. */
  bytesIn(entry: number): number;
}

/** How many entries are looked at between two pauses: some milliseconds of work. */
const stride = 8_000;

/**
 * Finds the entries whose name holds a text, whatever its case, and everything below folders that do. A text with a
 * slash is looked for in the path.
 * @param pause is awaited between stretches of some milliseconds, so that a page stays smooth; it may throw to stop
 */
export async function searchTree(
  index: FileTreeIndex,
  text: string,
  pause: () => Promise<void>,
): Promise<TreeMatches> {
  const { order, place, span, parents, types, bytes } = index;
  const wanted = text.trim().toLowerCase();
  const byPath = wanted.includes('/');
  const lastName = wanted.slice(wanted.lastIndexOf('/') + 1);
  const matched = new Uint8Array(order.length);
  // Sums over `order`: what lies before each place, so that a subtree's share is one subtraction.
  const before = new Float64Array(order.length + 1);
  let files = 0;
  for (let spot = 0; spot < order.length; spot++) {
    if (spot % stride === stride - 1) await pause();
    const entry = order[spot] ?? 0;
    const parent = parents[entry] ?? -1;
    const name = nameOf(index, entry).toLowerCase();
    const hit =
      (parent >= 0 && matched[parent] === 1) ||
      (byPath
        ? name.includes(lastName) && pathOf(index, entry).toLowerCase().includes(wanted)
        : entry > 0 && name.includes(wanted));
    if (hit) matched[entry] = 1;
    if (hit && types[entry] === entryTypes.file) files++;
    before[spot + 1] = (before[spot] ?? 0) + (hit ? (bytes[entry] ?? 0) : 0);
  }
  const bytesIn = (entry: number): number => {
    const start = place[entry] ?? 0;
    return (before[start + (span[entry] ?? 0)] ?? 0) - (before[start] ?? 0);
  };
  return { files, bytes: before.at(-1) ?? 0, has: (entry) => matched[entry] === 1, bytesIn };
}
