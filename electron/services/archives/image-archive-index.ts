import { ArchiveContents, type StoredBlob } from './archive-contents.ts';
import { archiveLimits } from './archive-limits.ts';
import { beginsJson } from './blob-scan.ts';
import { sniffWrapping } from './compression.ts';
import { FileReader } from './file-reader.ts';
import { fileStream, openForReading } from './file-stream.ts';
import { readImageArchive } from './image-archive-reader.ts';
import type { ImageClaim } from './image-claim.ts';
import { joinClaims } from './image-claims.ts';
import { BLOCK } from './tar-header.ts';
import { readTarFrom } from './tar-reader.ts';
import type { ArchiveLimits, ImageArchiveInfo, ImageInfo, LayerInfo } from './types.ts';

/** A layer as its archive claims it to be. */
type IndexedLayer = Pick<LayerInfo, 'diffId' | 'storedBytes' | 'command'>;

/** An image as its archive claims it to be; `bytes` is known where no layer is compressed. */
export interface IndexedImage extends Pick<ImageInfo, 'id' | 'tags' | 'platform' | 'config'> {
  readonly bytes?: number;
  readonly layers: readonly IndexedLayer[];
}

/** What an image archive says of itself, unproven. */
export interface ImageArchiveIndex extends Pick<ImageArchiveInfo, 'layout' | 'wrapping' | 'bytes'> {
  readonly images: readonly IndexedImage[];
}

export interface ImageArchiveIndexOptions {
  /** The archive's name in errors; the path where absent. */
  readonly file?: string;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<ArchiveLimits>;
}

/**
 * Reads what an image archive on disk says of its images without reading the layers: milliseconds, whatever its size. Nothing is proven but that
 * all is there and the documents' digests fit. A compressed archive is read whole, as `readImageArchive` does.
 * Fails with `FileUnreadable`, `ArchiveInvalid` or `Cancelled`.
 */
export async function indexImageArchive(
  path: string,
  options: ImageArchiveIndexOptions = {},
): Promise<ImageArchiveIndex> {
  const file = options.file ?? path;
  const { handle, bytes } = await openForReading(path);
  const reader = new FileReader(path, handle, bytes);
  try {
    if (sniffWrapping(await reader.peek(4)) !== 'none') {
      return await readImageArchive(fileStream(path, options.signal), { ...options, file });
    }
    const contents = new ArchiveContents(file, archiveLimits(options.limits));
    for await (const entry of readTarFrom(reader, { file, limits: contents.limits })) {
      const blob = contents.note(entry);
      if (blob !== undefined) contents.add(await glance(blob, entry.size, reader, contents.limits));
    }
    const claims = joinClaims(contents);
    return { layout: claims.layout, wrapping: 'none', bytes, images: claims.images.map(indexedImage) };
  } finally {
    await reader.close();
  }
}

/** A file's facts from its first bytes; its document where it is one. */
async function glance(
  path: string,
  size: number,
  reader: FileReader,
  limits: ArchiveLimits,
): Promise<StoredBlob> {
  const start = await reader.peek(Math.min(size, BLOCK));
  const plain = sniffWrapping(start) === 'none';
  const facts = { path, storedBytes: size, ...(plain ? { bytes: size } : {}) };
  if (!plain || !beginsJson(start)) return facts;
  if (size > limits.jsonBytes) return { ...facts, json: 'too-large' };
  return { ...facts, json: Uint8Array.from(await reader.peek(size)) };
}

function indexedImage(claim: ImageClaim): IndexedImage {
  const { document, platform, diffIds, commands } = claim.config;
  const bytes = claim.layers.reduce((sum, layer) => sum + (layer.bytes ?? Number.NaN), 0);
  return {
    id: claim.id,
    tags: claim.tags,
    ...(platform === undefined ? {} : { platform }),
    ...(Number.isNaN(bytes) ? {} : { bytes }),
    config: document,
    layers: claim.layers.map((layer, index) => ({
      diffId: diffIds[index] ?? '',
      storedBytes: layer.storedBytes,
      command: commands[index] ?? '',
    })),
  };
}
