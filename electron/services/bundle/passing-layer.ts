import type { StoredLayer } from '../cache/layer-spool.ts';

/** Takes a layer's deflated bytes while they are made, when it is not certain yet which layer it is. */
export interface LayerTaker {
  /** `bytes` is the length of the layer's tar. */
  begin(diffId: string, bytes: number): Promise<void>;
  /** The bytes are good until the promise settles. */
  append(deflated: Uint8Array): Promise<void>;
  /** It was another layer, or did not come to its end: all since `begin` is taken back. */
  undo(): Promise<void>;
}

/** A layer that is taken while it comes. Once it has come to its end, or never will, it is to be settled. */
export class PassingLayer {
  /** What it is taken for. */
  readonly diffId: string;
  /** Of its tar. */
  readonly bytes: number;
  readonly #taker: LayerTaker;
  readonly #settled: (isTaken: boolean) => void;
  #appended: Promise<void> = Promise.resolve();
  #isOver = false;

  /** `settled` is told whether it was what it was taken for. */
  constructor(diffId: string, bytes: number, taker: LayerTaker, settled: (isTaken: boolean) => void) {
    this.diffId = diffId;
    this.bytes = bytes;
    this.#taker = taker;
    this.#settled = settled;
  }

  /** Takes its next bytes; nothing once it is settled, as who gives up in the middle may still have some under way. */
  append(deflated: Uint8Array): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#appended = this.#taker.append(deflated);
    return this.#appended;
  }

  /** Ends it with the layer that it proved to be, or with none. */
  async settle(layer: StoredLayer | undefined): Promise<void> {
    this.#isOver = true;
    const isTaken = layer?.diffId === this.diffId && layer.bytes === this.bytes;
    if (!isTaken) {
      await this.#appended.catch(() => undefined);
      await this.#taker.undo();
    }
    this.#settled(isTaken);
  }
}
