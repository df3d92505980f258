import type { LayerReport, PackedFileTree, SizeReport } from '../contract/size-report.ts';
import { imageSizeLimit } from '../model/image-size.ts';
import { type FoundSign, findSigns, NamedFiles } from './advice-signs.ts';
import { finalTree } from './final-tree.ts';
import type { LayerListing } from './layer-listing.ts';
import { LayerMerge } from './layer-merge.ts';
import { packTree } from './packed-tree.ts';
import type { PathTable } from './path-table.ts';
import { largestFiles } from './tree-paths.ts';

/** A layer as its archive describes it. */
export interface MeasuredLayer {
  readonly diffId: string;
  readonly command: string;
  /** Of the uncompressed tar. */
  readonly bytes: number;
  readonly compressed?: LayerReport['compressed'];
  /** Absent where it is no tar: an empty layer. */
  readonly listing?: LayerListing;
}

/** What is to be measured. */
export interface MeasuredImage {
  readonly id: string;
  readonly platform: string;
  /** Of the config; empty where it names none. */
  readonly workingFolder: string;
  readonly layers: readonly MeasuredLayer[];
}

/** A copy nobody sees. */
export interface HiddenCopy {
  readonly bytes: number;
  readonly layer: number;
  /** The layer that replaces or removes it. */
  readonly hiddenBy: number;
}

/** The copies nobody sees of one path. */
export interface HiddenPath {
  readonly path: string;
  readonly bytes: number;
  readonly copies: readonly HiddenCopy[];
  /** Not in the final tree at all. */
  readonly removed: boolean;
}

/** What one layer hides of another, all paths together. */
export interface HiddenBetween {
  readonly layer: number;
  readonly hiddenBy: number;
  /** Whether the image still shows something under these paths. */
  readonly removed: boolean;
  readonly bytes: number;
  readonly files: number;
  /** Most bytes first, at most 20. */
  readonly paths: readonly string[];
}

/** A file of the final tree. */
export interface LargeFile {
  /** Beginning with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly layer: number;
}

/** All that follows from an image's own bytes; kept under its ID. Nobody but a page that shows the tree needs to unpack it. */
export interface ImageMeasure {
  readonly id: string;
  readonly platform: string;
  readonly workingFolder: string;
  readonly layers: readonly LayerReport[];
  readonly files: number;
  readonly fileBytes: number;
  /** Most bytes first, at most 1,000. */
  readonly hidden: readonly HiddenPath[];
  readonly hiddenBetween: readonly HiddenBetween[];
  /** Most bytes first, at most 10,000. */
  readonly largest: readonly LargeFile[];
  readonly signs: readonly FoundSign[];
  readonly tree: PackedFileTree;
}

const mostHidden = 1000;
const mostLargest = 10_000;

/**
 * Lays an image's layers over one another and measures each of them and the tree they make.
 * @param paths complete, with the paths of every layer
 */
export function measureImage(image: MeasuredImage, paths: PathTable): ImageMeasure {
  const merge = new LayerMerge(paths);
  for (const { listing } of image.layers) merge.add(listing);
  const layers = image.layers.map((layer, index): LayerReport => {
    const { diffId, command, bytes, compressed } = layer;
    const counts = merge.layers[index] ?? { added: 0, changed: 0, removed: 0, fileBytes: 0, wastedBytes: 0 };
    return { diffId, command, bytes, ...counts, ...(compressed === undefined ? {} : { compressed }) };
  });
  const { id, platform, workingFolder } = image;
  const { tree, files, fileBytes } = finalTree(merge, workingFolder);
  return {
    id,
    platform,
    workingFolder,
    layers,
    files,
    fileBytes,
    hidden: hiddenPaths(merge),
    hiddenBetween: hiddenBetween(merge),
    largest: largestFiles(tree, mostLargest),
    signs: findSigns(tree),
    tree: packTree(tree),
  };
}

/** The report but for its advice. `others` are the images of the same archive, bundle or project. */
export function sizeReport(
  measure: ImageMeasure,
  ref: string,
  others: readonly Pick<ImageMeasure, 'layers'>[],
): SizeReport {
  const { layers, fileBytes } = measure;
  const sum = (of: (layer: LayerReport) => number): number =>
    layers.reduce((total, layer) => total + of(layer), 0);
  const wastedBytes = sum((layer) => layer.wastedBytes);
  const allBytes = fileBytes + wastedBytes;
  const elsewhere = new Set(others.flatMap((other) => other.layers.map(({ diffId }) => diffId)));
  const compressed = sum((layer) => layer.compressed?.bytes ?? 0);
  const isWhole = layers.every((layer) => layer.compressed !== undefined);
  const estimated = layers.some((layer) => layer.compressed?.estimated === true);
  return {
    ref,
    id: measure.id,
    platform: measure.platform,
    bytes: sum((layer) => layer.bytes),
    limitBytes: imageSizeLimit,
    ...(isWhole ? { compressed: { bytes: compressed, estimated } } : {}),
    sharedBytes: sum((layer) => (elsewhere.has(layer.diffId) ? layer.bytes : 0)),
    layers: [...layers],
    files: measure.files,
    fileBytes,
    wastedBytes,
    efficiency: allBytes === 0 ? 1 : fileBytes / allBytes,
    wasted: measure.hidden.map(({ path, bytes, copies, removed }) => ({
      path,
      bytes,
      copies: copies.length,
      layers: copies.map(({ layer }) => layer),
      removed,
    })),
    advice: [],
    tree: measure.tree,
  };
}

function hiddenPaths(merge: LayerMerge): HiddenPath[] {
  const totals = new Map<number, number>();
  for (let index = 0; index < merge.contents; index += 1) {
    const { bytes, owner, hiddenBy } = merge.content(index);
    if (hiddenBy >= 0 && bytes > 0) totals.set(owner, (totals.get(owner) ?? 0) + bytes);
  }
  const largest = [...totals].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, mostHidden);
  const copies = new Map<number, HiddenCopy[]>(largest.map(([owner]) => [owner, []]));
  for (let index = 0; index < merge.contents; index += 1) {
    const { bytes, layer, owner, hiddenBy } = merge.content(index);
    if (hiddenBy >= 0 && bytes > 0) copies.get(owner)?.push({ bytes, layer, hiddenBy });
  }
  return largest.map(([owner, bytes]) => ({
    path: merge.paths.path(owner),
    bytes,
    copies: copies.get(owner) ?? [],
    removed: merge.contentOf(owner) < 0,
  }));
}

function hiddenBetween(merge: LayerMerge): HiddenBetween[] {
  const found = new Map<
    string,
    { layer: number; hiddenBy: number; removed: boolean; files: NamedFiles<number> }
  >();
  for (let index = 0; index < merge.contents; index += 1) {
    const { bytes, layer, owner, hiddenBy } = merge.content(index);
    if (hiddenBy < 0 || bytes === 0) continue;
    const removed = merge.contentOf(owner) < 0;
    const key = `${layer} ${hiddenBy} ${removed}`;
    const between = found.get(key) ?? { layer, hiddenBy, removed, files: new NamedFiles<number>() };
    found.set(key, between);
    between.files.add(owner, bytes, layer);
  }
  return [...found.values()]
    .map(({ files, ...between }) => {
      const paths = files.largest().map(({ path }) => merge.paths.path(path));
      return { ...between, bytes: files.bytes, files: files.files, paths };
    })
    .sort((a, b) => b.bytes - a.bytes);
}
