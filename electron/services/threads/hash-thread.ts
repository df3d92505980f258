import { createHash, type Hash } from 'node:crypto';
import { serveThread } from './serve-thread.ts';

/** The next bytes of a stream, in memory both threads see; it is left alone until the answer is there. */
interface HashJob {
  /** The caller's own number of the stream, never used again. */
  readonly stream: number;
  readonly block: Uint8Array<SharedArrayBuffer>;
  /** How many bytes of the block count. */
  readonly length: number;
}

const streams = new Map<number, Hash>();

/** SHA-256 of streams, beside the thread that reads them. Calls are answered in order. */
export const hashThread = serveThread({
  update({ stream, block, length }: HashJob) {
    const hash = streams.get(stream) ?? createHash('sha256');
    streams.set(stream, hash);
    hash.update(block.subarray(0, length));
  },
  /** In hexadecimal digits; the stream is over then. */
  digest(stream: number) {
    const hash = streams.get(stream) ?? createHash('sha256');
    streams.delete(stream);
    return hash.digest('hex');
  },
});
