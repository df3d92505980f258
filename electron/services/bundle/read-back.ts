import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { GantryError } from '../../../shared/contract/error.ts';
import { shortDigest } from '../archives/archive-error.ts';
import { CacheDamaged } from '../cache/cache-damaged.ts';
import { TurnBuffers } from '../cache/layer-file.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import type { AtomicFile } from './atomic-file.ts';
import { blocksInFlight, inflateBlock } from './block-compressor.ts';
import type { MemberRun } from './gzip-member.ts';

const inflate = promisify(inflateRaw);
const pieceBytes = 1 << 20;
const flush = { finishFlush: constants.Z_SYNC_FLUSH };

/** A stretch of the file and what it must hold: bytes that are at hand, or a layer. */
export type ExpectedRun =
  | { readonly run: MemberRun; readonly plain: Uint8Array }
  | { readonly run: MemberRun; readonly layer: StoredLayer };

/**
 * The way to an image archive's hash where its layers do not come in their order: unpacks them again from the file they were
 * written to, while others may still be on their way, and computes what they are: each new layer's diff ID, every layer's checksum,
 * and the hash of the archive as a whole. Fails with `VerificationFailed`, or with
 * `CacheDamaged` where the layer was not made in this export.
 */
export class ArchiveProof {
  readonly #file: AtomicFile;
  readonly #hash: Hash = createHash('sha256');
  #work: Promise<void>;

  /** Waits for `start` before it begins. */
  constructor(file: AtomicFile, start: Promise<void>) {
    this.#file = file;
    this.#work = start;
  }

  /** Goes on with bytes that are at hand. */
  plain(bytes: Uint8Array): void {
    this.#then(() => {
      this.#hash.update(bytes);
    });
  }

  /** Goes on with a layer that was written. */
  layer(layer: StoredLayer, run: MemberRun): void {
    this.#then(() => this.#prove(layer, run));
  }

  /** Waits for all that; gives the hash in hexadecimal digits. */
  async finish(): Promise<string> {
    await this.#work;
    return this.#hash.digest('hex');
  }

  #then(step: () => void | Promise<void>): void {
    this.#work = this.#work.then(step);
    // Met where the end is waited for.
    this.#work.catch(() => undefined);
  }

  async #prove(layer: StoredLayer, run: MemberRun): Promise<void> {
    // A layer of an earlier export was proven then; that its deflated bytes are the same is seen while they are copied.
    const hash = layer.reused ? undefined : createHash('sha256');
    let crc = 0;
    const take = async (work: Promise<Buffer> | undefined) => {
      if (work === undefined) return;
      const bytes = await work.catch((error: unknown) => {
        throw broken(this.#file, layer, error);
      });
      this.#hash.update(bytes);
      hash?.update(bytes);
      crc = crc32(bytes, crc);
    };
    const pending: Promise<Buffer>[] = [];
    let position = run.position;
    for (const block of layer.blocks) {
      if (pending.length >= blocksInFlight) await take(pending.shift());
      const work = this.#file.read(position, block).then(inflateBlock);
      work.catch(() => undefined);
      pending.push(work);
      position += block;
    }
    while (pending.length > 0) await take(pending.shift());
    const diffId = hash === undefined ? layer.diffId : `sha256:${hash.digest('hex')}`;
    if (diffId !== layer.diffId || crc !== layer.crc) throw broken(this.#file, layer);
  }
}

/**
 * Reads a finished file from its first byte to its last and holds every stretch against what was to be written: layers, which were
 * proven when they were copied, by the checksum of what was copied, all else unpacked and byte for byte. Gives the hash and length of the file.
 * @throws GantryError `VerificationFailed`, `Cancelled`.
 */
export async function readBack(
  file: AtomicFile,
  expected: {
    readonly header: Uint8Array;
    readonly runs: readonly ExpectedRun[];
    readonly trailer: Uint8Array;
  },
  options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const reader = new ReadBack(file, options);
  if (!(await reader.take(expected.header.length)).equals(expected.header)) {
    throw reader.failed('its gzip header does not hold the bytes that were written');
  }
  for (const each of expected.runs) {
    if (each.run.position !== reader.position) throw reader.failed('its parts do not follow one another');
    if ('layer' in each) {
      if ((await reader.checksum(each.run.deflatedBytes)) === each.run.deflatedCrc) continue;
      throw reader.failed(notHeld(each.layer));
    }
    const bytes = await reader.take(each.run.deflatedBytes);
    const plain = await inflate(bytes, flush).catch(() => {
      throw reader.failed('its gzip data is damaged');
    });
    if (!plain.equals(each.plain)) throw reader.failed('it does not hold the bytes that were written');
  }
  if (!(await reader.take(expected.trailer.length)).equals(expected.trailer)) {
    throw reader.failed('its gzip trailer does not hold the bytes that were written');
  }
  if (reader.position !== file.position) throw reader.failed('it is longer than what was written');
  return { bytes: reader.position, sha256: reader.sha256() };
}

/** A pass over a file in pieces, the next being read while the last is worked on. */
class ReadBack {
  position = 0;
  readonly #file: AtomicFile;
  readonly #hash: Hash = createHash('sha256');
  readonly #options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void };
  readonly #buffers = new TurnBuffers(pieceBytes);
  #piece = Buffer.alloc(0);
  #ahead: Promise<Buffer<ArrayBuffer>> | undefined;
  /** Where the next piece begins. */
  #fetched = 0;

  constructor(
    file: AtomicFile,
    options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ) {
    this.#file = file;
    this.#options = options;
  }

  failed(problem: string): GantryError<'VerificationFailed'> {
    return new GantryError('VerificationFailed', { file: this.#file.target, problem });
  }

  /** So many bytes, all at once. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    // Copies: a part is good only until the next is read.
    for await (const part of this.#parts(length)) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  }

  /** The CRC-32 of so many bytes. */
  async checksum(length: number): Promise<number> {
    let crc = 0;
    for await (const part of this.#parts(length)) crc = crc32(part, crc);
    return crc;
  }

  /** Of all that was read, in hexadecimal digits. */
  sha256(): string {
    return this.#hash.digest('hex');
  }

  async *#parts(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (this.#piece.length === 0) await this.#fetch();
      const part = this.#piece.subarray(0, left);
      this.#piece = this.#piece.subarray(part.length);
      this.position += part.length;
      left -= part.length;
      yield part;
    }
  }

  #read(): Promise<Buffer<ArrayBuffer>> {
    return this.#file.read(this.#fetched, pieceBytes, this.#buffers.next());
  }

  async #fetch(): Promise<void> {
    if (this.#options.signal.aborted) throw new GantryError('Cancelled', { operation: 'bundle' });
    const piece = await (this.#ahead ?? this.#read());
    if (piece.length === 0) throw this.failed('it ends early');
    this.#fetched += piece.length;
    this.#ahead = this.#read();
    this.#ahead.catch(() => undefined);
    this.#hash.update(piece);
    this.#options.onBytes(piece.length);
    this.#piece = piece;
  }
}

function broken(file: AtomicFile, layer: StoredLayer, cause?: unknown): Error {
  if (layer.reused) return new CacheDamaged(layer.diffId, layer.level);
  return new GantryError('VerificationFailed', { file: file.target, problem: notHeld(layer) }, { cause });
}

function notHeld({ diffId }: StoredLayer): string {
  return `the layer ${shortDigest(diffId)} does not hold the bytes that were written`;
}
