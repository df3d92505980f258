import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { SegmentSum } from '../bundle/block-compressor.ts';
import { CacheDamaged } from './cache-damaged.ts';
import { type LayerFacts, layerFooter, readAt, TurnBuffers } from './layer-file.ts';

/** The place for compressed layers cannot take any: it is full, read-only or gone. `cause` is what the system said. */
export class CacheUnusable extends Error {
  constructor(cause: unknown) {
    super('the cache cannot be written', { cause });
  }
}

const pieceBytes = 1 << 20;

/** A compressed layer on disk, open until it is closed: clearing the cache meanwhile does not take it away. */
export class StoredLayer implements LayerFacts {
  readonly diffId: string;
  readonly bytes: number;
  readonly crc: number;
  readonly level: number;
  readonly deflatedCrc: number;
  readonly blocks: readonly number[];
  /** Whether it was there before this export. */
  readonly reused: boolean;
  readonly #handle: FileHandle;

  constructor(facts: LayerFacts, handle: FileHandle, reused: boolean) {
    this.diffId = facts.diffId;
    this.bytes = facts.bytes;
    this.crc = facts.crc;
    this.level = facts.level;
    this.deflatedCrc = facts.deflatedCrc;
    this.blocks = facts.blocks;
    this.reused = reused;
    this.#handle = handle;
  }

  get deflatedBytes(): number {
    return this.blocks.reduce((sum, block) => sum + block, 0);
  }

  /** The deflated bytes as `pieces` has them. Fails with `CacheDamaged` at their end where they are not what they were. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    let crc = 0;
    for await (const piece of this.pieces()) {
      crc = crc32(piece, crc);
      yield piece;
    }
    if (crc !== this.deflatedCrc) throw new CacheDamaged(this.diffId, this.level);
  }

  /**
   * The deflated bytes in pieces of a megabyte, each good until the next is asked for; fewer where the file was cut short. Whether they are
   * what they were is left to who takes them.
   */
  async *pieces(): AsyncGenerator<Uint8Array> {
    const total = this.deflatedBytes;
    const buffers = new TurnBuffers(Math.min(pieceBytes, total));
    const read = (at: number) => {
      const work = readAt(this.#handle, at, Math.min(pieceBytes, total - at), buffers.next());
      work.catch(() => undefined);
      return work;
    };
    let ahead = read(0);
    for (let at = 0; at < total; at += pieceBytes) {
      const piece = await ahead.catch(() => undefined);
      if (piece === undefined || piece.length === 0) break;
      ahead = read(Math.min(total, at + pieceBytes));
      yield piece;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }
}

/** A compressed layer while it is being written; nobody finds it before it is kept. Fails with `CacheUnusable`. */
export class LayerSpool {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #blocks: number[] = [];
  #crc = 0;
  #position = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Opens a spool in a folder for such files. */
  static async create(folder: string): Promise<LayerSpool> {
    const path = join(folder, `${process.pid}-${randomBytes(6).toString('hex')}.part`);
    try {
      return new LayerSpool(path, await open(path, 'wx+'));
    } catch (error) {
      throw new CacheUnusable(error);
    }
  }

  /** Adds a deflated block. */
  async append(block: Uint8Array): Promise<void> {
    this.#crc = crc32(block, this.#crc);
    this.#blocks.push(block.length);
    await this.#write(block);
  }

  /** Ends the layer and puts it where others find it. */
  async keep(diffId: string, sum: SegmentSum, level: number, path: string): Promise<StoredLayer> {
    const facts: LayerFacts = {
      diffId,
      bytes: sum.length,
      crc: sum.crc,
      level,
      deflatedCrc: this.#crc,
      blocks: this.#blocks,
    };
    await this.#write(layerFooter(facts));
    try {
      await rename(this.#path, path);
    } catch (error) {
      // Somebody cleared the folder meanwhile, say.
      throw new CacheUnusable(error);
    }
    return new StoredLayer(facts, this.#handle, false);
  }

  async discard(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await rm(this.#path, { force: true }).catch(() => undefined);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      try {
        const { bytesWritten } = await this.#handle.write(
          bytes,
          done,
          bytes.length - done,
          this.#position + done,
        );
        done += bytesWritten;
      } catch (error) {
        throw new CacheUnusable(error);
      }
    }
    this.#position += bytes.length;
  }
}
