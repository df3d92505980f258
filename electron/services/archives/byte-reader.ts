import type { ByteStream } from './types.ts';

/** Bytes read in order by counts the reader chooses. What a read gives is good until the next read, as a `ByteStream`'s pieces are. */
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

/** Reads a stream without copying: what it hands out are views of the source's pieces, save where a read spans two. */
export class StreamReader implements ByteReader {
  position = 0;
  readonly #iterator: AsyncIterator<Uint8Array>;
  #chunk: Uint8Array = nothing;
  #at = 0;
  /** What follows the chunk where that was joined of several: the rest of the source's last. */
  #rest: Uint8Array = nothing;
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
    if (this.#at === this.#chunk.length) await this.#pull();
    const have = this.#chunk.length - this.#at;
    if (have >= length) return this.#chunk.subarray(this.#at, this.#at + length);
    // What is there may be overwritten where more is asked for. Only the bytes that are wanted are joined: pieces are large.
    const parts: Uint8Array[] = [Uint8Array.from(this.#chunk.subarray(this.#at))];
    let total = have;
    while (total < length && (await this.#pull())) {
      const part = Uint8Array.from(this.#chunk.subarray(0, length - total));
      parts.push(part);
      total += part.length;
      this.#rest = this.#chunk.subarray(part.length);
    }
    this.#chunk = Buffer.concat(parts, total);
    this.#at = 0;
    return this.#chunk;
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

  /** Makes the next bytes the chunk; false at the end. */
  async #pull(): Promise<boolean> {
    this.#at = 0;
    this.#chunk = this.#rest;
    this.#rest = nothing;
    if (this.#chunk.length > 0) return true;
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
        return true;
      }
    }
    return false;
  }
}

/** All bytes of a stream that is known to be short. */
export async function collected(stream: ByteStream): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(Uint8Array.from(piece));
  return Buffer.concat(pieces);
}

/** A stream of what a reader still holds; ending the iteration early leaves the reader open. */
export async function* remaining(reader: ByteReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await reader.some(Number.MAX_SAFE_INTEGER);
    if (bytes.length === 0) return;
    yield bytes;
  }
}
