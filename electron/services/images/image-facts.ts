import { normaliseReference } from '../../../shared/model/image-reference.ts';
import { get, isMap, itemsOf, textOf } from '../../../shared/model/plain.ts';
import type { ImageFact } from '../../../shared/rules/project.ts';
import type { ImageArchiveIndex, IndexedImage } from '../archives/image-archive-index.ts';
import type { ImageInfo } from '../archives/types.ts';
import type { EngineImageDetail } from '../engine/types.ts';

/**
 * What an archive's image tells the rules. `origin` is what the user calls the archive. Where layers are compressed and were not
 * read, the size is that of the compressed layers: the least it can be.
 */
export function archiveImageFact(
  image: ImageInfo | IndexedImage,
  origin: string,
  tags: readonly string[] = image.tags,
): ImageFact {
  const config = get(image.config, 'config');
  const user = textOf(get(config, 'User'));
  const entrypoint = texts(get(config, 'Entrypoint'));
  const command = texts(get(config, 'Cmd'));
  return {
    origin,
    id: image.id,
    tags,
    ...(image.platform === undefined ? {} : { platform: image.platform }),
    bytes: image.bytes ?? image.layers.reduce((sum, layer) => sum + layer.storedBytes, 0),
    exposedPorts: keys(get(config, 'ExposedPorts')),
    env: texts(get(config, 'Env')),
    labels: labels(get(config, 'Labels')),
    ...(user ? { user } : {}),
    ...(entrypoint.length === 0 ? {} : { entrypoint }),
    ...(command.length === 0 ? {} : { command }),
  };
}

/** What an engine's image tells the rules. */
export function engineImageFact(image: EngineImageDetail): ImageFact {
  const { config } = image;
  return {
    origin: 'the engine',
    id: image.id,
    tags: image.tags.map(normaliseReference),
    ...(image.platform === '' ? {} : { platform: image.platform }),
    bytes: image.bytes,
    exposedPorts: config.exposedPorts,
    env: config.env,
    labels: config.labels,
    ...(config.user === '' ? {} : { user: config.user }),
    ...(config.entrypoint.length === 0 ? {} : { entrypoint: config.entrypoint }),
    ...(config.command.length === 0 ? {} : { command: config.command }),
  };
}

/** The tags an archive's images have once bundled: an OCI archive that records none gets those it was named for. */
export function bundledTags(
  index: Pick<ImageArchiveIndex, 'layout'> & {
    readonly images: readonly Pick<IndexedImage, 'tags' | 'platform'>[];
  },
  references: readonly string[],
): (readonly string[])[] {
  const { images, layout } = index;
  if (layout !== 'oci' || images.some((image) => image.tags.length > 0)) {
    return images.map((image) => image.tags);
  }
  const named = images.find((image) => image.platform === 'linux/amd64') ?? images[0];
  return images.map((image) => (image === named ? references : []));
}

function texts(value: unknown): string[] {
  return itemsOf(value).flatMap((item) => textOf(item) ?? []);
}

function keys(value: unknown): string[] {
  return isMap(value) ? Object.keys(value) : [];
}

function labels(value: unknown): Record<string, string> {
  const pairs = isMap(value) ? Object.entries(value) : [];
  return Object.fromEntries(pairs.flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])));
}
