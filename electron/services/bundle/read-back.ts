import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { GantryError } from '../../../shared/contract/error.ts';
import {
  type HashBlock,
  type HashThread,
  hashHere,
  type StreamHash,
  ThreadedHash,
} from '../archives/stream-hash.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import { notHeld } from './archive-hash.ts';
import type { AtomicFile } from './atomic-file.ts';
import type { MemberRun } from './gzip-member.ts';

const inflate = promisify(inflateRaw);
/** Bytes of a file below which it is hashed here: a thread would take longer to start. */
const leastThreaded = 16 << 20;
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
  /** Its memory is read into, and its thread hashes the file beside this one. */
  readonly hashes: HashThread;
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
  try {
    await requireExpected(reader, file, expected);
    return { bytes: reader.position, sha256: await reader.sha256() };
  } finally {
    await reader.close();
  }
}

async function requireExpected(reader: ReadBack, file: AtomicFile, expected: ExpectedFile): Promise<void> {
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
}

/** A piece of the file, in memory that the thread sees too. */
interface Piece {
  readonly block: HashBlock;
  readonly length: number;
}

/** A pass over a file in pieces: the next is read while the last is worked on, and hashed where it lies. */
class ReadBack {
  position = 0;
  readonly #file: AtomicFile;
  readonly #bytes: number;
  readonly #hash: StreamHash;
  readonly #options: ReadBackOptions;
  /** The piece at hand, and what of it is left. */
  #piece: Piece | undefined;
  #left: Uint8Array = new Uint8Array(0);
  #hashed: Promise<void> | undefined;
  #ahead: Promise<Piece> | undefined;
  /** Where the next piece begins. */
  #fetched = 0;

  constructor(file: AtomicFile, bytes: number, options: ReadBackOptions) {
    this.#file = file;
    this.#bytes = bytes;
    this.#options = options;
    // Close behind a writer there is time for it: measured, a thread gained nothing there.
    const isThreaded = bytes >= leastThreaded && options.written === undefined;
    this.#hash = isThreaded ? options.hashes.hash() : hashHere();
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
    return this.#left.length === 0 && (await this.#next()).length === 0;
  }

  /** Of all that was read, in hexadecimal digits. */
  async sha256(): Promise<string> {
    await this.#hashed;
    return this.#hash.digest();
  }

  /** Gives back the memory, once nobody reads or writes it any more. */
  async close(): Promise<void> {
    this.#letGo();
    const ahead = await this.#ahead?.catch(() => undefined);
    if (ahead !== undefined) this.#options.hashes.give(ahead.block);
    await this.#hashed;
  }

  async *#parts(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      if (this.#left.length === 0) await this.#fetch();
      const part = this.#left.subarray(0, left);
      this.#left = this.#left.subarray(part.length);
      this.position += part.length;
      left -= part.length;
      yield part;
    }
  }

  async #read(): Promise<Piece> {
    const at = this.#fetched;
    const block = await this.#options.hashes.take();
    const { bytes } = block;
    try {
      // Past the end it reads once more, so that a longer file is told from a whole one.
      if (at < this.#bytes) await this.#options.written?.(Math.min(at + bytes.length, this.#bytes));
      return { block, length: await this.#file.read(at, bytes) };
    } catch (error) {
      this.#options.hashes.give(block);
      throw error;
    }
  }

  #next(): Promise<Piece> {
    this.#ahead ??= this.#read();
    return this.#ahead;
  }

  /** Is done with the piece at hand, as soon as it is hashed. */
  #letGo(): void {
    const piece = this.#piece;
    if (piece !== undefined) void this.#hashed?.then(() => this.#options.hashes.give(piece.block));
    this.#piece = undefined;
  }

  async #fetch(): Promise<void> {
    const { signal, onBytes } = this.#options;
    if (signal.aborted) throw new GantryError('Cancelled', { operation: 'bundle' });
    this.#letGo();
    const piece = await this.#next();
    const { block, length } = piece;
    if (length === 0) throw this.failed('it ends early');
    this.#fetched += length;
    this.#ahead = this.#read();
    this.#ahead.catch(() => undefined);
    this.#hashed = this.#hashPiece(piece).catch(() => undefined);
    onBytes(length);
    this.#piece = piece;
    this.#left = block.bytes.subarray(0, length);
  }

  /** Where it fails, asking for the hash fails as well. */
  async #hashPiece({ block, length }: Piece): Promise<void> {
    if (this.#hash instanceof ThreadedHash) await this.#hash.updateBlock(block, length);
    else await this.#hash.update(block.bytes.subarray(0, length));
  }
}
