import {
  type FileTree,
  fileKinds,
  type SizeReport,
  type WastedPath,
} from '../../shared/contract/size-report.ts';
import {
  bytesBy,
  entryAt,
  entryTypes,
  type FileTreeIndex,
  indexFileTree,
  pathOf,
} from '../../shared/report/file-tree-index.ts';
import { formatBytes } from '../../shared/report/format.ts';
import { packTree } from '../../shared/report/packed-tree.ts';

/** What a colour of the picture stands for. */
export type Colouring = 'kind' | 'layer';

/** How many colours the picture has; layers beyond them begin anew, told apart by their number. */
const toneCount = 8;

const kindWords = ['Runtime', 'Packages', 'Caches', 'App', 'Other'] as const;
const wasteWords = 'Copies nobody sees';
const headerWords = 'Names and padding';

/** A report with what the views of it need, worked out once. */
export interface ReportFacts {
  readonly report: SizeReport;
  readonly index: FileTreeIndex;
  /** The copies nobody sees, as a tree of their own: a path with several is one file of it. */
  readonly waste: FileTreeIndex;
  /** Entries that advice names, and the folders most of whose bytes it names; the outermost alone. */
  readonly cited: ReadonlySet<number>;
}

/** What of a report the facts are made of. */
export type ReportParts = Pick<SizeReport, 'tree' | 'wasted' | 'advice'>;

/** Plain data throughout, so that a worker can make it. */
export function factsOf({ tree, wasted, advice }: ReportParts): Omit<ReportFacts, 'report'> {
  const index = indexFileTree(tree);
  const waste = indexFileTree(packTree(wasteTree(wasted)));
  return { index, waste, cited: citedEntries(advice, index) };
}

/** From this share of its bytes on a folder is marked as a whole: advice names the largest paths only. */
const mostOfIt = 0.85;

function citedEntries(advice: SizeReport['advice'], index: FileTreeIndex): Set<number> {
  const { parents, totals, place, span } = index;
  const named = new Set<number>();
  for (const { paths } of advice) {
    for (const path of paths) {
      const entry = entryAt(index, path);
      if (entry !== undefined && entry > 0) named.add(entry);
    }
  }
  const bytes = new Map<number, number>();
  for (const entry of named) {
    for (let i = entry; i > 0; i = parents[i] ?? 0) {
      if (i !== entry && named.has(i)) break;
      bytes.set(i, (bytes.get(i) ?? 0) + (totals[entry] ?? 0));
    }
  }
  const marked = [...bytes].filter(
    ([entry, part]) => named.has(entry) || part >= (totals[entry] ?? 0) * mostOfIt,
  );
  marked.sort(([a], [b]) => (place[a] ?? 0) - (place[b] ?? 0));
  const outermost = new Set<number>();
  let end = 0;
  for (const [entry] of marked) {
    const start = place[entry] ?? 0;
    if (start < end) continue;
    outermost.add(entry);
    end = start + (span[entry] ?? 1);
  }
  return outermost;
}

function wasteTree(wasted: readonly WastedPath[]): FileTree {
  const tree: FileTree = {
    names: [''],
    parents: [-1],
    bytes: [0],
    layers: [-1],
    kinds: [0],
    types: [entryTypes.folder],
  };
  const folders = new Map<string, number>([['', 0]]);
  const add = (path: string, bytes: number, layer: number, type: number): number => {
    const cut = path.lastIndexOf('/');
    const above = path.slice(0, cut);
    const parent = folders.get(above) ?? add(above, 0, -1, entryTypes.folder);
    folders.set(path, tree.names.length);
    tree.parents.push(parent);
    tree.names.push(path.slice(cut + 1));
    tree.bytes.push(bytes);
    tree.layers.push(layer);
    tree.kinds.push(0);
    return tree.types.push(type) - 1;
  };
  for (const { path, bytes, layers } of wasted) {
    if (!folders.has(path)) add(path, bytes, layers[0] ?? -1, entryTypes.file);
  }
  return tree;
}

/** Whether advice is about an entry as a whole. */
export function isCited({ index, cited }: ReportFacts, entry: number): boolean {
  for (let i = entry; i > 0; i = index.parents[i] ?? 0) if (cited.has(i)) return true;
  return false;
}

/** `Packages`; for what no entry has, `Unknown`. */
export function kindName(kind: number): string {
  return kindWords[kind] ?? 'Unknown';
}

/** `Layer 3`, counted from 1. */
export function layerName(layer: number): string {
  return layer < 0 ? 'No layer' : `Layer ${layer + 1}`;
}

/** The colour and pattern of a kind or a layer, as the style sheet counts them. */
export function toneOf(colouring: Colouring, value: number): number {
  if (value < 0) return fileKinds.length - 1;
  return colouring === 'kind' ? value : value % toneCount;
}

/** A part of an image's bytes for the budget bar. */
export interface Part {
  readonly key: string;
  readonly label: string;
  readonly bytes: number;
  readonly tone: number | 'waste' | 'headers';
}

/** The bytes of an image by what they are: files by kind, copies nobody sees, the rest of the layers' archives. */
export function partsOf({ report, index }: ReportFacts): Part[] {
  const kinds = bytesBy(index, 0, 'kinds')
    .sort((a, b) => a.value - b.value)
    .map(
      ({ value, bytes }): Part => ({
        key: `kind-${value}`,
        label: kindName(value),
        bytes,
        tone: toneOf('kind', value),
      }),
    );
  const files = kinds.reduce((sum, { bytes }) => sum + bytes, 0);
  const headers = report.bytes - files - report.wastedBytes;
  return [
    ...kinds,
    { key: 'waste', label: wasteWords, bytes: report.wastedBytes, tone: 'waste' } as const,
    { key: 'headers', label: headerWords, bytes: headers, tone: 'headers' } as const,
  ].filter(({ bytes }) => bytes > 0);
}

/** The names of the parts an image has as a rule, to keep room for them while its tree is read. */
export function expectedParts({ wastedBytes }: SizeReport): string[] {
  return [...kindWords, ...(wastedBytes > 0 ? [wasteWords] : []), headerWords];
}

/** An image's size against the limit, in words. */
export function verdictOf({ bytes, limitBytes }: SizeReport): {
  readonly text: string;
  readonly over: boolean;
} {
  const over = bytes >= limitBytes;
  const limit = formatBytes(limitBytes);
  if (bytes === limitBytes) return { text: `Exactly the ${limit} limit: stay below it`, over };
  const difference = formatBytes(Math.abs(bytes - limitBytes));
  return {
    text: over ? `${difference} over the ${limit} budget` : `${difference} below the ${limit} budget`,
    over,
  };
}

/** Compressed bytes in words, saying so where they are an estimate. */
export function compressedText({
  bytes,
  estimated,
}: {
  readonly bytes: number;
  readonly estimated: boolean;
}): string {
  return estimated ? `about ${formatBytes(bytes)} compressed (estimate)` : `${formatBytes(bytes)} compressed`;
}

/** A share of a whole: `12 %`, `< 1 %`. */
export function percentText(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  const percent = (part / whole) * 100;
  return percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}

/** What an engine adds around a build step, taken off: `RUN pip install -r requirements.txt`. */
export function stepText(command: string): string {
  const plain = command
    .replace(/\s*# buildkit\s*$/, '')
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^(?:RUN )?(?:\|\d+ (?:\S+=\S* )*)?\/bin\/sh -c /, 'RUN ')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? 'Unknown build step' : plain;
}

/** Every path that a wasted copy lies at, to find it by the entry that hides it. */
export function wasteAt({ report, index }: ReportFacts, entry: number) {
  const path = pathOf(index, entry);
  return report.wasted.find((waste) => waste.path === path && !waste.removed);
}
