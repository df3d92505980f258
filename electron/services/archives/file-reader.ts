import type { FileHandle } from 'node:fs/promises';
import type { ByteReader } from './byte-reader.ts';
import { fileUnreadable } from './file-stream.ts';

const WINDOW = 16 * 1024;
const nothing = new Uint8Array(0);

/** Reads a file by position, so that what is skipped is never read. */
export class FileReader implements ByteReader {
  position = 0;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #bytes: number;
  #window: Uint8Array = nothing;
  /** Offset of the window in the file. */
  #windowAt = 0;

  /** `bytes` is the file's size. The handle is closed with the reader. */
  constructor(path: string, handle: FileHandle, bytes: number) {
    this.#path = path;
    this.#handle = handle;
    this.#bytes = bytes;
  }

  takeNow(length: number): Uint8Array | undefined {
    const start = this.position - this.#windowAt;
    const end = start + length;
    if (start < 0 || end > this.#window.length) return undefined;
    this.position += length;
    return this.#window.subarray(start, end);
  }

  async take(length: number): Promise<Uint8Array> {
    const bytes = await this.peek(length);
    this.position += bytes.length;
    return bytes;
  }

  async peek(length: number): Promise<Uint8Array> {
    const start = this.position - this.#windowAt;
    if (start >= 0 && start + length <= this.#window.length)
      return this.#window.subarray(start, start + length);
    await this.#load(Math.max(length, WINDOW));
    return this.#window.subarray(0, length);
  }

  async some(most: number): Promise<Uint8Array> {
    return this.take(Math.min(most, WINDOW));
  }

  async skip(length: number): Promise<number> {
    const step = Math.min(length, Math.max(0, this.#bytes - this.position));
    this.position += step;
    return step;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** Makes the window begin at the position and hold `length` bytes, fewer only at the end. */
  async #load(length: number): Promise<void> {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#bytes - this.position)));
    let filled = 0;
    try {
      while (filled < buffer.length) {
        const { bytesRead } = await this.#handle.read(
          buffer,
          filled,
          buffer.length - filled,
          this.position + filled,
        );
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
    } catch (error) {
      throw fileUnreadable(this.#path, error);
    }
    this.#window = buffer.subarray(0, filled);
    this.#windowAt = this.position;
  }
}
