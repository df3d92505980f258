import type { StateCreator } from 'zustand';
import type { CacheOutput } from '../../shared/contract/outputs.ts';
import { formatBytes } from '../../shared/report/format.ts';
import type { Studio } from './studio.ts';

export interface LayerCacheSlice {
  /** The host's cache of compressed layers; absent before it was asked for. */
  readonly layerCache: CacheOutput | undefined;
  loadLayerCache(): Promise<void>;
  clearLayerCache(): Promise<void>;
  setLayerCacheLimit(limitBytes: number): Promise<void>;
}

/** What the cache may take on disk, in bytes, as the settings offer it. */
export const layerCacheLimits = [0, 2e9, 5e9, 10e9, 20e9, 50e9] as const;

export const layerCacheSlice: StateCreator<Studio, [], [], LayerCacheSlice> = (set, get) => {
  const take = async (answer: Promise<CacheOutput>): Promise<void> => {
    try {
      const layerCache = await answer;
      set({ layerCache });
      const { freedBytes } = layerCache;
      if (freedBytes !== undefined) get().announce(`${formatBytes(freedBytes)} were freed.`);
    } catch (error) {
      get().announce(get().describe(error));
    }
  };
  return {
    layerCache: undefined,
    loadLayerCache: () => take(get().client().call('cache.status', {})),
    clearLayerCache: () => take(get().client().call('cache.clear', {})),
    setLayerCacheLimit: (limitBytes) => take(get().client().call('cache.limit', { limitBytes })),
  };
};
