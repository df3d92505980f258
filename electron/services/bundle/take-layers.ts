import { GantryError } from '../../../shared/contract/error.ts';
import type { BlobProof } from '../archives/archive-contents.ts';
import type { TakeLayer } from '../archives/blob-scan.ts';
import { proveImageArchive, unwrapArchive } from '../archives/image-archive-reader.ts';
import type { ByteStream, ImageArchiveInfo } from '../archives/types.ts';
import type { LayerCache } from '../cache/layer-cache.ts';
import type { ArchiveHash } from './archive-hash.ts';
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
  readonly archiveHash: ArchiveHash;
  /** The archive's name in errors. */
  readonly file: string;
  readonly signal: AbortSignal;
  readonly onBytes: (bytesSoFar: number) => void;
}

export interface Taken {
  readonly info: ImageArchiveInfo;
  readonly images: readonly TakenImage[];
  /** Whether what was passed over is what was there already, as far as the archive's documents tell. */
  readonly complete: boolean;
}

/** Shorter layers are read at once: those of a few files often have the same length, and reading the source again costs far more. */
const leastTrusted = 1 << 20;

/**
 * Reads an image archive of any layout, proves it on the way, and compresses the layers that are not there yet while they come. A layer that
 * is there is passed over unread where the archive calls it by its digest, or, with `trustLengths`, where it is as long: archives name
 * their layers only at the end. That may be wrong, and then `complete` is false or a layer is missing afterwards; what is put
 * into a bundle is right in either case, as it comes from where it was proven and the config says what it has to be.
 * @throws GantryError `ArchiveInvalid`, `Cancelled`; `CacheUnusable`; errors of the source pass unchanged.
 */
export async function takeLayers(
  source: ByteStream,
  context: TakeContext,
  trustLengths: boolean,
): Promise<Taken> {
  const { cache, compressor, layers, expected, archiveHash } = context;
  const there = new ThereByLength(trustLengths ? layers.lengthsOf(expected) : []);
  const takeLayer: TakeLayer = async (blob, bytes, tar) => {
    const named = namedDiffId(blob, bytes);
    if (named !== undefined && layers.has(named)) return 'pass-over';
    if (bytes !== undefined && bytes >= leastTrusted && there.take(bytes)) return 'pass-over';
    const spool = await cache.spool();
    const giveUp = async (error: unknown): Promise<never> => {
      await spool.discard();
      throw error;
    };
    try {
      const passing = await layers.pass(bytes, named);
      const hashed = passing && (await archiveHash.begin(passing.diffId, passing.bytes));
      const sum = await compressor.compress(tar, async (deflated, unpacked) => {
        const hashing = hashed?.hash.update(unpacked);
        if (hashing !== undefined) await hashing;
        await Promise.all([spool.append(deflated), passing?.append(deflated)]);
      });
      return async (proof: BlobProof) => {
        await archiveHash.settle(hashed, proof.diffId);
        if (proof.problem !== undefined || layers.has(proof.diffId)) {
          await spool.discard();
          return passing?.settle(undefined);
        }
        const kept = await cache.keep(spool, proof.diffId, sum, compressor.level).catch(giveUp);
        try {
          await passing?.settle(kept);
        } finally {
          layers.add(kept);
        }
      };
    } catch (error) {
      return giveUp(error);
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
  const used = info.images.flatMap((image) => image.layers);
  const complete = used.every(({ diffId, bytes }) => layers.lengthsOf([diffId])[0] === bytes);
  return { info, images, complete };
}

/** The diff ID that an archive calls a layer by: its digest is one only where it is not compressed, and its length known. */
function namedDiffId(blob: string, bytes: number | undefined): string | undefined {
  const hex = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(blob)?.[1];
  return hex === undefined || bytes === undefined ? undefined : `sha256:${hex}`;
}

/** The lengths of layers that are there, each good for one layer of an archive. */
class ThereByLength {
  readonly #counts = new Map<number, number>();

  constructor(lengths: readonly number[]) {
    for (const bytes of lengths) this.#counts.set(bytes, (this.#counts.get(bytes) ?? 0) + 1);
  }

  take(bytes: number): boolean {
    const count = this.#counts.get(bytes) ?? 0;
    if (count === 0) return false;
    this.#counts.set(bytes, count - 1);
    return true;
  }
}
