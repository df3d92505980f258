import { crc32 } from 'node:zlib';
import type { ByteStream } from '../archives/types.ts';
import type { Compressor, SegmentSum } from './block-compressor.ts';
import { combineCrc32 } from './crc32-combine.ts';

/** A stretch that was deflated before. */
export interface DeflatedStretch {
  /** Unpacked. */
  readonly bytes: number;
  /** CRC-32 unpacked. */
  readonly crc: number;
  readonly deflatedBytes: number;
  /** CRC-32 of the deflated bytes. */
  readonly deflatedCrc: number;
  /** The deflated bytes as they are. */
  pieces(): AsyncIterable<Uint8Array>;
  /** The deflated bytes; fails at their end where they are not what they were. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** A file that grows at its end and can be corrected before it. */
export interface PatchableFile {
  /** Bytes written so far: where the next append goes. */
  readonly position: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes already written. */
  patch(position: number, bytes: Uint8Array): Promise<void>;
  /** Takes back what was written from a position on. */
  truncate(position: number): Promise<void>;
  /** Appends the deflated bytes; `onBytes` is told of them. Fails where they are not what they were. */
  copy(stretch: DeflatedStretch, onBytes: (bytes: number) => void): Promise<void>;
}

/** A stretch of the member that stands by itself. */
export interface MemberRun extends SegmentSum {
  /** Where its deflated bytes begin in the file, and how many there are. */
  readonly position: number;
  readonly deflatedBytes: number;
  /** CRC-32 of the deflated bytes. */
  readonly deflatedCrc: number;
}

/** A place in the member to come back to. */
export interface MemberMark {
  readonly position: number;
  readonly runs: number;
}

/** Room kept in the stream for bytes not known yet. */
export interface Reservation {
  readonly bytes: number;
}

interface Reserved extends Reservation {
  /** Of the room itself, behind its block's header. */
  readonly position: number;
  run?: MemberRun;
}

/** No name, no time, no system: the same input gives the same member everywhere. */
const plainHeader = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
const extraFlag = 4;
/** An empty last block. Everything before it ends on a byte boundary, so the trailer does too. */
const finalBlock = Uint8Array.of(0x03, 0x00);
const largestStored = 0xffff;
/** Of a stored block, from a byte boundary on. */
const storedHeaderBytes = 5;

/** The bytes a member begins with, where it carries an extra field (RFC 1952, 2.3.1.1) of at most 65,535 bytes. */
function memberHeader(extra: Uint8Array): Uint8Array {
  if (extra.length === 0) return plainHeader;
  if (extra.length > 0xffff) throw new RangeError(`an extra field of ${extra.length} bytes`);
  const header = Buffer.concat([plainHeader, Uint8Array.of(extra.length & 0xff, extra.length >> 8), extra]);
  header[3] = extraFlag;
  return header;
}

/**
 * Writes one standard gzip member (RFC 1952) out of independent deflate segments, compressed now or taken from where they are kept,
 * and of reserved room that is filled in later. Reserved room lies in a stored block, so its bytes stand in the file as they
 * are and can be overwritten once known; the checksum of the whole is combined from those of the parts at the end.
 */
export class GzipMemberWriter {
  readonly #file: PatchableFile;
  readonly #compressor: Compressor;
  readonly #runs: (MemberRun | Reserved)[] = [];
  readonly #start: number;
  readonly #extraBytes: number;
  #headed = false;

  /** `extraBytes` is the length of the header's extra field, which `describe` fills in later. */
  constructor(file: PatchableFile, compressor: Compressor, extraBytes = 0) {
    this.#file = file;
    this.#compressor = compressor;
    this.#start = file.position;
    this.#extraBytes = extraBytes;
  }

  /** Compresses a stream to its end into a run of its own. */
  async write(source: ByteStream | Iterable<Uint8Array>): Promise<MemberRun> {
    await this.#head();
    const { position } = this.#file;
    let deflatedCrc = 0;
    const sum = await this.#compressor.compress(source, async (deflated) => {
      deflatedCrc = crc32(deflated, deflatedCrc);
      await this.#file.append(deflated);
    });
    return this.#note(sum, position, deflatedCrc);
  }

  /** Copies what is compressed already; `onBytes` is told of its deflated bytes. */
  async copy(stretch: DeflatedStretch, onBytes: (bytes: number) => void): Promise<MemberRun> {
    await this.#head();
    const { position } = this.#file;
    await this.#file.copy(stretch, onBytes);
    return this.#note({ crc: stretch.crc, length: stretch.bytes }, position, stretch.deflatedCrc);
  }

  /** Notes a stretch whose deflated bytes were appended to the file, from a position on, while they were made. */
  add(stretch: DeflatedStretch, position: number): MemberRun {
    return this.#note({ crc: stretch.crc, length: stretch.bytes }, position, stretch.deflatedCrc);
  }

  /** Where the member is now. */
  mark(): MemberMark {
    return { position: this.#file.position, runs: this.#runs.length };
  }

  /** Takes back all that was written since. */
  async undo({ position, runs }: MemberMark): Promise<void> {
    await this.#file.truncate(position);
    this.#runs.length = runs;
  }

  /** Keeps room for at most 65,535 bytes, to be filled by `fill` before `finish`. */
  async reserve(bytes: number): Promise<Reservation> {
    if (bytes < 1 || bytes > largestStored) throw new RangeError(`cannot reserve ${bytes} bytes`);
    await this.#head();
    const block = storedBlock(new Uint8Array(bytes));
    const reserved: Reserved = { bytes, position: this.#file.position + storedHeaderBytes };
    await this.#file.append(block);
    this.#runs.push(reserved);
    return reserved;
  }

  /** Puts the bytes into reserved room; exactly as many as were reserved. */
  async fill(reservation: Reservation, bytes: Uint8Array): Promise<MemberRun> {
    const reserved = this.#runs.find((part): part is Reserved => part === reservation);
    if (reserved === undefined || bytes.length !== reserved.bytes) {
      throw new RangeError(`${bytes.length} bytes do not fill the room of ${reservation.bytes}`);
    }
    await this.#file.patch(reserved.position, bytes);
    const position = reserved.position - storedHeaderBytes;
    reserved.run = {
      crc: crc32(bytes),
      length: bytes.length,
      position,
      deflatedBytes: storedHeaderBytes + bytes.length,
      deflatedCrc: crc32(storedBlock(bytes)),
    };
    return reserved.run;
  }

  /** Ends the member with the checksum and length of all its parts; gives its last bytes. */
  async finish(): Promise<Uint8Array> {
    await this.#head();
    let crc = 0;
    let length = 0;
    for (const part of this.#runs) {
      const run = 'bytes' in part ? part.run : part;
      if (run === undefined) throw new RangeError('reserved room was never filled');
      crc = combineCrc32(crc, run.crc, run.length);
      length += run.length;
    }
    const end = new Uint8Array(finalBlock.length + 8);
    end.set(finalBlock);
    const trailer = new DataView(end.buffer, finalBlock.length);
    trailer.setUint32(0, crc, true);
    trailer.setUint32(4, length % 2 ** 32, true);
    await this.#file.append(end);
    return end;
  }

  /** Fills in the header's extra field; exactly as many bytes as were announced. Gives the whole header. */
  async describe(extra: Uint8Array): Promise<Uint8Array> {
    if (extra.length !== this.#extraBytes) {
      throw new RangeError(`${extra.length} bytes do not fill the field of ${this.#extraBytes}`);
    }
    const header = memberHeader(extra);
    await this.#file.patch(this.#start, header);
    return header;
  }

  async #head(): Promise<void> {
    if (this.#headed) return;
    this.#headed = true;
    await this.#file.append(memberHeader(new Uint8Array(this.#extraBytes)));
  }

  #note({ crc, length }: SegmentSum, position: number, deflatedCrc: number): MemberRun {
    const run = { crc, length, position, deflatedBytes: this.#file.position - position, deflatedCrc };
    this.#runs.push(run);
    return run;
  }
}

/** A stored block: its bytes stand in the stream as they are. */
function storedBlock(bytes: Uint8Array): Uint8Array {
  const block = new Uint8Array(storedHeaderBytes + bytes.length);
  const view = new DataView(block.buffer);
  view.setUint16(1, bytes.length, true);
  view.setUint16(3, ~bytes.length & 0xffff, true);
  block.set(bytes, storedHeaderBytes);
  return block;
}
