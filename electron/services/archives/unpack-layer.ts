import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, crc32, inflateRawSync } from 'node:zlib';
import { unpackedBytes } from '../deflate/proven-block.ts';

/** Where a layer's deflated bytes stand in a file. */
export interface LayerInFile {
  readonly path: string;
  readonly position: number;
  /** Deflated bytes of each block, one behind the other. */
  readonly blocks: readonly number[];
  /** Whether its diff ID is wanted. */
  readonly identify: boolean;
}

/** What a layer turned out to be. */
export interface UnpackedLayer {
  /** CRC-32 of its tar. */
  readonly crc: number;
  /** `sha256:…` of its tar, where that was wanted. */
  readonly diffId?: string;
}

/**
 * Unpacks a layer block by block without giving way, for threads that have nothing else to do: `take` gets a block at a time.
 * Throws what reading and unpacking throw.
 */
export function unpackLayer(layer: LayerInFile, take: (bytes: Uint8Array) => void): UnpackedLayer {
  const { path, position, blocks, identify } = layer;
  const own = identify ? createHash('sha256') : undefined;
  const buffer = Buffer.allocUnsafeSlow(blocks.reduce((most, block) => Math.max(most, block), 0));
  let crc = 0;
  let at = position;
  const file = openSync(path, 'r');
  try {
    for (const block of blocks) {
      for (let filled = 0; filled < block; ) {
        const bytesRead = readSync(file, buffer, filled, block - filled, at + filled);
        if (bytesRead === 0) throw new RangeError('the file ends in a layer');
        filled += bytesRead;
      }
      const bytes = inflateRawSync(buffer.subarray(0, block), {
        finishFlush: constants.Z_SYNC_FLUSH,
        chunkSize: unpackedBytes,
        maxOutputLength: unpackedBytes,
      });
      take(bytes);
      own?.update(bytes);
      crc = crc32(bytes, crc);
      at += block;
    }
  } finally {
    closeSync(file);
  }
  return { crc, ...(own === undefined ? {} : { diffId: `sha256:${own.digest('hex')}` }) };
}
