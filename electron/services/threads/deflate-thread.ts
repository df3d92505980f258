import { constants, deflateRawSync } from 'node:zlib';
import { serveThread, Transferred } from './serve-thread.ts';

/** A block to deflate; its bytes are the thread's until they come back with the answer. */
interface DeflateJob {
  readonly block: Uint8Array<ArrayBuffer>;
  /** gzip's scale, 1 to 9. */
  readonly level: number;
}

/** Deflates blocks beside the thread that reads and writes them. */
export const deflateThread = serveThread({
  deflate({ block, level }: DeflateJob) {
    const deflated = deflateRawSync(block, { level, memLevel: 9, finishFlush: constants.Z_SYNC_FLUSH });
    return new Transferred({ block, deflated }, [block.buffer, deflated.buffer]);
  },
});
