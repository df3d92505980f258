import type { StoredLayer } from '../cache/layer-spool.ts';

/** Takes a layer's deflated bytes while they are made, when it is not certain yet which layer it is. */
export interface LayerTaker {
  /** `bytes` is the length of the layer's tar. */
  begin(diffId: string, bytes: number): Promise<void>;
  /** The bytes are good until the promise settles. */
  append(deflated: Uint8Array): Promise<void>;
  /** It was another layer: all since `begin` is taken back. */
  undo(): Promise<void>;
}

/** A layer that is taken while it comes. When it has come to its end, it is to be settled. */
export class PassingLayer {
  /** What it is taken for. */
  readonly diffId: string;
  /** Of its tar. */
  readonly bytes: number;
  readonly #taker: LayerTaker;
  readonly #settled: (isTaken: boolean) => void;

  /** `settled` is told whether it was what it was taken for. */
  constructor(diffId: string, bytes: number, taker: LayerTaker, settled: (isTaken: boolean) => void) {
    this.diffId = diffId;
    this.bytes = bytes;
    this.#taker = taker;
    this.#settled = settled;
  }

  append(deflated: Uint8Array): Promise<void> {
    return this.#taker.append(deflated);
  }

  /** Ends it with the layer that it proved to be, or with none. */
  async settle(layer: StoredLayer | undefined): Promise<void> {
    const isTaken = layer?.diffId === this.diffId && layer.bytes === this.bytes;
    if (!isTaken) await this.#taker.undo();
    this.#settled(isTaken);
  }
}
