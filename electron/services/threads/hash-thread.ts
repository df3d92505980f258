import { createHash, type Hash } from 'node:crypto';
import { type LayerInFile, type UnpackedLayer, unpackLayer } from '../archives/unpack-layer.ts';
import { serveThread } from './serve-thread.ts';

/** The next bytes of a stream. */
interface HashJob {
  /** The caller's own number of the stream, never used again. */
  readonly stream: number;
  /** The number of a shared block, which is left alone until the answer is there. */
  readonly block: number;
  /** How many bytes of the block count. */
  readonly length: number;
}

const blocks: Uint8Array[] = [];
const streams = new Map<number, Hash>();

function hashOf(stream: number): Hash {
  const hash = streams.get(stream) ?? createHash('sha256');
  streams.set(stream, hash);
  return hash;
}

/** SHA-256 of streams, beside the thread that reads them. Calls are answered in order. */
export const hashThread = serveThread({
  /** Takes memory that both threads see; blocks are numbered from 0 in the order they come. */
  share(block: Uint8Array<SharedArrayBuffer>) {
    blocks.push(block);
  },
  update({ stream, block, length }: HashJob) {
    const bytes = blocks[block];
    if (bytes === undefined) throw new RangeError(`there is no block ${block}`);
    hashOf(stream).update(bytes.subarray(0, length));
  },
  /** Begins a stream with all that another has had so far. */
  copy({ from, to }: { readonly from: number; readonly to: number }) {
    streams.set(to, hashOf(from).copy());
  },
  /** Gives the stream a layer, unpacked. */
  unpack({ stream, layer }: { readonly stream: number; readonly layer: LayerInFile }): UnpackedLayer {
    const hash = hashOf(stream);
    return unpackLayer(layer, (bytes) => hash.update(bytes));
  },
  /** In hexadecimal digits; the stream is over then. */
  digest(stream: number) {
    const hash = hashOf(stream);
    streams.delete(stream);
    return hash.digest('hex');
  },
});
