import { availableParallelism } from 'node:os';
import { startThread, type Thread, ThreadLost } from '../threads/thread.ts';
import type { ThreadTable } from '../threads/thread-table.ts';
import { BlockDeflater } from './block-deflater.ts';
import { loadDeflateProgram } from './deflate-program.ts';
import { CompressionBroken, type ProvenBlock, proveBlock } from './proven-block.ts';

type DeflateThread = Thread<ThreadTable['deflate']>;
type DeflateAnswer = ProvenBlock | { readonly broken: string };

/** A block in memory that threads see as well: one that dies takes nothing along. */
export type SharedBlock = Uint8Array<SharedArrayBuffer>;

/** A block, deflated, and the block itself, whose memory may be used again. */
export interface DeflatedBlock extends ProvenBlock {
  readonly block: SharedBlock;
}

interface PoolThread {
  readonly thread: DeflateThread;
  /** Whether it has started; false where it cannot. */
  readonly started: Promise<boolean>;
  blocks: number;
}

export interface DeflatePoolOptions {
  /** As many as there are cores where absent; with none, blocks are deflated where the pool is. */
  readonly threads?: number;
  readonly start?: () => DeflateThread;
  /** What deflates where the pool is, where no thread does. */
  readonly deflater?: Pick<BlockDeflater, 'deflate'>;
}

/** Bytes below which a block is deflated at once: a thread would take longer to start. */
const smallBlock = 32 * 1024;
/** More threads than this gain little beside one that reads and writes, and each takes some memory. */
const mostThreads = 16;
/** Milliseconds without a block after which threads are ended. */
const idleTime = 5000;
/** The same for those that were started ahead: engines prepare large images for minutes. */
const preparedTime = 600_000;

/**
 * Deflates blocks on threads of their own, as many as there is work for. Where no thread can be started, or for a few
 * bytes, the same program runs right here: the bytes are the same. Threads that wait do not keep the process alive.
 */
export class DeflatePool {
  /** How many blocks are worth having under way. */
  readonly width: number;
  readonly #most: number;
  readonly #start: () => DeflateThread;
  #threads: PoolThread[] = [];
  #deflater: Pick<BlockDeflater, 'deflate'> | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: DeflatePoolOptions = {}) {
    this.#most = options.threads ?? Math.min(mostThreads, availableParallelism());
    this.#start = options.start ?? (() => startThread('deflate'));
    this.#deflater = options.deflater;
    // One waits for each pair of threads, so that none of them does.
    this.width = this.#most + Math.ceil(this.#most / 2) + 1;
  }

  /**
   * Deflates a block of at most 1 MiB and proves that it unpacks again. Its memory is not to be touched until it comes back.
   * Fails with `CompressionBroken`.
   */
  async deflate(block: SharedBlock, level: number): Promise<DeflatedBlock> {
    if (block.length >= smallBlock && this.#most > 0) {
      const answer = await this.#onThread(block, level);
      if (answer !== undefined) {
        if ('broken' in answer) throw new CompressionBroken(answer.broken);
        return { block, ...answer };
      }
    }
    this.#deflater ??= new BlockDeflater(await loadDeflateProgram());
    return { block, ...proveBlock(this.#deflater, block, level) };
  }

  /** Starts the threads ahead of the blocks that are to come. */
  prepare(): void {
    // A failure is met by the first block.
    while (this.#threads.length < this.#most) this.#add().started.catch(() => undefined);
    this.#endAfter(preparedTime);
  }

  /** Ends the threads; the next block starts new ones. */
  async end(): Promise<void> {
    clearTimeout(this.#idle);
    const ended = this.#threads;
    this.#threads = [];
    await Promise.all(ended.map(({ thread }) => thread.end()));
  }

  /** What a thread answers; `undefined` where none can be started, or it dies under the work. */
  async #onThread(block: SharedBlock, level: number): Promise<DeflateAnswer | undefined> {
    const chosen = this.#choose();
    chosen.blocks += 1;
    try {
      if (await chosen.started) return await chosen.thread.call('deflate', { block, level });
    } catch (error) {
      if (!(error instanceof ThreadLost)) throw error;
      // The blocks to come are for another.
      this.#threads = this.#threads.filter((each) => each !== chosen);
    } finally {
      chosen.blocks -= 1;
      this.#endAfter(idleTime);
    }
    return undefined;
  }

  /** The thread with the least to do, a new one where all have something. */
  #choose(): PoolThread {
    const [first, ...others] = this.#threads;
    if (first !== undefined) {
      const free = others.reduce((least, each) => (each.blocks < least.blocks ? each : least), first);
      if (free.blocks === 0 || this.#threads.length >= this.#most) return free;
    }
    return this.#add();
  }

  #add(): PoolThread {
    const thread = this.#start();
    const added = { thread, started: begin(thread), blocks: 0 };
    this.#threads.push(added);
    return added;
  }

  /** Ends the threads once they had nothing to do for so long. */
  #endAfter(milliseconds: number): void {
    clearTimeout(this.#idle);
    if (this.#threads.some(({ blocks }) => blocks > 0)) return;
    this.#idle = setTimeout(() => void this.end(), milliseconds).unref();
  }
}

async function begin(thread: DeflateThread): Promise<boolean> {
  try {
    await thread.ready;
    await thread.call('begin', await loadDeflateProgram());
    return true;
  } catch (error) {
    if (error instanceof ThreadLost) return false;
    throw error;
  }
}

let shared: DeflatePool | undefined;

/** The pool of this process. */
export function deflatePool(): DeflatePool {
  shared ??= new DeflatePool();
  return shared;
}
