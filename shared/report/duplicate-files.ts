import { SignFiles } from './advice-signs.ts';
import type { ImageMeasure } from './image-measure.ts';
import { treePath } from './tree-paths.ts';

/** Smaller files are equal in size by chance too often, bytes. */
const leastSize = 100_000;

/** Large files that two images both have, by path and size, each in a layer that the other lacks. */
export function duplicateFiles(
  image: ImageMeasure,
  other: ImageMeasure,
): { bytes: number; files: number; paths: string[]; layers: number[] } {
  const theirs = new Map<string, number>();
  eachLargeFile(other, image, (path, bytes) => theirs.set(path, bytes));
  const same = new SignFiles();
  eachLargeFile(image, other, (path, bytes, layer) => {
    if (theirs.get(path) === bytes) same.add(path, bytes, layer);
  });
  const layers = [...same.layers].sort((a, b) => a - b);
  return { bytes: same.bytes, files: same.files, paths: same.paths(), layers };
}

function eachLargeFile(
  image: ImageMeasure,
  other: ImageMeasure,
  found: (path: string, bytes: number, layer: number) => void,
): void {
  const shared = new Set(other.layers.map(({ diffId }) => diffId));
  const own = image.layers.map(({ diffId }) => !shared.has(diffId));
  const { tree } = image;
  for (let entry = 0; entry < tree.names.length; entry += 1) {
    const bytes = tree.bytes[entry] ?? 0;
    const layer = tree.layers[entry] ?? -1;
    if (bytes >= leastSize && own[layer] === true) found(treePath(tree, entry), bytes, layer);
  }
}
