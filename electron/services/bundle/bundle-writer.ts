import { createHash } from 'node:crypto';
import { tarEnd, tarHeader, tarPadding } from '../archives/tar-writer.ts';
import type { ByteStream } from '../archives/types.ts';
import type { Compressor } from './block-compressor.ts';
import { GzipMemberWriter, type PatchableFile } from './gzip-member.ts';
import { openHeader } from './open-header.ts';

/** An entry as it was written. */
export interface WrittenEntry {
  readonly name: string;
  readonly bytes: number;
  /** Of the body, in hexadecimal digits. */
  readonly sha256: string;
  /** Bytes the entry takes in the archive, its header and padding included. */
  readonly storedBytes: number;
}

/** Writes a gzip'd tar of plain files, owner 0, mode 0644, time 0: the same bodies give the same bytes. */
export class BundleWriter {
  readonly entries: WrittenEntry[] = [];
  readonly #file: PatchableFile;
  readonly #member: GzipMemberWriter;

  constructor(file: PatchableFile, compressor: Compressor) {
    this.#file = file;
    this.#member = new GzipMemberWriter(file, compressor);
  }

  /** Adds a small file. */
  async addBytes(name: string, bytes: Uint8Array): Promise<void> {
    const before = this.#file.position;
    await this.#member.write([tarHeader({ name, size: bytes.length }), bytes, tarPadding(bytes.length)]);
    this.#note(name, bytes.length, createHash('sha256').update(bytes).digest('hex'), before);
  }

  /** Adds a file of any length, which is known only at the stream's end. */
  async addStream(name: string, body: ByteStream): Promise<WrittenEntry> {
    const before = this.#file.position;
    const room = await this.#member.reserve(openHeader(name, 0).length);
    const hash = createHash('sha256');
    let bytes = 0;
    async function* padded(): ByteStream & AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
      yield tarPadding(bytes);
    }
    await this.#member.write(padded());
    await this.#member.fill(room, openHeader(name, bytes));
    return this.#note(name, bytes, hash.digest('hex'), before);
  }

  /** Ends the tar and the gzip member. */
  async finish(): Promise<void> {
    await this.#member.write([tarEnd()]);
    await this.#member.finish();
  }

  #note(name: string, bytes: number, sha256: string, before: number): WrittenEntry {
    const entry = { name, bytes, sha256, storedBytes: this.#file.position - before };
    this.entries.push(entry);
    return entry;
  }
}
