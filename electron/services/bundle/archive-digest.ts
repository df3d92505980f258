import { createHash, type Hash } from 'node:crypto';
import { tarPadding } from '../archives/tar-writer.ts';
import { layerHeader } from './image-tar.ts';

/** What may be the next layer. */
export interface BegunLayer {
  /** Takes the layer's bytes. */
  readonly hash: Hash;
  readonly bytes: number;
}

/**
 * Computes the hash of an image archive as it will be in the bundle while its layers are read from wherever they come. A layer's header
 * names its diff ID, which is known for certain only once all of the layer was read: until then it is taken to be the next one
 * in order. Where that was wrong the hash is lost, and has to be had from the file.
 */
export class ArchiveDigest {
  /** Settles once the hash can no longer be had this way. */
  readonly lost: Promise<void>;
  readonly #order: readonly string[];
  #hash: Hash = createHash('sha256');
  /** Layers that are in the hash. */
  #count = 0;
  #isLost = false;
  #padding: Uint8Array = tarPadding(0);
  #lose: () => void = () => undefined;

  /** `order` gives the diff IDs of the archive's layers. */
  constructor(order: readonly string[]) {
    this.#order = order;
    this.lost = new Promise((resolve) => {
      this.#lose = resolve;
    });
  }

  /** Begins what may be the next layer; `undefined` where the hash is lost, or its length is not known. */
  begin(bytes: number | undefined): BegunLayer | undefined {
    const diffId = this.#order[this.#count];
    if (this.#isLost || diffId === undefined || bytes === undefined) return undefined;
    return { hash: this.#hash.copy().update(this.#padding).update(layerHeader(diffId, bytes)), bytes };
  }

  /** Ends what `begin` gave, with the diff ID that the layer proved to have. */
  settle(layer: BegunLayer | undefined, diffId: string): void {
    const at = this.#order.indexOf(diffId);
    // An archive may hold a layer once for each time that an image has it.
    if (at >= 0 && at < this.#count) return;
    if (layer !== undefined && at === this.#count) {
      this.#hash = layer.hash;
      this.#padding = tarPadding(layer.bytes);
      this.#count += 1;
      return;
    }
    this.#isLost = true;
    this.#lose();
  }

  /** The hash in hexadecimal digits, with what follows the layers; `undefined` where it was lost. */
  finish(documents: Uint8Array): string | undefined {
    if (!this.#isLost && this.#count === this.#order.length) {
      return this.#hash.update(this.#padding).update(documents).digest('hex');
    }
    this.#lose();
    return undefined;
  }
}
