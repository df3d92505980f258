import { createHash } from 'node:crypto';
import { tarEnd, tarHeader, tarPadding } from '../archives/tar-writer.ts';
import type { TakenImage } from './take-layers.ts';

/** The layers of several images, each once, in the order an archive has them. */
export function layerOrder(images: readonly { readonly diffIds: readonly string[] }[]): readonly string[] {
  return [...new Set(images.flatMap((image) => image.diffIds))];
}

/** What stands before a layer in the one form that image archives have in our bundles. */
export function layerHeader(diffId: string, bytes: number): Uint8Array {
  return tarHeader({ name: layerName(diffId), size: bytes });
}

/**
 * What follows the layers: configs, `manifest.json`, the tar's end. This is the layout that `docker save` had from the start and
 * every engine loads; entry order, times, owners and modes never vary, so one image gives one archive whoever saved it.
 */
export function imageDocuments(images: readonly TakenImage[]): Uint8Array {
  const entry = (name: string, bytes: Uint8Array) => [
    tarHeader({ name, size: bytes.length }),
    bytes,
    tarPadding(bytes.length),
  ];
  const configs = new Map(images.map((image) => [configName(image.id), image.config]));
  const manifest = images.map(({ id, tags, diffIds }) => ({
    Config: configName(id),
    RepoTags: tags.length === 0 ? null : tags,
    Layers: diffIds.map(layerName),
  }));
  return Buffer.concat([
    ...[...configs].flatMap(([name, bytes]) => entry(name, bytes)),
    ...entry('manifest.json', Buffer.from(JSON.stringify(manifest))),
    tarEnd(),
  ]);
}

/** What tells one image archive from another: two with the same key are the same bytes. */
export function imageTarKey(order: readonly string[], documents: Uint8Array): string {
  return createHash('sha256').update(order.join()).update('\n').update(documents).digest('hex');
}

function layerName(diffId: string): string {
  return `${hex(diffId)}/layer.tar`;
}

function configName(id: string): string {
  return `${hex(id)}.json`;
}

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}
