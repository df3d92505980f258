import { constants, crc32, inflateRawSync } from 'node:zlib';
import { type BlockDeflater, blockBytes } from './block-deflater.ts';

/** A block does not unpack to what it was made of: the memory or the compressor is broken. */
export class CompressionBroken extends Error {}

/** A block, deflated. */
export interface ProvenBlock {
  readonly deflated: Uint8Array<ArrayBuffer>;
  /** What it was seen to unpack to. */
  readonly unpacked: Uint8Array<ArrayBuffer>;
  /** CRC-32 of that. */
  readonly crc: number;
}

/** A little more than a block: an output buffer that is not filled needs no second one. */
export const unpackedBytes = blockBytes + 1024;

/**
 * Deflates a block and has zlib, which knows nothing of how that was done, unpack it again. Fails with `CompressionBroken`
 * where that gives anything but the block.
 */
export function proveBlock(
  deflater: Pick<BlockDeflater, 'deflate'>,
  block: Uint8Array,
  level: number,
): ProvenBlock {
  const deflated = deflater.deflate(block, level);
  const unpacked = inflate(deflated);
  if (!unpacked.equals(block)) throw new CompressionBroken('a block unpacks to other bytes');
  return { deflated, unpacked, crc: crc32(unpacked) };
}

function inflate(deflated: Uint8Array): Buffer<ArrayBuffer> {
  try {
    return inflateRawSync(deflated, {
      finishFlush: constants.Z_SYNC_FLUSH,
      chunkSize: unpackedBytes,
      maxOutputLength: unpackedBytes,
    });
  } catch (error) {
    throw new CompressionBroken('a block does not unpack', { cause: error });
  }
}
