import { BlockDeflater } from '../deflate/block-deflater.ts';
import type { DeflatedBlock } from '../deflate/deflate-pool.ts';
import { CompressionBroken, proveBlock } from '../deflate/proven-block.ts';
import { serveThread, Transferred } from './serve-thread.ts';

/** A block to deflate; its memory is the thread's until it comes back with the answer. */
interface DeflateJob {
  readonly block: Uint8Array<ArrayBuffer>;
  /** gzip's scale, 1 to 9. */
  readonly level: number;
}

let deflater: BlockDeflater | undefined;

/** Deflates blocks beside the thread that reads and writes them. */
export const deflateThread = serveThread({
  /** Comes first. */
  begin(program: WebAssembly.Module): void {
    deflater = new BlockDeflater(program);
  },
  deflate({ block, level }: DeflateJob): Transferred<DeflatedBlock> | { readonly broken: string } {
    if (deflater === undefined) throw new Error('a block came before the program');
    try {
      const proven = proveBlock(deflater, block, level);
      // All memory goes to the caller: collecting garbage in every thread takes many times as much.
      const moved = [block.buffer, proven.deflated.buffer, proven.unpacked.buffer];
      return new Transferred({ block, ...proven }, moved);
    } catch (error) {
      if (error instanceof CompressionBroken) return { broken: error.message };
      throw error;
    }
  },
});
