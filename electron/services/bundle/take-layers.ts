import { GantryError } from '../../../shared/contract/error.ts';
import type { BlobProof } from '../archives/archive-contents.ts';
import type { TakeLayer } from '../archives/blob-scan.ts';
import { proveImageArchive, unwrapArchive } from '../archives/image-archive-reader.ts';
import type { ByteStream, ImageArchiveInfo } from '../archives/types.ts';
import type { LayerCache } from '../cache/layer-cache.ts';
import type { ArchiveDigest } from './archive-digest.ts';
import type { Compressor } from './block-compressor.ts';
import type { NeededLayers } from './needed-layers.ts';

/** An image as its archive has it. */
export interface TakenImage {
  /** `sha256:…` of the config. */
  readonly id: string;
  readonly platform?: string;
  readonly tags: readonly string[];
  /** Byte for byte. */
  readonly config: Uint8Array;
  /** Lowest first. */
  readonly diffIds: readonly string[];
}

export interface TakeContext {
  readonly cache: LayerCache;
  readonly compressor: Compressor;
  readonly layers: NeededLayers;
  /** The diff IDs that the source is known to have. */
  readonly expected: readonly string[];
  readonly digest: ArchiveDigest;
  /** The archive's name in errors. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytesSoFar: number) => void;
}

/**
 * Reads an image archive of any layout, proves it on the way, and compresses the layers that are not there yet while they
 * come. With `trustLengths` a layer as long as one that is there is taken for it: archives name their layers only at the end.
 * That may be wrong, and then a layer is missing afterwards; what is put into a bundle is right in either case.
 * @throws GantryError `ArchiveInvalid`, `Cancelled`; `CacheUnusable`; errors of the source pass unchanged.
 */
export async function takeLayers(
  source: ByteStream,
  context: TakeContext,
  trustLengths: boolean,
): Promise<{ readonly info: ImageArchiveInfo; readonly images: readonly TakenImage[] }> {
  const { cache, compressor, layers, expected, digest } = context;
  const isThere = (blob: string, bytes: number | undefined): boolean => {
    const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(blob)?.[1];
    if (hex !== undefined && layers.has(`sha256:${hex}`)) return true;
    return trustLengths && bytes !== undefined && layers.hasOfLength(expected, bytes);
  };
  const takeLayer: TakeLayer = async (blob, bytes, tar) => {
    const begun = digest.begin(bytes);
    if (isThere(blob, bytes)) {
      if (begun !== undefined) for await (const chunk of tar) begun.hash.update(chunk);
      return async (proof: BlobProof) => digest.settle(begun, proof.diffId);
    }
    const spool = await cache.spool();
    try {
      const sum = await compressor.compress(tar, (deflated, unpacked) => {
        begun?.hash.update(unpacked);
        return spool.append(deflated);
      });
      return async (proof: BlobProof) => {
        digest.settle(begun, proof.diffId);
        if (proof.problem !== undefined || layers.has(proof.diffId)) return spool.discard();
        const kept = cache.keep(spool, proof.diffId, sum, compressor.level);
        layers.add(
          await kept.catch(async (error: unknown) => {
            await spool.discard();
            throw error;
          }),
        );
      };
    } catch (error) {
      await spool.discard();
      throw error;
    }
  };
  const { wrapping, stream } = await unwrapArchive(source, context);
  const { info, claims } = await proveImageArchive(stream, wrapping, { ...context, takeLayer });
  const images = claims.images.map((claim): TakenImage => {
    const { json } = claim.configBlob;
    if (!(json instanceof Uint8Array)) {
      throw new GantryError('ArchiveInvalid', { file: context.file, problem: 'a config cannot be read' });
    }
    const { platform, diffIds } = claim.config;
    return {
      id: claim.id,
      tags: claim.tags,
      config: json,
      diffIds,
      ...(platform === undefined ? {} : { platform }),
    };
  });
  return { info, images };
}
