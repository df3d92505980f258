import { createHash, type Hash } from 'node:crypto';
import { copyToShared, type SharedBytes, sharedBytes } from '../threads/shared-bytes.ts';
import { startThread, ThreadLost } from '../threads/thread.ts';
import type { LayerInFile, UnpackedLayer } from './unpack-layer.ts';

/** SHA-256 of a stream of bytes. */
export interface StreamHash {
  /** Takes the next bytes; who gets a promise waits for it before the next ones. */
  update(bytes: Uint8Array): Promise<void> | undefined;
  /** In hexadecimal digits; asked for once, at the end. */
  digest(): Promise<string>;
}

export type MakeHash = () => StreamHash;

/** Hashes where it is called. */
export function hashHere(): StreamHash {
  const hash = createHash('sha256');
  return {
    update: (bytes) => {
      hash.update(bytes);
      return undefined;
    },
    digest: async () => hash.digest('hex'),
  };
}

/** Memory both threads see, sent once: buffers that go to and fro keep both collecting garbage. */
export interface HashBlock {
  readonly bytes: SharedBytes;
  /** The thread's number of it; `undefined` until it was sent. */
  number?: number;
}

const blockBytes = 1 << 20;
/** Bounds the memory, and how far reading may run ahead of hashing. */
const mostBlocks = 8;

/**
 * Hashes large streams in a thread of its own, beside the reading: half of what reading an image archive takes. The thread is
 * started by the first stream that fills a block; where none can be started, all is hashed here.
 */
export class HashThread {
  readonly #start: () => HashingThread;
  #started: Promise<HashingThread | undefined> | undefined;
  readonly #free: HashBlock[] = [];
  readonly #waiting: ((block: HashBlock) => void)[] = [];
  #blocks = 0;
  #shared = 0;
  #streams = 0;

  constructor(start: () => HashingThread = () => startThread('hash')) {
    this.#start = start;
  }

  /** Begins a stream. At most three at a time. */
  readonly hash = (): ThreadedHash => {
    this.#streams += 1;
    return new ThreadedHash(this, this.#streams);
  };

  /** Ends the thread; hashes not asked for by then are lost. */
  async end(): Promise<void> {
    await (await this.#started)?.end();
  }

  /** The thread, started; `undefined` where none can be. Asked for ahead of time where much is to come. */
  started(): Promise<HashingThread | undefined> {
    this.#started ??= begin(this.#start());
    return this.#started;
  }

  /** A block to fill: one that came back, or a new one; waits where there are enough. */
  async take(): Promise<HashBlock> {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#blocks >= mostBlocks) return new Promise((resolve) => this.#waiting.push(resolve));
    this.#blocks += 1;
    return { bytes: sharedBytes(blockBytes) };
  }

  /** The thread's number of a block. */
  share(thread: HashingThread, block: HashBlock): number {
    if (block.number === undefined) {
      block.number = this.#shared;
      this.#shared += 1;
      // A thread that is gone says so to the next call too.
      thread.call('share', block.bytes).catch(() => undefined);
    }
    return block.number;
  }

  give(block: HashBlock): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(block);
    else next(block);
  }
}

type HashingThread = ReturnType<typeof startThread<'hash'>>;

async function begin(thread: HashingThread): Promise<HashingThread | undefined> {
  try {
    await thread.ready;
    return thread;
  } catch (error) {
    if (!(error instanceof ThreadLost)) throw error;
    return undefined;
  }
}

/** A stream whose bytes are hashed in the thread. */
export class ThreadedHash implements StreamHash {
  readonly #owner: HashThread;
  readonly #stream: number;
  #block: HashBlock | undefined;
  #filled = 0;
  /** Where no thread could be started. */
  #here: Hash | undefined;
  #thread: HashingThread | undefined;

  constructor(owner: HashThread, stream: number) {
    this.#owner = owner;
    this.#stream = stream;
  }

  update(bytes: Uint8Array): Promise<void> | undefined {
    if (this.#here !== undefined) {
      this.#here.update(bytes);
      return undefined;
    }
    // Nearly every piece fits into the block at hand.
    if (this.#block === undefined || this.#filled + bytes.length > blockBytes) return this.#spread(bytes);
    copyToShared(bytes, this.#block.bytes, this.#filled);
    this.#filled += bytes.length;
    return undefined;
  }

  /**
   * Takes the first bytes of a block of `HashThread.take` where they lie; they are left alone until the promise settles. A stream is given
   * nothing but such blocks, or none.
   */
  async updateBlock(block: HashBlock, length: number): Promise<void> {
    this.#thread ??= this.#here === undefined ? await this.#owner.started() : undefined;
    if (this.#thread === undefined) {
      this.#here ??= createHash('sha256');
      this.#here.update(block.bytes.subarray(0, length));
      return;
    }
    const number = this.#owner.share(this.#thread, block);
    await this.#thread.call('update', { stream: this.#stream, block: number, length });
  }

  async digest(): Promise<string> {
    if (this.#thread !== undefined) {
      this.#sendRest(this.#thread);
      return this.#thread.call('digest', this.#stream);
    }
    const block = this.#block;
    const rest = block?.bytes.subarray(0, this.#filled) ?? new Uint8Array(0);
    this.#block = undefined;
    // What never filled a block needs no thread.
    const hash = this.#here ?? createHash('sha256');
    const digest = hash.update(rest).digest('hex');
    if (block !== undefined) this.#owner.give(block);
    return digest;
  }

  /** A stream of its own that has had the same bytes so far. It is to be digested or ended. */
  async copy(): Promise<ThreadedHash> {
    const copied = this.#owner.hash();
    const thread = this.#thread;
    if (this.#here !== undefined) copied.#here = this.#here.copy();
    else if (thread !== undefined) {
      this.#sendRest(thread);
      copied.#thread = thread;
      // The calls that follow are answered after it, and fail where it does.
      thread.call('copy', { from: this.#stream, to: copied.#stream }).catch(() => undefined);
    } else if (this.#block !== undefined) await copied.update(this.#block.bytes.slice(0, this.#filled));
    return copied;
  }

  /** Takes a layer, which the thread itself unpacks. `undefined` where there is no thread: nothing was taken then. */
  async unpack(layer: LayerInFile): Promise<UnpackedLayer | undefined> {
    if (this.#here !== undefined) return undefined;
    this.#thread ??= await this.#owner.started();
    if (this.#thread === undefined) return undefined;
    this.#sendRest(this.#thread);
    return this.#thread.call('unpack', { stream: this.#stream, layer });
  }

  /** Lets go of a stream whose digest nobody wants. */
  async end(): Promise<void> {
    await this.digest().catch(() => undefined);
  }

  async #spread(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      this.#block ??= await this.#owner.take();
      const part = bytes.subarray(at, at + blockBytes - this.#filled);
      copyToShared(part, this.#block.bytes, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < blockBytes) return;
      this.#thread ??= await this.#owner.started();
      if (this.#thread === undefined) {
        this.#here = createHash('sha256').update(this.#block.bytes).update(bytes.subarray(at));
        this.#owner.give(this.#block);
        this.#block = undefined;
        this.#filled = 0;
        return;
      }
      this.#send(this.#thread, this.#block);
      this.#block = undefined;
    }
  }

  #sendRest(thread: HashingThread): void {
    if (this.#block !== undefined) this.#send(thread, this.#block);
    this.#block = undefined;
  }

  #send(thread: HashingThread, block: HashBlock): void {
    const number = this.#owner.share(thread, block);
    const job = { stream: this.#stream, block: number, length: this.#filled };
    this.#filled = 0;
    // Where it fails, the digest fails as well; nobody must wait for a block until then.
    const give = (): void => this.#owner.give(block);
    thread.call('update', job).then(give, give);
  }
}
