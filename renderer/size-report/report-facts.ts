import { fileKinds, type SizeReport } from '../../shared/contract/size-report.ts';
import {
  bytesBy,
  entryAt,
  type FileTreeIndex,
  indexFileTree,
  pathOf,
} from '../../shared/report/file-tree-index.ts';
import { formatBytes } from '../../shared/report/format.ts';

/** What a colour of the picture stands for. */
export type Colouring = 'kind' | 'layer';

/** How many colours the picture has; layers beyond them begin anew, told apart by their number. */
const toneCount = 8;

const kindWords = ['Runtime', 'Packages', 'Caches', 'App', 'Other'] as const;

/** A report with what the views of it need, worked out once. */
export interface ReportFacts {
  readonly report: SizeReport;
  readonly index: FileTreeIndex;
  /** Entries that a piece of advice names. */
  readonly cited: ReadonlySet<number>;
  /** What the advice would save together, bytes. */
  readonly savesBytes: number;
}

export function factsOf(report: SizeReport): ReportFacts {
  const index = indexFileTree(report.tree);
  const cited = new Set<number>();
  for (const { paths } of report.advice) {
    for (const path of paths) {
      const entry = entryAt(index, path);
      if (entry !== undefined && entry > 0) cited.add(entry);
    }
  }
  const savesBytes = report.advice.reduce((sum, advice) => sum + advice.savesBytes, 0);
  return { report, index, cited, savesBytes };
}

/** Whether advice names an entry or a folder above it. */
export function isCited({ index, cited }: ReportFacts, entry: number): boolean {
  for (let i = entry; i > 0; i = index.tree.parents[i] ?? 0) if (cited.has(i)) return true;
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
    { key: 'waste', label: 'Copies nobody sees', bytes: report.wastedBytes, tone: 'waste' } as const,
    { key: 'headers', label: 'Names and padding', bytes: headers, tone: 'headers' } as const,
  ].filter(({ bytes }) => bytes > 0);
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
  const path = pathOf(index.tree, entry);
  return report.wasted.find((waste) => waste.path === path && !waste.removed);
}
