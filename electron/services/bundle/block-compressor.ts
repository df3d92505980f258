import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import type { ByteStream } from '../archives/types.ts';

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
  /** Reads the stream to its end; `write` gets the deflated bytes in order, one call at a time. */
  compress(
    source: ByteStream | Iterable<Uint8Array>,
    write: (deflated: Uint8Array) => Promise<void>,
  ): Promise<SegmentSum>;
}

const deflate = promisify(deflateRaw);
const blockBytes = 1 << 20;
const windowBytes = 32768;

/** zlib's middle way: measured on system libraries it takes a third of the time of `gzip -6` for 2 % more bytes. */
const defaultLevel = 6;

/**
 * Compresses blocks of 1 MiB side by side on Node's thread pool, each primed with the 32 KiB before it.
 * Blocks are cut by position in the segment, so neither the source's chunks nor the number of
 * cores shows in the result. Holds a few blocks at a time, whatever the length.
 */
export function blockCompressor(level: number = defaultLevel): Compressor {
  const inFlight = Math.min(4, availableParallelism() + 1);
  return {
    async compress(source, write) {
      const pending: Promise<Buffer>[] = [];
      let crc = 0;
      let length = 0;
      let dictionary: Buffer | undefined;

      const start = (block: Buffer) => {
        crc = crc32(block, crc);
        length += block.length;
        const work = deflate(block, {
          level,
          chunkSize: 256 * 1024,
          finishFlush: constants.Z_SYNC_FLUSH,
          ...(dictionary === undefined ? {} : { dictionary }),
        });
        // A failure is met where the block's turn comes; until then it must not count as unhandled.
        work.catch(() => undefined);
        pending.push(work);
        dictionary = block.subarray(Math.max(0, block.length - windowBytes));
      };
      const finishOne = async () => {
        const deflated = await pending.shift();
        if (deflated !== undefined) await write(deflated);
      };

      let block = Buffer.allocUnsafe(blockBytes);
      let filled = 0;
      for await (const chunk of source) {
        let at = 0;
        while (at < chunk.length) {
          const taken = Math.min(chunk.length - at, blockBytes - filled);
          block.set(chunk.subarray(at, at + taken), filled);
          filled += taken;
          at += taken;
          if (filled < blockBytes) continue;
          if (pending.length >= inFlight) await finishOne();
          start(block);
          block = Buffer.allocUnsafe(blockBytes);
          filled = 0;
        }
      }
      if (filled > 0) start(block.subarray(0, filled));
      while (pending.length > 0) await finishOne();
      return { crc, length };
    },
  };
}
