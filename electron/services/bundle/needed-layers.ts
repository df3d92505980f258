import type { LayerCache } from '../cache/layer-cache.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';

interface Wanted {
  readonly promise: Promise<StoredLayer>;
  readonly resolve: (layer: StoredLayer) => void;
  readonly reject: (error: unknown) => void;
}

/** The compressed layers of an export: some are there, others come while their images are read. Each is had once. */
export class NeededLayers {
  readonly level: number;
  readonly #cache: LayerCache;
  readonly #wanted = new Map<string, Wanted>();
  readonly #here = new Map<string, StoredLayer>();
  readonly #all: StoredLayer[] = [];
  #failure: { readonly error: unknown } | undefined;

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
  }

  /** Ends the waiting, now and later, for what will not come. */
  fail(error: unknown): void {
    this.#failure = { error };
    for (const [diffId, wanted] of this.#wanted) if (!this.#here.has(diffId)) wanted.reject(error);
  }

  async close(): Promise<void> {
    for (const layer of this.#all) await layer.close();
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
