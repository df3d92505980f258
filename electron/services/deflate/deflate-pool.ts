import { availableParallelism } from 'node:os';
import type { SharedBytes } from '../threads/shared-bytes.ts';
import { startThread, type Thread, ThreadLost } from '../threads/thread.ts';
import type { ThreadTable } from '../threads/thread-table.ts';
import { BlockChecker } from './block-checker.ts';
import { BlockDeflater } from './block-deflater.ts';
import { loadCheckProgram, loadDeflateProgram } from './deflate-program.ts';
import { CompressionBroken, type ProvenBlock, type Provers, proveBlock } from './proven-block.ts';

type DeflateThread = Thread<ThreadTable['deflate']>;

/** A block, deflated. */
export interface DeflatedBlock {
  /** Lies in the memory that was given for it. */
  readonly deflated: SharedBytes;
  /** CRC-32 of what it unpacks to. */
  readonly crc: number;
}

/**
 * A block to deflate, and the memory that gets it; both are left alone until the answer is there. Both are shared: a thread that
 * dies takes nothing along, and nothing is sent to and fro.
 */
export interface DeflateJob {
  readonly block: SharedBytes;
  readonly into: SharedBytes;
  /** gzip's scale, 1 to 9. */
  readonly level: number;
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
  readonly #deflater: Pick<BlockDeflater, 'deflate'> | undefined;
  #provers: Promise<Provers> | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: DeflatePoolOptions = {}) {
    this.#most = options.threads ?? Math.min(mostThreads, availableParallelism());
    this.#start = options.start ?? (() => startThread('deflate'));
    this.#deflater = options.deflater;
    // One waits for each pair of threads, so that none of them does.
    this.width = this.#most + Math.ceil(this.#most / 2) + 1;
  }

  /**
   * Deflates a block of at most 1 MiB into memory with room for `deflatedBytes`, and proves that it unpacks again. Neither is to
   * be touched until then. Fails with `CompressionBroken`.
   */
  async deflate(block: SharedBytes, into: SharedBytes, level: number): Promise<DeflatedBlock> {
    const proven =
      (await this.#onThread({ block, into, level })) ?? (await this.#here({ block, into, level }));
    return { deflated: into.subarray(0, proven.deflatedBytes), crc: proven.crc };
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

  async #here({ block, into, level }: DeflateJob): Promise<ProvenBlock> {
    this.#provers ??= loadProvers(this.#deflater);
    return proveBlock(await this.#provers, block, into, level);
  }

  /** What a thread answers; `undefined` where it is not worth one, none can be started, or it dies under the work. */
  async #onThread(job: DeflateJob): Promise<ProvenBlock | undefined> {
    if (job.block.length < smallBlock || this.#most === 0) return undefined;
    const chosen = this.#choose();
    chosen.blocks += 1;
    try {
      if (!(await chosen.started)) return undefined;
      const answer = await chosen.thread.call('deflate', job);
      if ('broken' in answer) throw new CompressionBroken(answer.broken);
      return answer;
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
    const [deflater, checker] = await Promise.all([loadDeflateProgram(), loadCheckProgram()]);
    await thread.call('begin', { deflater, checker });
    return true;
  } catch (error) {
    if (error instanceof ThreadLost) return false;
    throw error;
  }
}

async function loadProvers(given: Provers['deflater'] | undefined): Promise<Provers> {
  const [deflater, checker] = await Promise.all([loadDeflateProgram(), loadCheckProgram()]);
  return { deflater: given ?? new BlockDeflater(deflater), checker: new BlockChecker(checker) };
}

let shared: DeflatePool | undefined;

/** The pool of this process. */
export function deflatePool(): DeflatePool {
  shared ??= new DeflatePool();
  return shared;
}
