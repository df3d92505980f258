import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { GantryError } from '../../../shared/contract/error.ts';
import { shortDigest } from '../archives/archive-error.ts';
import type { HashThread, ThreadedHash } from '../archives/stream-hash.ts';
import { tarPadding } from '../archives/tar-writer.ts';
import type { UnpackedLayer } from '../archives/unpack-layer.ts';
import { CacheDamaged } from '../cache/cache-damaged.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import { ThreadLost } from '../threads/thread.ts';
import type { AtomicFile } from './atomic-file.ts';
import { blocksInFlight, inflateBlock } from './block-compressor.ts';
import { layerHeader } from './image-tar.ts';

/** What may be the next layer. */
export interface PassingHash {
  /** Takes the layer's bytes. */
  readonly hash: ThreadedHash;
  readonly bytes: number;
  /** How many layers were in the hash before it. */
  readonly after: number;
}

interface PlacedLayer {
  readonly layer: StoredLayer;
  /** Where its deflated bytes begin in the file. */
  readonly position: number;
}

/** Bytes below which a layer is unpacked where it is asked for: a thread would take longer to start. */
const smallLayer = 1 << 20;

/**
 * Computes the hash of an image archive as it is in the bundle, which needs the layers' bytes in their order. A layer that comes when it is
 * the next one is hashed while it passes; its header names its diff ID, which is known for certain only at its end, so until then
 * it is taken for that. All others are unpacked again from the file once they are written there and it is their
 * turn: layers of the cache at once, while an engine still prepares its answer.
 * What is unpacked is proven on the way: each new layer's diff ID and every layer's checksum. All of it is done on a thread of its own
 * where one can be started: unpacking by the hundred megabytes keeps the thread it is done on collecting garbage.
 */
export class ArchiveHash {
  readonly #order: readonly string[];
  readonly #file: AtomicFile;
  readonly #placed = new Map<string, PlacedLayer>();
  #hash: ThreadedHash;
  #padding: Uint8Array = tarPadding(0);
  /** Layers that are in the hash. */
  #count = 0;
  #unpacking: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  /** `order` gives the diff IDs of the archive's layers. */
  constructor(order: readonly string[], file: AtomicFile, hashes: HashThread) {
    this.#order = order;
    this.#file = file;
    this.#hash = hashes.hash();
  }

  /**
   * Begins a layer that comes and is taken for this one; `undefined` where it is not the next. Waits for what is being unpacked before it where
   * that is less than unpacking this one afterwards would be.
   */
  async begin(diffId: string, bytes: number): Promise<PassingHash | undefined> {
    if (this.#waiting() > bytes) return undefined;
    await this.#unpacking;
    if (diffId !== this.#order[this.#count]) return undefined;
    const after = this.#count;
    const hash = await this.#hash.copy();
    await hash.update(Buffer.concat([this.#padding, layerHeader(diffId, bytes)]));
    return { hash, bytes, after };
  }

  /** Ends what `begin` gave, with the diff ID that the layer proved to have. */
  async settle(passed: PassingHash | undefined, diffId: string): Promise<void> {
    if (passed === undefined) return;
    const isNext = passed.after === this.#count && diffId === this.#order[this.#count];
    if (!isNext || this.#unpacking !== undefined) return passed.hash.end();
    const before = this.#hash;
    this.#add(passed.hash, passed.bytes);
    this.#unpackNext();
    await before.end();
  }

  /** Notes that a layer was written to the file, and where. */
  placed(layer: StoredLayer, position: number): void {
    this.#placed.set(layer.diffId, { layer, position });
    this.#unpackNext();
  }

  /**
   * The hash in hexadecimal digits, with what follows the layers, all of which were placed.
   * @throws GantryError `VerificationFailed`; `CacheDamaged` where a layer was not made in this export.
   */
  async finish(documents: Uint8Array): Promise<string> {
    await this.#unpacking;
    if (this.#failure !== undefined) throw this.#failure.error;
    if (this.#count < this.#order.length) throw new RangeError('a layer was never placed');
    await this.#hash.update(Buffer.concat([this.#padding, documents]));
    return this.#hash.digest();
  }

  /** Bytes of the layers that are placed and whose turn comes before any that is not. */
  #waiting(): number {
    let bytes = 0;
    for (const diffId of this.#order.slice(this.#count)) {
      const placed = this.#placed.get(diffId);
      if (placed === undefined) break;
      bytes += placed.layer.bytes;
    }
    return bytes;
  }

  #add(hash: ThreadedHash, bytes: number): void {
    this.#hash = hash;
    this.#padding = tarPadding(bytes);
    this.#count += 1;
  }

  #unpackNext(): void {
    if (this.#unpacking !== undefined || this.#failure !== undefined || this.#waiting() === 0) return;
    this.#unpacking = this.#unpackAll().then(
      () => {
        this.#unpacking = undefined;
      },
      (error: unknown) => {
        this.#failure = { error };
        this.#unpacking = undefined;
      },
    );
  }

  async #unpackAll(): Promise<void> {
    for (;;) {
      const placed = this.#placed.get(this.#order[this.#count] ?? '');
      if (placed === undefined) return;
      const { layer } = placed;
      await this.#hash.update(Buffer.concat([this.#padding, layerHeader(layer.diffId, layer.bytes)]));
      await this.#unpack(placed);
      this.#add(this.#hash, layer.bytes);
    }
  }

  async #unpack({ layer, position }: PlacedLayer): Promise<void> {
    // A layer of an earlier export was proven then; its checksum tells that its bytes are the same.
    const identify = !layer.reused;
    const { blocks } = layer;
    const there =
      layer.bytes < smallLayer
        ? undefined
        : await this.#hash
            .unpack({ path: this.#file.part, position, blocks, identify })
            .catch((error: unknown) => {
              throw error instanceof ThreadLost ? error : notHeld(this.#file, layer, error);
            });
    const { crc, diffId = layer.diffId } = there ?? (await this.#unpackHere(layer, position));
    if (diffId !== layer.diffId || crc !== layer.crc) throw notHeld(this.#file, layer);
  }

  async #unpackHere(layer: StoredLayer, position: number): Promise<UnpackedLayer> {
    const own = layer.reused ? undefined : createHash('sha256');
    let crc = 0;
    const take = async (work: Promise<Buffer> | undefined) => {
      if (work === undefined) return;
      const bytes = await work.catch((error: unknown) => {
        throw notHeld(this.#file, layer, error);
      });
      await this.#hash.update(bytes);
      own?.update(bytes);
      crc = crc32(bytes, crc);
    };
    const pending: Promise<Buffer>[] = [];
    let at = position;
    for (const block of layer.blocks) {
      if (pending.length >= blocksInFlight) await take(pending.shift());
      const deflated = Buffer.allocUnsafeSlow(block);
      const work = this.#file.read(at, deflated).then((there) => inflateBlock(deflated.subarray(0, there)));
      work.catch(() => undefined);
      pending.push(work);
      at += block;
    }
    while (pending.length > 0) await take(pending.shift());
    return { crc, ...(own === undefined ? {} : { diffId: `sha256:${own.digest('hex')}` }) };
  }
}

/** The error for a layer that a file does not hold as it should: an older one is to be dropped, a new one was not written as it was made. */
export function notHeld(file: AtomicFile, layer: StoredLayer, cause?: unknown): Error {
  if (layer.reused) return new CacheDamaged(layer.diffId, layer.level);
  const problem = `the layer ${shortDigest(layer.diffId)} does not hold the bytes that were written`;
  return new GantryError('VerificationFailed', { file: file.target, problem }, { cause });
}
