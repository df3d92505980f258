import { isError } from '../../../shared/contract/error.ts';
import type { BlobProof, StoredBlob } from './archive-contents.ts';
import { type ByteReader, remaining, StreamReader } from './byte-reader.ts';
import { unwrap } from './compression.ts';
import type { ExpansionBudget } from './expansion-budget.ts';
import { hashHere, type MakeHash, type StreamHash } from './stream-hash.ts';
import { BLOCK, checksumHolds, isZeroBlock } from './tar-header.ts';
import { readTarFrom } from './tar-reader.ts';
import type { ArchiveLimits, ByteStream, TarEntry, TarHeader } from './types.ts';

/** Told of each entry of each layer, in the archive's order. `blob` is the layer's `LayerInfo.blob`. */
export type OnLayerEntry = (blob: string, header: TarHeader) => void;

/**
 * Takes a layer's unpacked tar while it passes, and reads it to its end or leaves the rest. `bytes` is the tar's length where it
 * is known before. What it gives is told afterwards what the layer proved to be; a layer that is passed over is not read at all, and nothing is
 * proven of it.
 */
export type TakeLayer = (
  blob: string,
  bytes: number | undefined,
  tar: ByteStream,
) => Promise<((proof: BlobProof) => Promise<void>) | 'pass-over'>;
/** Asked for each file of each layer who wants its bytes, which then come in order. */
export type OnLayerBody = (blob: string, header: TarHeader) => ((bytes: Uint8Array) => void) | undefined;

/** Given each piece of each blob as stored, in order. */
export type OnBlobBytes = (blob: string, bytes: Uint8Array) => void;

export interface BlobScanOptions {
  readonly file: string;
  readonly limits: ArchiveLimits;
  readonly onLayerEntry?: OnLayerEntry;
  readonly takeLayer?: TakeLayer;
  /** Only where `onLayerEntry` is there too. */
  readonly onLayerBody?: OnLayerBody;
  readonly onBlobBytes?: OnBlobBytes;
  readonly budget?: ExpansionBudget;
  /** What hashes the bytes; this thread where absent. */
  readonly hash?: MakeHash;
}

/**
 * Reads a file of an image archive to its end: digests, size unpacked, its JSON where it is a document, its entries where it is a layer and someone listens.
 * What is wrong with the blob itself is part of the proof; errors of the archive around it are thrown.
 */
export async function scanBlob(path: string, entry: TarEntry, options: BlobScanOptions): Promise<StoredBlob> {
  const { onBlobBytes, hash = hashHere } = options;
  const stored = new HashedStream(
    entry.body,
    hash(),
    onBlobBytes === undefined ? undefined : (bytes) => onBlobBytes(path, bytes),
  );
  let unpacked: HashedStream | undefined;
  let compression: BlobProof['compression'] = 'none';
  let json: StoredBlob['json'];
  let problem: string | undefined;
  let settle: ((proof: BlobProof) => Promise<void>) | undefined;
  try {
    const { file, budget } = options;
    const unwrapped = await unwrap(stored, {
      file,
      entry: path,
      ...(budget === undefined ? {} : { budget }),
    });
    compression = unwrapped.wrapping;
    if (compression !== 'none') unpacked = new HashedStream(unwrapped.stream, hash());
    const reader = new StreamReader(unpacked ?? unwrapped.stream);
    try {
      const start = await reader.peek(BLOCK);
      if (compression === 'none' && beginsJson(start)) {
        json = entry.size > options.limits.jsonBytes ? 'too-large' : await whole(reader, entry.size);
      } else if (options.takeLayer !== undefined && beginsTar(start)) {
        const bytes = compression === 'none' ? entry.size : undefined;
        const taken = await options.takeLayer(path, bytes, remaining(reader));
        // What is left of it is passed over by the archive's reader.
        if (taken === 'pass-over') return { path, storedBytes: entry.size, passedOver: true };
        settle = taken;
      } else if (options.onLayerEntry !== undefined && beginsTar(start)) {
        await listLayer(path, reader, options, options.onLayerEntry);
      }
      await reader.skip(Number.POSITIVE_INFINITY);
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (stored.failure !== undefined) throw stored.failure.error;
    if (!isError(error, 'ArchiveInvalid')) throw error;
    problem = error.data.problem;
    for await (const _rest of stored) {
      // Only its hash counts now.
    }
  }
  const digest = await stored.digest();
  const diffId = unpacked === undefined ? digest : await unpacked.digest();
  const proof: BlobProof = {
    digest,
    diffId,
    bytes: unpacked?.bytes ?? stored.bytes,
    compression,
    ...(problem === undefined ? {} : { problem }),
  };
  await settle?.(proof);
  return { path, storedBytes: stored.bytes, proof, ...(json === undefined ? {} : { json }) };
}

/** Whether a file's first bytes are those of a JSON object or list. */
export function beginsJson(start: Uint8Array): boolean {
  const first = start.find((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  // A layer may begin with a file whose name begins with a brace; its header's checksum tells.
  return (first === 0x7b || first === 0x5b) && !beginsTar(start);
}

function beginsTar(start: Uint8Array): boolean {
  return start.length === BLOCK && (checksumHolds(start) || isZeroBlock(start));
}

async function whole(reader: ByteReader, size: number): Promise<Uint8Array> {
  // A copy, or the document would keep the source's far larger chunk in memory.
  return Uint8Array.from(await reader.take(size));
}

async function listLayer(
  path: string,
  reader: ByteReader,
  options: BlobScanOptions,
  onLayerEntry: OnLayerEntry,
): Promise<void> {
  const layer = readTarFrom(reader, { file: options.file, within: path, limits: options.limits });
  for await (const entry of layer) {
    onLayerEntry(path, entry);
    const take = entry.type === 'file' ? options.onLayerBody?.(path, entry) : undefined;
    if (take !== undefined) for await (const bytes of entry.body) take(bytes);
  }
}

/** A stream that hashes what passes. It may be left and taken up again. */
class HashedStream implements ByteStream {
  bytes = 0;
  failure: { readonly error: unknown } | undefined;
  readonly #hash: StreamHash;
  readonly #source: ByteStream;
  readonly #onBytes: ((bytes: Uint8Array) => void) | undefined;

  constructor(source: ByteStream, hash: StreamHash, onBytes?: (bytes: Uint8Array) => void) {
    this.#source = source;
    this.#hash = hash;
    this.#onBytes = onBytes;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#source) {
        const hashing = this.#hash.update(chunk);
        if (hashing !== undefined) await hashing;
        this.bytes += chunk.length;
        this.#onBytes?.(chunk);
        yield chunk;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }

  /** `sha256:…` of all that passed; asked for once. */
  async digest(): Promise<string> {
    return `sha256:${await this.#hash.digest()}`;
  }
}
