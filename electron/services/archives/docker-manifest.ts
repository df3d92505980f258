import { formatReference, parseReference } from '../../../shared/model/image-reference.ts';
import type { ArchiveContents, StoredBlob } from './archive-contents.ts';
import { shown } from './archive-error.ts';
import { checkLayerCount, type ImageClaim, MOST_IMAGES } from './image-claim.ts';
import { readImageConfig } from './image-config.ts';
import { asObjects, asText, asTexts, type JsonObject } from './json-shape.ts';

/** The images of `manifest.json`, the list `docker load` goes by. */
export function dockerImages(contents: ArchiveContents, manifest: StoredBlob): readonly ImageClaim[] {
  const items = asObjects(contents.document(manifest));
  if (items === undefined) throw contents.invalid('manifest.json is not a list of images', manifest.path);
  if (items.length > MOST_IMAGES)
    throw contents.invalid(`it has more than ${MOST_IMAGES} images`, manifest.path);
  return items.map((item, index) => dockerImage(contents, item, index));
}

function dockerImage(contents: ArchiveContents, item: JsonObject, index: number): ImageClaim {
  const place = `image ${index + 1} in manifest.json`;
  const configPath = asText(item.Config);
  const paths = asTexts(item.Layers);
  const repoTags = asTexts(item.RepoTags);
  if (!configPath) throw contents.invalid(`${place} names no config`, 'manifest.json');
  if (paths === undefined)
    throw contents.invalid(`Layers of ${place} is not a list of names`, 'manifest.json');
  if (repoTags === undefined)
    throw contents.invalid(`RepoTags of ${place} is not a list of names`, 'manifest.json');
  const tags = repoTags.map((tag) => {
    const parsed = parseReference(tag);
    if (!parsed.ok) {
      throw contents.invalid(
        `RepoTags of ${place} has ${shown(tag)}, which is no image reference: ${parsed.reason}`,
        'manifest.json',
      );
    }
    return formatReference(parsed.reference);
  });
  const subject = tags[0] ?? place;
  const configBlob = contents.need(configPath, `the config of ${subject}`);
  const config = readImageConfig(contents, configBlob);
  const hex = /([0-9a-f]{64})(?:\.json)?$/.exec(configPath)?.[1];
  if (hex !== undefined) contents.checkDigest(configBlob, `sha256:${hex}`);
  checkLayerCount(contents, subject, paths.length, config);
  const layers = paths.map((path, at) => contents.need(path, `layer ${at + 1} of ${subject}`));
  return { id: contents.digestOf(configBlob), tags, config, configBlob, layers };
}
