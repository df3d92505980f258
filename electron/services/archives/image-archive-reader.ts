import { GantryError } from '../../../shared/contract/error.ts';
import { ArchiveContents } from './archive-contents.ts';
import { shortDigest, shown } from './archive-error.ts';
import { archiveLimits } from './archive-limits.ts';
import {
  type OnBlobBytes,
  type OnLayerBody,
  type OnLayerEntry,
  scanBlob,
  type TakeLayer,
} from './blob-scan.ts';
import { StreamReader } from './byte-reader.ts';
import { unwrap } from './compression.ts';
import type { ExpansionBudget } from './expansion-budget.ts';
import type { ImageClaim } from './image-claim.ts';
import { type ArchiveClaims, joinClaims } from './image-claims.ts';
import type { MakeHash } from './stream-hash.ts';
import { readTarFrom } from './tar-reader.ts';
import type { ArchiveLimits, ByteStream, ImageArchiveInfo, ImageInfo, LayerInfo, Wrapping } from './types.ts';

export interface ImageArchiveOptions {
  /** The archive's name in errors. */
  readonly file: string;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<ArchiveLimits>;
  /** Told how many bytes of the source have been read, for each chunk. */
  readonly onBytes?: (bytesSoFar: number) => void;
  /** Told of every entry of every layer; layers are not parsed where absent. */
  readonly onLayerEntry?: OnLayerEntry;
  /** Asked for every file of every layer who wants its bytes; only where `onLayerEntry` is there too. */
  readonly onLayerBody?: OnLayerBody;
  /** Given every piece of every file of the archive as stored, layers among them. */
  readonly onBlobBytes?: OnBlobBytes;
  /** What the archive may unpack to, with all that is packed in it; no bound where absent. */
  readonly budget?: ExpansionBudget;
  /** What hashes the bytes; this thread where absent. */
  readonly hash?: MakeHash;
}

/**
 * Reads an image archive of any layout in one pass and proves it: every blob against its digest, every layer against the config's diff IDs.
 * Memory does not grow with the archive. Fails with `ArchiveInvalid` where anything is missing, damaged or unsafe, with `Cancelled` where the signal aborts;
 * errors of the source pass unchanged.
 */
export async function readImageArchive(
  source: ByteStream,
  options: ImageArchiveOptions,
): Promise<ImageArchiveInfo> {
  const { wrapping, stream } = await unwrapArchive(source, options);
  return (await proveImageArchive(stream, wrapping, options)).info;
}

/** An archive's tar, with its reading reported and stopped as the options say. */
export function unwrapArchive(
  source: ByteStream,
  options: ImageArchiveOptions,
): Promise<{ wrapping: Wrapping; stream: ByteStream }> {
  const { file, budget } = options;
  return unwrap(watched(source, options), { file, ...(budget === undefined ? {} : { budget }) });
}

/** `readImageArchive` from the unwrapped tar on, giving the archive's own claims too. */
export async function proveImageArchive(
  tar: ByteStream,
  wrapping: Wrapping,
  options: ImageArchiveOptions & { readonly takeLayer?: TakeLayer },
): Promise<{ info: ImageArchiveInfo; claims: ArchiveClaims }> {
  const { file, onLayerEntry, onLayerBody, onBlobBytes, takeLayer, budget, hash } = options;
  const limits = archiveLimits(options.limits);
  const contents = new ArchiveContents(file, limits);
  const reader = new StreamReader(tar);
  const scan = {
    file,
    limits,
    ...(onLayerEntry === undefined ? {} : { onLayerEntry }),
    ...(takeLayer === undefined ? {} : { takeLayer }),
    ...(onLayerBody === undefined ? {} : { onLayerBody }),
    ...(onBlobBytes === undefined ? {} : { onBlobBytes }),
    ...(budget === undefined ? {} : { budget }),
    ...(hash === undefined ? {} : { hash }),
  };
  for await (const entry of readTarFrom(reader, { file, limits })) {
    const path = contents.note(entry);
    if (path === undefined) continue;
    const blob = await scanBlob(path, entry, scan);
    const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1];
    if (hex !== undefined && blob.passedOver !== true) contents.checkDigest(blob, `sha256:${hex}`);
    contents.add(blob);
  }
  const claims = joinClaims(contents);
  const images = claims.images.map((image) => proveImage(contents, image));
  return { info: { layout: claims.layout, wrapping, bytes: reader.position, images }, claims };
}

function proveImage(contents: ArchiveContents, image: ImageClaim): ImageInfo {
  const { document, platform, diffIds, commands } = image.config;
  const subject = image.tags[0] ?? `image ${shortDigest(image.id)}`;
  const layers = image.layers.map((blob, index): LayerInfo => {
    const { proof, path } = blob;
    const diffId = diffIds[index];
    const place = `layer ${index + 1} of ${subject}, ${shown(path)},`;
    if (blob.passedOver === true && diffId !== undefined) {
      const { storedBytes } = blob;
      const command = commands[index] ?? '';
      return {
        diffId,
        digest: diffId,
        bytes: storedBytes,
        storedBytes,
        compression: 'none',
        blob: path,
        command,
      };
    }
    if (proof === undefined || diffId === undefined) throw contents.invalid(`${place} was not read`, path);
    if (proof.problem !== undefined)
      throw contents.invalid(`${place} cannot be read: ${proof.problem}`, path);
    if (proof.diffId !== diffId) {
      throw contents.invalid(
        `${place} has the wrong diff ID: the config says ${shortDigest(diffId)}, its bytes give ${shortDigest(proof.diffId)}`,
        path,
      );
    }
    const { digest, bytes, compression } = proof;
    return {
      diffId,
      digest,
      bytes,
      storedBytes: blob.storedBytes,
      compression,
      blob: path,
      command: commands[index] ?? '',
    };
  });
  return {
    id: image.id,
    tags: image.tags,
    ...(platform === undefined ? {} : { platform }),
    layers,
    bytes: layers.reduce((sum, layer) => sum + layer.bytes, 0),
    config: document,
  };
}

async function* watched(source: ByteStream, options: ImageArchiveOptions): AsyncGenerator<Uint8Array> {
  const { signal, onBytes, file } = options;
  const stopIfAborted = () => {
    if (signal?.aborted === true) throw new GantryError('Cancelled', { operation: `reading ${file}` });
  };
  let bytes = 0;
  stopIfAborted();
  for await (const chunk of source) {
    stopIfAborted();
    bytes += chunk.length;
    onBytes?.(bytes);
    yield chunk;
  }
  stopIfAborted();
}
