import { BlockChecker } from '../deflate/block-checker.ts';
import { BlockDeflater } from '../deflate/block-deflater.ts';
import type { DeflateJob } from '../deflate/deflate-pool.ts';
import { CompressionBroken, type ProvenBlock, type Provers, proveBlock } from '../deflate/proven-block.ts';
import { serveThread } from './serve-thread.ts';

/** What is compiled once for all threads. */
interface Programs {
  readonly deflater: WebAssembly.Module;
  readonly checker: WebAssembly.Module;
}

let provers: Provers | undefined;

/** Deflates blocks beside the thread that reads and writes them. All memory is the caller's: nothing is left to collect here. */
export const deflateThread = serveThread({
  /** Comes first. */
  begin({ deflater, checker }: Programs): void {
    provers = { deflater: new BlockDeflater(deflater), checker: new BlockChecker(checker) };
  },
  deflate({ block, into, level }: DeflateJob): ProvenBlock | { readonly broken: string } {
    if (provers === undefined) throw new Error('a block came before the programs');
    try {
      return proveBlock(provers, block, into, level);
    } catch (error) {
      if (error instanceof CompressionBroken) return { broken: error.message };
      throw error;
    }
  },
});
