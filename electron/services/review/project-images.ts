import { isError } from '../../../shared/contract/error.ts';
import type { ReviewImage } from '../../../shared/contract/review.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { readImageArchive } from '../archives/image-archive-reader.ts';
import type { TransferMeter } from '../bundle/transfer-meter.ts';
import { type ImageSource, openImage, resolveImages, sourceName } from '../images/image-sources.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { describeImage } from './describe-image.ts';
import type { ReviewCall } from './open-review.ts';

/** What reading an image needs of a review. */
export type ImageCall = Pick<ReviewCall, 'signal' | 'engine' | 'onImage' | 'onImageRead' | 'onImagesMissing'>;

/**
 * Reads the images a project names, each from its archive or else from the engine, if there is one. An archive that is none
 * counts as missing: the rules say what is wrong with it.
 * @throws GantryError `FileUnreadable`, `EngineFailed`, `Cancelled`.
 */
export async function readProjectImages(
  { folder, settings, project }: LoadedProject,
  call: ImageCall,
  meter: TransferMeter,
): Promise<ReviewImage[]> {
  const containers = project.appSpec === undefined ? [] : readAppSpec(project.appSpec.document).containers;
  const references = containers.flatMap((container) => container.image ?? []);
  const images: ReviewImage[] = [];
  try {
    const { sources, unresolved } = await resolveImages({ folder, settings, references, given: [] }, call);
    for (const source of sources) images.push(...(await readImageSource(source, call, meter)));
    if (unresolved.length > 0 || sources.length === 0) call.onImagesMissing?.();
  } catch (error) {
    if (!isError(error, 'ArchiveInvalid')) throw error;
    call.onImagesMissing?.();
  }
  return images;
}

/**
 * Reads one source of images to its end.
 * @throws GantryError `FileUnreadable`, `ArchiveInvalid`, `EngineFailed`, `Cancelled`.
 */
export async function readImageSource(
  source: ImageSource,
  { signal, onImage, onImageRead }: ImageCall,
  meter: TransferMeter,
): Promise<ReviewImage[]> {
  const file = sourceName(source);
  meter.begin('read', file, source.kind === 'archive' ? source.bytes : source.image.bytes);
  const onBytes = (bytes: number) => meter.reach(bytes);
  const archive = await openImage(source, signal);
  const info = await readImageArchive(archive, { file, signal, onBytes, ...onImage?.(file) });
  return info.images.map((image) => {
    const named = { ...image, tags: image.tags.length > 0 ? image.tags : source.references };
    onImageRead?.(named, file);
    return describeImage(named, file);
  });
}
