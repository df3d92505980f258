import type { LayerCache } from '../cache/layer-cache.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import { type LayerTaker, PassingLayer } from './passing-layer.ts';

/** A layer whose turn it is. */
export interface NextLayer {
  readonly layer: StoredLayer;
  /** Whether the taker had all of it while it came. */
  readonly taken: boolean;
}

/** A layer that is not there when its turn comes. */
interface Turn {
  readonly diffId: string;
  readonly taker: LayerTaker;
  state: 'open' | 'passing' | 'taken';
}

interface Wanted {
  readonly promise: Promise<StoredLayer>;
  readonly resolve: (layer: StoredLayer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The compressed layers of an export: some are there, others come while their images are read. Each is had once. Who puts them into a
 * bundle has them in order, and who reads them may pass them on while they come.
 */
export class NeededLayers {
  readonly level: number;
  readonly #cache: LayerCache;
  readonly #wanted = new Map<string, Wanted>();
  readonly #here = new Map<string, StoredLayer>();
  readonly #all: StoredLayer[] = [];
  #failure: { readonly error: unknown } | undefined;
  /** The layer that whoever has them in order waits for. */
  #turn: Turn | undefined;
  /** Bytes of the layer that was handed out last. */
  #inHand = 0;
  /** Whether somebody has them in order, or will in a moment. */
  #hasTaker = false;
  #tell: () => void = () => undefined;

  constructor(cache: LayerCache, level: number) {
    this.#cache = cache;
    this.level = level;
  }

  /** Looks for layers among those that are kept; gives whether all are there. */
  async find(diffIds: readonly string[]): Promise<boolean> {
    let all = true;
    for (const diffId of diffIds) {
      if (this.#here.has(diffId)) continue;
      const layer = await this.#cache.find(diffId, this.level);
      if (layer === undefined) all = false;
      else this.add(layer);
    }
    return all;
  }

  /** The layer, once it is there. */
  wait(diffId: string): Promise<StoredLayer> {
    const layer = this.#here.get(diffId);
    if (layer !== undefined) return Promise.resolve(layer);
    return this.#failure === undefined ? this.#want(diffId).promise : Promise.reject(this.#failure.error);
  }

  /** Several layers, once all of them are there. */
  all(diffIds: readonly string[]): Promise<readonly StoredLayer[]> {
    return Promise.all(diffIds.map((diffId) => this.wait(diffId)));
  }

  /** One layer after the other, each once it is there; `taker` may have it while it comes. Nobody else can have them in order meanwhile. */
  inOrder(order: readonly string[], taker: LayerTaker): AsyncIterable<NextLayer> {
    this.#hasTaker = true;
    return this.#turns(order, taker);
  }

  /**
   * Passes the layer that comes now, of so many bytes, to who waits for one. It is taken for that one unless it is `named` as another;
   * `undefined` where it is, where its length is not known, or nobody waits. What is being copied before it is waited for where that is
   * less than copying this one afterwards would be. It is added as well once it is there.
   */
  async pass(bytes: number | undefined, named: string | undefined): Promise<PassingLayer | undefined> {
    if (bytes === undefined) return undefined;
    let patience = bytes;
    while (this.#turn === undefined) {
      patience -= this.#inHand;
      if (!this.#hasTaker || this.#failure !== undefined || patience < 0) return undefined;
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
    const turn = this.#turn;
    const { diffId, taker } = turn;
    if (turn.state !== 'open' || (named !== undefined && named !== diffId)) return undefined;
    turn.state = 'passing';
    await taker.begin(diffId, bytes);
    return new PassingLayer(diffId, bytes, taker, (isTaken) => {
      turn.state = isTaken ? 'taken' : 'open';
    });
  }

  has(diffId: string): boolean {
    return this.#here.has(diffId);
  }

  /** The lengths, in bytes, of those layers among the named ones that are there. */
  lengthsOf(diffIds: readonly string[]): readonly number[] {
    return diffIds.flatMap((diffId) => this.#here.get(diffId)?.bytes ?? []);
  }

  add(layer: StoredLayer): void {
    this.#all.push(layer);
    if (this.#here.has(layer.diffId)) return;
    this.#here.set(layer.diffId, layer);
    this.#wanted.get(layer.diffId)?.resolve(layer);
    if (this.#turn?.diffId !== layer.diffId) return;
    this.#inHand = this.#turn.state === 'taken' ? 0 : layer.bytes;
    this.#turn = undefined;
  }

  /** Ends the waiting, now and later, for what will not come. */
  fail(error: unknown): void {
    this.#failure = { error };
    this.#tell();
    for (const [diffId, wanted] of this.#wanted) if (!this.#here.has(diffId)) wanted.reject(error);
  }

  async close(): Promise<void> {
    for (const layer of this.#all) await layer.close();
  }

  async *#turns(order: readonly string[], taker: LayerTaker): AsyncGenerator<NextLayer> {
    try {
      for (const diffId of order) {
        const turn: Turn = { diffId, taker, state: 'open' };
        this.#inHand = this.#here.get(diffId)?.bytes ?? 0;
        if (!this.#here.has(diffId)) this.#turn = turn;
        this.#tell();
        const layer = await this.wait(diffId);
        yield { layer, taken: turn.state === 'taken' };
      }
    } finally {
      this.#turn = undefined;
      this.#hasTaker = false;
      this.#tell();
    }
  }

  #want(diffId: string): Wanted {
    const known = this.#wanted.get(diffId);
    if (known !== undefined) return known;
    let resolve: Wanted['resolve'] = () => undefined;
    let reject: Wanted['reject'] = () => undefined;
    const promise = new Promise<StoredLayer>((resolved, rejected) => {
      resolve = resolved;
      reject = rejected;
    });
    promise.catch(() => undefined);
    const wanted = { promise, resolve, reject };
    this.#wanted.set(diffId, wanted);
    return wanted;
  }
}
