import type { BlockChecker } from './block-checker.ts';
import { type BlockDeflater, blockBytes } from './block-deflater.ts';

/** A block does not unpack to what it was made of: the memory or the compressor is broken. */
export class CompressionBroken extends Error {}

/** A block, deflated and proven. */
export interface ProvenBlock {
  /** How many bytes it takes. */
  readonly deflatedBytes: number;
  /** CRC-32 of what it unpacks to. */
  readonly crc: number;
}

/** A little more than a block: an output buffer that is not filled needs no second one. */
export const unpackedBytes = blockBytes + 1024;

/** What proves a block: two programs that share nothing, neither code nor memory. */
export interface Provers {
  readonly deflater: Pick<BlockDeflater, 'deflate'>;
  readonly checker: Pick<BlockChecker, 'check'>;
}

/**
 * Deflates a block into memory with room for `deflatedBytes`, and proves that what lies there unpacks to the block. Fails
 * with `CompressionBroken`. The CRC is of the checker's own copy of the block: a copy that went wrong on the way shows in it.
 */
export function proveBlock(
  { deflater, checker }: Provers,
  block: Uint8Array,
  into: Uint8Array,
  level: number,
): ProvenBlock {
  const deflated = deflater.deflate(block, level);
  into.set(deflated);
  const crc = checker.check(into.subarray(0, deflated.length), block);
  if (crc === undefined) throw new CompressionBroken('a block does not unpack to what it was made of');
  return { deflatedBytes: deflated.length, crc };
}
