import { BlockDeflater } from '../deflate/block-deflater.ts';
import type { SharedBlock } from '../deflate/deflate-pool.ts';
import { CompressionBroken, type ProvenBlock, proveBlock } from '../deflate/proven-block.ts';
import { serveThread, Transferred } from './serve-thread.ts';

/** A block to deflate; it is left alone until the answer is there. */
interface DeflateJob {
  readonly block: SharedBlock;
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
  deflate({ block, level }: DeflateJob): Transferred<ProvenBlock> | { readonly broken: string } {
    if (deflater === undefined) throw new Error('a block came before the program');
    try {
      const proven = proveBlock(deflater, block, level);
      // All memory goes to the caller: collecting garbage in every thread takes many times as much.
      return new Transferred(proven, [proven.deflated.buffer, proven.unpacked.buffer]);
    } catch (error) {
      if (error instanceof CompressionBroken) return { broken: error.message };
      throw error;
    }
  },
});
