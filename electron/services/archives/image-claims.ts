import type { ArchiveContents } from './archive-contents.ts';
import { dockerImages } from './docker-manifest.ts';
import type { ImageClaim } from './image-claim.ts';
import { checkOciIndex, ociImages } from './oci-index.ts';
import type { ImageLayout } from './types.ts';

export interface ArchiveClaims {
  readonly layout: ImageLayout;
  readonly images: readonly ImageClaim[];
}

/** Joins the documents of an image archive once all its entries are known. Fails with `ArchiveInvalid` where something is missing or does not fit. */
export function joinClaims(contents: ArchiveContents): ArchiveClaims {
  contents.checkLinks();
  const manifest = contents.find('manifest.json');
  const index = contents.find('index.json');
  if (manifest === undefined && index === undefined) {
    throw contents.invalid('it has neither manifest.json nor index.json, so it is no image archive');
  }
  const images = manifest === undefined ? ociImages(contents) : dockerImages(contents, manifest);
  if (images.length === 0) throw contents.invalid('it holds no image');
  if (manifest === undefined) return { layout: 'oci', images: merge(images) };
  if (index === undefined) return { layout: 'docker', images: merge(images) };
  checkOciIndex(contents);
  return { layout: 'docker-oci', images: merge(images) };
}

/** One image for each config: some engines list an image once for each tag. */
function merge(images: readonly ImageClaim[]): readonly ImageClaim[] {
  const byId = new Map<string, ImageClaim>();
  for (const image of images) {
    const known = byId.get(image.id);
    byId.set(
      image.id,
      known === undefined ? image : { ...known, tags: [...new Set([...known.tags, ...image.tags])] },
    );
  }
  return [...byId.values()];
}
