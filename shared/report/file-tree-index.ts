import type { PackedFileTree } from '../contract/size-report.ts';
import { type TreeNumbers, unpackNumbers } from './packed-tree.ts';

/**
 * What a picture of a file tree needs besides its columns, by entry number. A subtree is one stretch of `order`, so
 * that whatever is asked of a folder (bytes by layer, matches of a search) is one scan of a typed array. Plain data: it
 * is made in a worker and handed over without being copied.
 */
export interface FileTreeIndex extends TreeNumbers {
  /** All names joined; that of entry `i` goes from `nameEnds[i - 1] + 1` to `nameEnds[i]`. */
  readonly names: string;
  readonly nameEnds: Uint32Array;
  /** Bytes of the entry and everything below it. */
  readonly totals: Float64Array;
  /** Files of the entry and everything below it, second names left out. */
  readonly files: Uint32Array;
  /** Entries by depth first; the subtree of `i` is `order[place[i]]` up to `order[place[i] + span[i] - 1]`. */
  readonly order: Uint32Array;
  readonly place: Uint32Array;
  /** Entries of the subtree, the entry itself among them. */
  readonly span: Uint32Array;
  /** The kind and the layer that most bytes of the subtree are of; -1 where it has none. */
  readonly mainKinds: Int32Array;
  readonly mainLayers: Int32Array;
}

export const entryTypes = { file: 0, folder: 1, link: 2, secondName: 3, other: 4 } as const;

/** Indexes a tree in time linear in its entries. */
export function indexFileTree(packed: PackedFileTree): FileTreeIndex {
  const count = packed.entries;
  const numbers = unpackNumbers(packed);
  const { parents, types, bytes } = numbers;
  const totals = Float64Array.from(bytes);
  const files = new Uint32Array(count);
  const span = new Uint32Array(count);
  for (let i = count - 1; i >= 0; i--) {
    span[i] = at(span, i) + 1;
    if (types[i] === entryTypes.file) files[i] = at(files, i) + 1;
    const parent = parents[i] ?? -1;
    if (parent < 0) continue;
    totals[parent] = at(totals, parent) + at(totals, i);
    files[parent] = at(files, parent) + at(files, i);
    span[parent] = at(span, parent) + at(span, i);
  }
  const place = new Uint32Array(count);
  const order = new Uint32Array(count);
  // A folder comes before what it holds, so the next free place within it is known when a child asks.
  const next = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const parent = parents[i] ?? -1;
    if (parent >= 0) {
      place[i] = at(next, parent);
      next[parent] = at(next, parent) + at(span, i);
    }
    next[i] = at(place, i) + 1;
    order[at(place, i)] = i;
  }
  const { names } = packed;
  return {
    ...numbers,
    names,
    nameEnds: nameEnds(names, count),
    totals,
    files,
    order,
    place,
    span,
    mainKinds: mainOf(numbers.kinds, numbers),
    mainLayers: mainOf(numbers.layers, numbers),
  };
}

/** For every entry the value that most bytes in and below it are of: each entry is counted once for every folder above it. */
function mainOf(values: Uint8Array | Int32Array, { parents, bytes }: TreeNumbers): Int32Array {
  const main = new Int32Array(values.length).fill(-1);
  const most = new Float64Array(values.length);
  // One value after another, so that one array of sums is enough for all of them.
  const sums = new Float64Array(values.length);
  for (const [value, entries] of entriesByValue(values, bytes)) {
    const touched: number[] = [];
    for (const each of entries) {
      for (let entry = each; entry >= 0; entry = parents[entry] ?? -1) {
        if (at(sums, entry) === 0) touched.push(entry);
        sums[entry] = at(sums, entry) + at(bytes, each);
      }
    }
    for (const entry of touched) {
      if (at(sums, entry) > at(most, entry)) {
        most[entry] = at(sums, entry);
        main[entry] = value;
      }
      sums[entry] = 0;
    }
  }
  return main;
}

/** The entries that have bytes, by their value, lowest first: of two values with as many bytes the lower one counts. */
function entriesByValue(values: Uint8Array | Int32Array, bytes: Float64Array): [number, number[]][] {
  const entries = new Map<number, number[]>();
  for (let entry = 0; entry < values.length; entry++) {
    if (bytes[entry] === 0) continue;
    const value = values[entry] ?? -1;
    const list = entries.get(value);
    if (list === undefined) entries.set(value, [entry]);
    else list.push(entry);
  }
  return [...entries].sort(([a], [b]) => a - b);
}

function nameEnds(names: string, count: number): Uint32Array {
  const ends = new Uint32Array(count);
  let from = 0;
  for (let i = 0; i < count; i++) {
    const end = names.indexOf('/', from);
    ends[i] = end < 0 ? names.length : end;
    from = at(ends, i) + 1;
  }
  return ends;
}

/** An entry's name; empty for the root. */
export function nameOf({ names, nameEnds: ends }: FileTreeIndex, entry: number): string {
  return entry === 0 ? '' : names.slice(at(ends, entry - 1) + 1, at(ends, entry));
}

/** The entries that lie directly in a folder, in the order of the tree. */
export function* childrenOf({ order, place, span }: FileTreeIndex, folder: number): Generator<number> {
  const end = at(place, folder) + at(span, folder);
  for (let spot = at(place, folder) + 1; spot < end; ) {
    const child = at(order, spot);
    yield child;
    spot += at(span, child);
  }
}

/** An entry's path, absolute within the image: `/usr/bin/env`; `/` for the root. */
export function pathOf(index: FileTreeIndex, entry: number): string {
  const parts: string[] = [];
  for (let i = entry; i > 0; i = index.parents[i] ?? -1) parts.push(nameOf(index, i));
  return `/${parts.reverse().join('/')}`;
}

/** The entries from the root down to an entry, both among them. */
export function trailOf({ parents }: FileTreeIndex, entry: number): number[] {
  const trail: number[] = [];
  for (let i = entry; i >= 0; i = parents[i] ?? -1) trail.push(i);
  return trail.reverse();
}

/** The entry at an absolute path; `undefined` where the final tree has none. */
export function entryAt(index: FileTreeIndex, path: string): number | undefined {
  let entry: number | undefined = 0;
  for (const name of path.split('/').filter((part) => part !== '')) {
    entry = childNamed(index, entry, name);
    if (entry === undefined) return undefined;
  }
  return entry;
}

function childNamed(index: FileTreeIndex, folder: number, name: string): number | undefined {
  const { names, nameEnds: ends } = index;
  for (const child of childrenOf(index, folder)) {
    const start = at(ends, child - 1) + 1;
    if (at(ends, child) - start === name.length && names.startsWith(name, start)) return child;
  }
  return undefined;
}

/** Bytes of a subtree by the value of one of the tree's columns, most bytes first; values without bytes are left out. */
export function bytesBy(
  index: FileTreeIndex,
  entry: number,
  column: 'layers' | 'kinds',
): { readonly value: number; readonly bytes: number }[] {
  const { order, place, span, bytes: sizes } = index;
  // By value + 1, as -1 is one too: an array of few numbers is many times as fast as a map.
  const sums: number[] = [];
  const values = index[column];
  const end = at(place, entry) + at(span, entry);
  for (let spot = at(place, entry); spot < end; spot++) {
    const each = at(order, spot);
    const bytes = at(sizes, each);
    if (bytes === 0) continue;
    const value = (values[each] ?? 0) + 1;
    while (sums.length <= value) sums.push(0);
    sums[value] = (sums[value] ?? 0) + bytes;
  }
  return sums
    .map((bytes, i) => ({ value: i - 1, bytes }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

/**
 * The files with the most bytes, largest first, without sorting all of them.
 * @param most how many at most
 * @param among leaves out the files it refuses
 */
export function largestFiles(
  index: FileTreeIndex,
  most: number,
  among: (entry: number) => boolean = () => true,
): number[] {
  const { types } = index;
  const files = function* (): Generator<number> {
    for (let i = 0; i < types.length; i++) if (types[i] === entryTypes.file && among(i)) yield i;
  };
  return largestOf(index, files(), most);
}

/** Of some entries those with the most bytes in and below them, largest first, without sorting all of them. */
export function largestOf({ totals }: FileTreeIndex, entries: Iterable<number>, most: number): number[] {
  let found: number[] = [];
  let least = -1;
  const settle = (): void => {
    found.sort((a, b) => at(totals, b) - at(totals, a) || a - b);
    found = found.slice(0, most);
    if (found.length === most) least = at(totals, found.at(-1) ?? 0);
  };
  for (const entry of entries) {
    if (at(totals, entry) <= least) continue;
    found.push(entry);
    // Cut down now and then: every cut raises the bar for what follows.
    if (found.length >= most * 2) settle();
  }
  settle();
  return found;
}

function at(column: Uint32Array | Float64Array, i: number): number {
  return column[i] ?? 0;
}
