import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { get, itemsOf, textOf } from '../../../shared/model/plain.ts';
import type { LayerCache } from '../cache/layer-cache.ts';
import type { ImageSource } from '../images/image-sources.ts';
import { layerOrder } from './image-tar.ts';
import type { TakenImage } from './take-layers.ts';

/** Remembers what a source turned out to hold, so that it need not be read again for that. `key` is its `sourceKey` before it was read. */
export async function writeImageRecord(
  cache: LayerCache,
  key: string | undefined,
  images: readonly TakenImage[],
): Promise<void> {
  if (key === undefined) return;
  const value = images.map(({ id, tags, config, diffIds, platform }) => ({
    id,
    tags,
    config: Buffer.from(config).toString('base64'),
    diffIds,
    ...(platform === undefined ? {} : { platform }),
  }));
  await cache.remember('images', key, value);
}

/** What was remembered of a source; `undefined` where it does not fit the layers that the source has now. */
export async function readImageRecord(
  cache: LayerCache,
  key: string | undefined,
  expected: readonly string[],
): Promise<readonly TakenImage[] | undefined> {
  if (key === undefined) return undefined;
  const images = itemsOf(await cache.recall('images', key)).map(parseImage);
  const known = images.filter((image) => image !== undefined);
  const same = layerOrder(known).join() === expected.join();
  return known.length > 0 && known.length === images.length && same ? known : undefined;
}

/** The hash of an image archive that was made of the same parts and proven. */
export async function readArchiveRecord(cache: LayerCache, key: string): Promise<string | undefined> {
  const sha256 = textOf(get(await cache.recall('archives', key), 'sha256'));
  return sha256 !== undefined && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined;
}

/**
 * What a source is known by while it has not changed. An engine's image by its ID, which fixes config and layers save where an
 * engine keeps several platforms under one; an archive as build tools know files: by path, length and times.
 */
export async function sourceKey(source: ImageSource): Promise<string | undefined> {
  const { references } = source;
  if (source.kind === 'engine') {
    const { image, engine } = source;
    return JSON.stringify(['engine', image.id, image.platform, references, engine.version.product]);
  }
  const facts = await stat(source.path, { bigint: true }).catch(() => undefined);
  if (facts === undefined) return undefined;
  const { size, ino, mtimeNs, ctimeNs } = facts;
  return JSON.stringify(['archive', source.path, references, ...[size, ino, mtimeNs, ctimeNs].map(String)]);
}

function parseImage(value: unknown): TakenImage | undefined {
  const [id, encoded, platform] = ['id', 'config', 'platform'].map((key) => textOf(get(value, key)));
  if (id === undefined || encoded === undefined) return undefined;
  const config = Buffer.from(encoded, 'base64');
  if (`sha256:${createHash('sha256').update(config).digest('hex')}` !== id) return undefined;
  const texts = (key: string) => itemsOf(get(value, key)).flatMap((item) => textOf(item) ?? []);
  return {
    id,
    config,
    tags: texts('tags'),
    diffIds: texts('diffIds'),
    ...(platform === undefined ? {} : { platform }),
  };
}
