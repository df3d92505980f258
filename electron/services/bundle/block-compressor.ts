import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import type { ByteStream } from '../archives/types.ts';
import { deflatedBytes } from '../deflate/block-checker.ts';
import { blockBytes } from '../deflate/block-deflater.ts';
import { type DeflatedBlock, type DeflatePool, deflatePool } from '../deflate/deflate-pool.ts';
import { CompressionBroken, unpackedBytes } from '../deflate/proven-block.ts';
import { copyToShared, type SharedBytes, sharedBytes } from '../threads/shared-bytes.ts';
import { combineCrc32 } from './crc32-combine.ts';

export { CompressionBroken };

/** What a stretch of the uncompressed stream contributes to the member's trailer. */
export interface SegmentSum {
  readonly crc: number;
  /** Uncompressed bytes. */
  readonly length: number;
}

/**
 * Turns bytes into raw deflate that starts and ends on a byte boundary, refers to nothing before it and holds
 * no final block: such segments can be joined in any order, made apart, or kept for another time.
 */
export interface Compressor {
  /** gzip's scale, 1 to 9. */
  readonly level: number;
  /**
   * Reads the stream to its end; `write` gets one block after the other, deflated and as it unpacks again, one call at a time. Both are
   * good until it has settled. Fails with `CompressionBroken` where a block does not unpack to what it was made of.
   */
  compress(
    source: ByteStream | Iterable<Uint8Array>,
    write: (deflated: Uint8Array, unpacked: Uint8Array) => Promise<void>,
  ): Promise<SegmentSum>;
}

const inflate = promisify(inflateRaw);

/** How many blocks are unpacked side by side; Node's pool has four threads. */
export const blocksInFlight = Math.min(4, availableParallelism() + 1);

/** Measured on programs and libraries: the fastest that stays within 3 % of the size of `gzip -6`. */
const defaultLevel = 5;

/**
 * Compresses blocks of 1 MiB side by side. No block refers to another, which costs a thousandth in size and lets any of
 * them be unpacked alone. Each is proven at once by a program of its own, which knows nothing of how it was deflated. Blocks are cut by position
 * in the segment and deflated by our own program, so neither the source's chunks, nor the number of cores, nor the version of
 * Node shows in the result. Holds a few blocks at a time, whatever the length.
 */
export function blockCompressor(
  level: number = defaultLevel,
  pool: Pick<DeflatePool, 'width' | 'deflate'> = deflatePool(),
): Compressor {
  return {
    level,
    async compress(source, write) {
      const pending: Pending[] = [];
      // Used again and again: large buffers by the thousand keep the garbage collector busier than the rest.
      const free: Room[] = [];
      let crc = 0;
      let length = 0;
      let unpackedCrc = 0;
      let writing: Promise<void> = Promise.resolve();

      const start = (room: Room, bytes: number) => {
        const block = room.block.subarray(0, bytes);
        const work = pool.deflate(block, room.deflated, level);
        // A failure is met where the block's turn comes; until then it must not count as unhandled.
        work.catch(() => undefined);
        pending.push({ room, block, work });
      };
      const finishOne = async () => {
        const first = pending.shift();
        if (first === undefined) return;
        const { room, block, work } = first;
        const { deflated, crc: blockCrc } = await work;
        unpackedCrc = combineCrc32(unpackedCrc, blockCrc, block.length);
        // Written while the next are worked on.
        await writing;
        writing = write(deflated, block).then(() => {
          free.push(room);
        });
        writing.catch(() => undefined);
      };

      let room = newRoom();
      let filled = 0;
      for await (const chunk of source) {
        crc = crc32(chunk, crc);
        length += chunk.length;
        let at = 0;
        while (at < chunk.length) {
          const taken = Math.min(chunk.length - at, blockBytes - filled);
          copyToShared(chunk.subarray(at, at + taken), room.block, filled);
          filled += taken;
          at += taken;
          if (filled < blockBytes) continue;
          if (pending.length >= pool.width) await finishOne();
          start(room, filled);
          room = free.pop() ?? newRoom();
          filled = 0;
        }
      }
      if (filled > 0) start(room, filled);
      while (pending.length > 0) await finishOne();
      await writing;
      // The first is of the source before it was copied into blocks, the other of the copies that were proven: one of both would not
      // tell that a copy on the way went wrong.
      if (unpackedCrc !== crc) throw new CompressionBroken('the blocks together unpack to other bytes');
      return { crc, length };
    },
  };
}

/** Memory for a block, and for the same deflated. */
interface Room {
  readonly block: SharedBytes;
  readonly deflated: SharedBytes;
}

interface Pending {
  readonly room: Room;
  readonly block: SharedBytes;
  readonly work: Promise<DeflatedBlock>;
}

function newRoom(): Room {
  return { block: sharedBytes(blockBytes), deflated: sharedBytes(deflatedBytes) };
}

/** Unpacks a block that a compressor made. Fails where it is damaged. */
export function inflateBlock(deflated: Uint8Array): Promise<Buffer> {
  return inflate(deflated, {
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: unpackedBytes,
    maxOutputLength: unpackedBytes,
  });
}
