import type { ReviewImage } from '../../../shared/contract/review.ts';
import { get, textOf } from '../../../shared/model/plain.ts';
import { maskedValue } from '../../../shared/rules/credentials.ts';
import type { ImageInfo } from '../archives/types.ts';
import { archiveImageFact } from '../images/image-facts.ts';

/** An image for who reviews it, credentials masked. `origin` is the entry or archive it lies in. */
export function describeImage(image: ImageInfo, origin: string): ReviewImage {
  const fact = archiveImageFact(image, origin);
  return {
    ref: image.tags[0] ?? image.id,
    tags: [...image.tags],
    id: image.id,
    origin,
    platform: image.platform ?? 'unknown',
    bytes: image.bytes,
    layers: image.layers.map(({ diffId, bytes, command }) => ({ diffId, bytes, command })),
    exposedPorts: [...fact.exposedPorts],
    user: fact.user ?? '',
    entrypoint: [...(fact.entrypoint ?? [])],
    command: [...(fact.command ?? [])],
    workingDir: textOf(get(get(image.config, 'config'), 'WorkingDir')) ?? '',
    labels: Object.fromEntries(
      Object.entries(fact.labels).map(([name, value]) => [name, maskedValue(name, value)]),
    ),
    env: fact.env.map((pair) => {
      const at = pair.indexOf('=');
      const name = at < 0 ? pair : pair.slice(0, at);
      return { name, value: at < 0 ? '' : maskedValue(name, pair.slice(at + 1)) };
    }),
  };
}
