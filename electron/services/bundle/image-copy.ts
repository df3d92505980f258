import { GantryError } from '../../../shared/contract/error.ts';
import { copyAsDockerArchive } from '../archives/docker-archive-copy.ts';
import type { ImageArchiveInfo, ImageInfo } from '../archives/types.ts';
import { bundledTags } from '../images/image-facts.ts';
import { type ImageSource, openImage, sourceName } from '../images/image-sources.ts';
import type { BundleWriter, WrittenEntry } from './bundle-writer.ts';

/** An image archive that a bundle gets. */
export interface PlannedImage {
  /** The entry's name. */
  readonly name: string;
  readonly source: ImageSource;
}

/** An image archive that a bundle got. */
export interface CopiedImage {
  readonly planned: PlannedImage;
  readonly entry: WrittenEntry;
  readonly info: ImageArchiveInfo;
  /** The references that the source promised and the archive has as tags. */
  readonly tags: readonly string[];
}

/**
 * Streams an image into a bundle and proves it on the way: every digest and diff ID, and that it is the image the findings were about.
 * @throws GantryError `ArchiveInvalid`, `FileUnreadable`, `EngineFailed`, `Cancelled`, and what writing throws.
 */
export async function copyImage(
  planned: PlannedImage,
  writer: BundleWriter,
  signal: AbortSignal,
  onBytes: (bytesSoFar: number) => void,
): Promise<CopiedImage> {
  const { name, source } = planned;
  const file = sourceName(source);
  const opened = await openImage(source, signal);
  const { stream, info: proof } = copyAsDockerArchive(opened, {
    file,
    signal,
    onBytes,
    tags: source.references,
  });
  const entry = await writer.addStream(name, stream);
  const info = await proof;
  const tags = promisedTags(source);
  if (source.kind === 'archive') {
    const ids = new Set(info.images.map((image) => image.id));
    if (source.index.images.some((image) => !ids.has(image.id)) || lacks(info, tags) !== undefined) {
      throw new GantryError('ArchiveInvalid', { file, problem: 'it was changed while it was being read' });
    }
  } else {
    const lost = lacks(info, tags);
    const reason = isSaved(info, source.image.layers)
      ? lost && `the archive it saved lacks the tag “${lost}”`
      : 'the archive it saved holds other layers than the image has';
    if (reason !== undefined) {
      const { endpoint } = source.engine;
      throw new GantryError('EngineFailed', { endpoint, operation: `saving ${file}`, reason });
    }
  }
  return { planned, entry, info, tags };
}

/** The image that a reference means in an archive. */
export function imageOf(info: ImageArchiveInfo, reference: string): ImageInfo | undefined {
  return info.images.find((image) => image.tags.includes(reference)) ?? info.images[0];
}

/** The references that the source says it has. Others are the rules' concern, and pass where they were overruled. */
function promisedTags(source: ImageSource): readonly string[] {
  const tags =
    source.kind === 'archive' ? bundledTags(source.index, source.references).flat() : source.image.tags;
  return source.references.filter((reference) => tags.includes(reference));
}

function lacks(info: ImageArchiveInfo, tags: readonly string[]): string | undefined {
  const held = new Set(info.images.flatMap((image) => image.tags));
  return tags.find((tag) => !held.has(tag));
}

/** By diff IDs: what an engine calls the image's ID depends on how it stores images. */
function isSaved(info: ImageArchiveInfo, diffIds: readonly string[]): boolean {
  const wanted = diffIds.join();
  return info.images.some((image) => image.layers.map((layer) => layer.diffId).join() === wanted);
}
