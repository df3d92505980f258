import type { LayerReport } from '../../../shared/contract/size-report.ts';
import { blockCompressor } from '../bundle/block-compressor.ts';
import { LayerCache } from '../cache/layer-cache.ts';
import { cacheFolder } from '../state-folder.ts';
import type { MeasuredImage } from './measured-image.ts';

/**
 * The images with what their layers take in a bundle where an export compressed them before, instead of an estimate: the
 * bytes of the cache are those that go into the bundle.
 * @param cache the user's own where absent
 */
export async function withExportedBytes(
  images: readonly MeasuredImage[],
  cache: LayerCache = new LayerCache(cacheFolder()),
): Promise<MeasuredImage[]> {
  const { level } = blockCompressor();
  const exported = async (layer: LayerReport): Promise<LayerReport> => {
    if (layer.compressed?.estimated === false) return layer;
    const stored = await cache.find(layer.diffId, level);
    await stored?.close();
    if (stored === undefined) return layer;
    const bytes = stored.blocks.reduce((sum, block) => sum + block, 0);
    return { ...layer, compressed: { bytes, estimated: false } };
  };
  return Promise.all(
    images.map(async ({ measure, ...image }) => ({
      ...image,
      measure: { ...measure, layers: await Promise.all(measure.layers.map(exported)) },
    })),
  );
}
