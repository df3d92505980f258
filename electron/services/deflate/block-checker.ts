import { crc32 } from 'node:zlib';
import { blockBytes } from './block-deflater.ts';

/** What the program shows of itself. */
interface CheckerProgram {
  readonly memory: WebAssembly.Memory;
  readonly blockAt: WebAssembly.Global;
  readonly deflatedAt: WebAssembly.Global;
  check(deflatedBytes: number, bytes: number): number;
}

/** Room for a block, deflated: stored pieces have their lengths before them. */
export const deflatedBytes = blockBytes + 64 * 1024;

/** One running copy of our checker, with about 2 MB of memory that never grows. */
export class BlockChecker {
  readonly #program: CheckerProgram;
  readonly #memory: Uint8Array;

  constructor(program: WebAssembly.Module) {
    // The build compiled both from the same sources.
    this.#program = new WebAssembly.Instance(program).exports as unknown as CheckerProgram;
    this.#memory = new Uint8Array(this.#program.memory.buffer);
  }

  /**
   * The CRC-32 of the block where deflated bytes unpack to it and nothing else, refer to nothing before it, hold no final block and
   * end at a whole byte with an empty stored block; `undefined` where any of that is not so.
   */
  check(deflated: Uint8Array, block: Uint8Array): number | undefined {
    if (deflated.length > deflatedBytes || block.length > blockBytes) return undefined;
    const { blockAt, deflatedAt } = this.#program;
    const at = Number(blockAt.value);
    this.#memory.set(block, at);
    this.#memory.set(deflated, Number(deflatedAt.value));
    if (this.#program.check(deflated.length, block.length) !== 1) return undefined;
    // Of the very bytes that were looked at: who has the CRC of the source sees that they are the same.
    return crc32(this.#memory.subarray(at, at + block.length));
  }
}
