import type { ByteStream } from './types.ts';

/** Bytes read in order by counts the reader chooses. Views stay valid after further reads. */
export interface ByteReader {
  /** Bytes consumed so far. */
  readonly position: number;
  /** Exactly `length` bytes where they are at hand already; the way past every await for small reads. */
  takeNow(length: number): Uint8Array | undefined;
  /** `length` bytes, fewer only at the end. */
  take(length: number): Promise<Uint8Array>;
  /** Up to `length` bytes without consuming them, fewer only at the end. */
  peek(length: number): Promise<Uint8Array>;
  /** Between 1 and `most` bytes as they come, none at the end. */
  some(most: number): Promise<Uint8Array>;
  /** Passes over `length` bytes; gives how many there were. */
  skip(length: number): Promise<number>;
  /** Lets go of the source. */
  close(): Promise<void>;
}

const nothing = new Uint8Array(0);

/** Reads a stream without copying: what it hands out are views of the source's chunks, save where a read spans two. */
export class StreamReader implements ByteReader {
  position = 0;
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = nothing;
  #at = 0;
  #ended = false;

  constructor(source: ByteStream) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  takeNow(length: number): Uint8Array | undefined {
    const end = this.#at + length;
    if (end > this.#chunk.length) return undefined;
    const bytes = this.#chunk.subarray(this.#at, end);
    this.#at = end;
    this.position += length;
    return bytes;
  }

  async take(length: number): Promise<Uint8Array> {
    const bytes = await this.peek(length);
    this.#at += bytes.length;
    this.position += bytes.length;
    return bytes;
  }

  async peek(length: number): Promise<Uint8Array> {
    const have = this.#chunk.length - this.#at;
    if (have >= length) return this.#chunk.subarray(this.#at, this.#at + length);
    const parts: Uint8Array[] = have > 0 ? [this.#chunk.subarray(this.#at)] : [];
    let total = have;
    while (total < length && (await this.#pull())) {
      parts.push(this.#chunk);
      total += this.#chunk.length;
    }
    this.#chunk = parts.length === 1 ? (parts[0] ?? nothing) : Buffer.concat(parts, total);
    this.#at = 0;
    return this.#chunk.subarray(0, Math.min(length, total));
  }

  async some(most: number): Promise<Uint8Array> {
    if (this.#at === this.#chunk.length && !(await this.#pull())) return nothing;
    const end = Math.min(this.#chunk.length, this.#at + most);
    const bytes = this.#chunk.subarray(this.#at, end);
    this.#at = end;
    this.position += bytes.length;
    return bytes;
  }

  async skip(length: number): Promise<number> {
    let skipped = 0;
    while (skipped < length) {
      const have = this.#chunk.length - this.#at;
      if (have === 0) {
        if (!(await this.#pull())) break;
        continue;
      }
      const step = Math.min(have, length - skipped);
      this.#at += step;
      this.position += step;
      skipped += step;
    }
    return skipped;
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await this.#iterator.return?.();
  }

  /** Fetches the next chunk that has bytes; false at the end. */
  async #pull(): Promise<boolean> {
    while (!this.#ended) {
      let result: IteratorResult<Uint8Array>;
      try {
        result = await this.#iterator.next();
      } catch (error) {
        this.#ended = true;
        throw error;
      }
      if (result.done === true) {
        this.#ended = true;
      } else if (result.value.length > 0) {
        this.#chunk = result.value;
        this.#at = 0;
        return true;
      }
    }
    this.#chunk = nothing;
    this.#at = 0;
    return false;
  }
}

/** A stream of what a reader still holds; ending the iteration early leaves the reader open. */
export async function* remaining(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await reader.some(Number.MAX_SAFE_INTEGER);
    if (bytes.length === 0) return;
    yield bytes;
  }
}
