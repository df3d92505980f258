import { NamedFiles } from './advice-signs.ts';
import type { ImageMeasure, LargeFile } from './image-measure.ts';

/** Smaller files are equal in size by chance too often, bytes. */
const leastSize = 100_000;

/** Large files that two images both have, by path and size, each in a layer that the other lacks. */
export function duplicateFiles(
  image: ImageMeasure,
  other: ImageMeasure,
): { bytes: number; files: number; paths: string[]; layers: number[] } {
  const theirs = new Map(ownLargeFiles(other, image).map(({ path, bytes }) => [path, bytes]));
  const same = new NamedFiles();
  for (const { path, bytes, layer } of ownLargeFiles(image, other)) {
    if (theirs.get(path) === bytes) same.add(path, bytes, layer);
  }
  const layers = [...same.layers].sort((a, b) => a - b);
  return { bytes: same.bytes, files: same.files, paths: same.largest().map(({ path }) => path), layers };
}

/** Those in layers that the other image lacks. */
function ownLargeFiles(image: ImageMeasure, other: ImageMeasure): LargeFile[] {
  const shared = new Set(other.layers.map(({ diffId }) => diffId));
  const own = image.layers.map(({ diffId }) => !shared.has(diffId));
  return image.largest.filter(({ bytes, layer }) => bytes >= leastSize && own[layer] === true);
}
