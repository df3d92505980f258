import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { GantryError } from '../../../shared/contract/error.ts';
import { TurnBuffers } from '../cache/layer-file.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import { notHeld } from './archive-hash.ts';
import type { AtomicFile } from './atomic-file.ts';
import type { MemberRun } from './gzip-member.ts';

const inflate = promisify(inflateRaw);
const pieceBytes = 1 << 20;
const flush = { finishFlush: constants.Z_SYNC_FLUSH };

/** A stretch of the file and what it must hold: bytes that are at hand, or a layer. */
export type ExpectedRun =
  | { readonly run: MemberRun; readonly plain: Uint8Array }
  | { readonly run: MemberRun; readonly layer: StoredLayer };

/** What a whole bundle must hold. */
export interface ExpectedFile {
  readonly bytes: number;
  readonly header: Uint8Array;
  readonly runs: readonly ExpectedRun[];
  readonly trailer: Uint8Array;
}

export interface ReadBackOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
  /** Settles once so many bytes of the file are written for good; at once where absent. */
  readonly written?: (bytes: number) => Promise<void>;
}

/**
 * Reads a file from its first byte to its last and holds every stretch against what was to be written: layers, which were proven when they
 * were made, by the checksum of their deflated bytes, all else unpacked and byte for byte. Gives the hash and length of the file.
 * It may follow close behind the writer, where no byte is changed any more once it is written. What it reads is in either case what the
 * system holds of the file and brings to the disk, so that nothing would be proven by waiting for the disk before; that it is there is
 * told by `AtomicFile.sync`.
 * @throws GantryError `VerificationFailed`, `Cancelled`; `CacheDamaged` where a layer was not made in this export.
 */
export async function readBack(
  file: AtomicFile,
  expected: ExpectedFile,
  options: ReadBackOptions,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const reader = new ReadBack(file, expected.bytes, options);
  if (!(await reader.take(expected.header.length)).equals(expected.header)) {
    throw reader.failed('its gzip header does not hold the bytes that were written');
  }
  for (const each of expected.runs) {
    if (each.run.position !== reader.position) throw reader.failed('its parts do not follow one another');
    if ('layer' in each) {
      if ((await reader.checksum(each.run.deflatedBytes)) === each.run.deflatedCrc) continue;
      throw notHeld(file, each.layer);
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
  if (!(await reader.atEnd())) throw reader.failed('it is longer than what was written');
  return { bytes: reader.position, sha256: reader.sha256() };
}

/** A pass over a file in pieces, the next being read while the last is worked on. */
class ReadBack {
  position = 0;
  readonly #file: AtomicFile;
  readonly #bytes: number;
  readonly #hash: Hash = createHash('sha256');
  readonly #options: ReadBackOptions;
  readonly #buffers = new TurnBuffers(pieceBytes);
  #piece = Buffer.alloc(0);
  #ahead: Promise<Buffer<ArrayBuffer>> | undefined;
  /** Where the next piece begins. */
  #fetched = 0;

  constructor(file: AtomicFile, bytes: number, options: ReadBackOptions) {
    this.#file = file;
    this.#bytes = bytes;
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

  /** Whether nothing follows. */
  async atEnd(): Promise<boolean> {
    return this.#piece.length === 0 && (await (this.#ahead ?? this.#read())).length === 0;
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

  async #read(): Promise<Buffer<ArrayBuffer>> {
    const at = this.#fetched;
    // Past the end it reads once more, so that a longer file is told from a whole one.
    if (at < this.#bytes) await this.#options.written?.(Math.min(at + pieceBytes, this.#bytes));
    return this.#file.read(at, pieceBytes, this.#buffers.next());
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
