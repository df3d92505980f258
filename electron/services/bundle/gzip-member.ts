import { crc32 } from 'node:zlib';
import type { ByteStream } from '../archives/types.ts';
import type { Compressor, SegmentSum } from './block-compressor.ts';
import { combineCrc32 } from './crc32-combine.ts';

/** A file that grows at its end and can be corrected before it. */
export interface PatchableFile {
  /** Bytes written so far: where the next append goes. */
  readonly position: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes already written. */
  patch(position: number, bytes: Uint8Array): Promise<void>;
}

/** Room kept in the stream for bytes not known yet. */
export interface Reservation {
  readonly bytes: number;
}

interface Reserved extends Reservation {
  readonly position: number;
  sum?: SegmentSum;
}

/** No name, no time, no system: the same input gives the same member everywhere. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
/** An empty last block. Everything before it ends on a byte boundary, so the trailer does too. */
const finalBlock = Uint8Array.of(0x03, 0x00);
const largestStored = 0xffff;

/**
 * Writes one standard gzip member (RFC 1952) out of independent deflate segments and of reserved room that is
 * filled in later. Reserved room lies in a stored block, so its bytes stand in the file as they are and can be
 * overwritten once known; the checksum of the whole is combined from those of the parts at the end.
 */
export class GzipMemberWriter {
  readonly #file: PatchableFile;
  readonly #compressor: Compressor;
  readonly #parts: (SegmentSum | Reserved)[] = [];
  #started = false;

  constructor(file: PatchableFile, compressor: Compressor) {
    this.#file = file;
    this.#compressor = compressor;
  }

  /** Compresses a stream to its end and gives its length in bytes. */
  async write(source: ByteStream | Iterable<Uint8Array>): Promise<number> {
    await this.#start();
    const sum = await this.#compressor.compress(source, (deflated) => this.#file.append(deflated));
    this.#parts.push(sum);
    return sum.length;
  }

  /** Keeps room for at most 65,535 bytes, to be filled by `fill` before `finish`. */
  async reserve(bytes: number): Promise<Reservation> {
    if (bytes < 1 || bytes > largestStored) throw new RangeError(`cannot reserve ${bytes} bytes`);
    await this.#start();
    const block = new Uint8Array(5 + bytes);
    const view = new DataView(block.buffer);
    view.setUint16(1, bytes, true);
    view.setUint16(3, ~bytes & 0xffff, true);
    const reserved: Reserved = { bytes, position: this.#file.position + 5 };
    await this.#file.append(block);
    this.#parts.push(reserved);
    return reserved;
  }

  /** Puts the bytes into reserved room; exactly as many as were reserved. */
  async fill(reservation: Reservation, bytes: Uint8Array): Promise<void> {
    const reserved = this.#parts.find((part): part is Reserved => part === reservation);
    if (reserved === undefined || bytes.length !== reserved.bytes) {
      throw new RangeError(`${bytes.length} bytes do not fill the room of ${reservation.bytes}`);
    }
    await this.#file.patch(reserved.position, bytes);
    reserved.sum = { crc: crc32(bytes), length: bytes.length };
  }

  /** Ends the member with the checksum and length of all its parts. */
  async finish(): Promise<void> {
    await this.#start();
    let crc = 0;
    let length = 0;
    for (const part of this.#parts) {
      const sum = 'position' in part ? part.sum : part;
      if (sum === undefined) throw new RangeError('reserved room was never filled');
      crc = combineCrc32(crc, sum.crc, sum.length);
      length += sum.length;
    }
    const trailer = new DataView(new ArrayBuffer(8));
    trailer.setUint32(0, crc, true);
    trailer.setUint32(4, length % 2 ** 32, true);
    await this.#file.append(finalBlock);
    await this.#file.append(new Uint8Array(trailer.buffer));
  }

  async #start(): Promise<void> {
    if (this.#started) return;
    this.#started = true;
    await this.#file.append(header);
  }
}
