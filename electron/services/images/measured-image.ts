import type { Advice, SizeReport } from '../../../shared/contract/size-report.ts';
import { adviseOn, type BuildFiles, type DraftAdvice } from '../../../shared/report/advice.ts';
import { type ImageMeasure, sizeReport } from '../../../shared/report/image-measure.ts';
import { fileStream } from '../archives/file-stream.ts';
import { readImageArchive } from '../archives/image-archive-reader.ts';
import { HashThread } from '../archives/stream-hash.ts';
import type { ByteStream, ImageInfo } from '../archives/types.ts';
import type { BundleContents } from '../bundle/bundle-contents.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import type { TransferMeter } from '../bundle/transfer-meter.ts';
import { unifiedDiff } from '../project/unified-diff.ts';
import { ArchiveSurvey, sampleDeflater } from './archive-survey.ts';
import { type ImageSource, openImage, sourceName } from './image-sources.ts';

/** An image that was read to its end, with what it goes by. */
export interface MeasuredImage {
  readonly ref: string;
  readonly tags: readonly string[];
  readonly measure: ImageMeasure;
}

/** Where the bytes of a measurement come from, and who follows it. */
export interface MeasureContext {
  readonly signal: AbortSignal;
  readonly meter: TransferMeter;
}

/** Bytes from which on a thread for the hashes is needed for certain. */
const largeArchive = 16 << 20;

/**
 * Measures the images of an archive or of the engine, proving every digest on the way.
 * @throws GantryError `ArchiveInvalid`, `FileUnreadable`, `EngineFailed`, `Cancelled`.
 */
export async function measureSource(
  source: ImageSource,
  { signal, meter }: MeasureContext,
): Promise<readonly MeasuredImage[]> {
  const file = sourceName(source);
  const { bytes } = source.kind === 'archive' ? source : source.image;
  meter.begin('read', file, bytes);
  const open = () => openImage(source, signal);
  return measureArchive(open, { file, bytes }, { signal, meter }, source.references);
}

/** `measureSource` for an image archive on disk of `bytes` bytes. */
export async function measureArchiveFile(
  path: string,
  facts: { readonly file: string; readonly bytes: number },
  { signal, meter }: MeasureContext,
): Promise<readonly MeasuredImage[]> {
  meter.begin('read', facts.file, facts.bytes);
  return measureArchive(() => fileStream(path, signal), facts, { signal, meter }, []);
}

/** `measureSource` for a bundle or package on disk of `bytes` bytes, or an extracted one, with all else it holds. */
export async function measureBundle(
  path: string,
  facts: { readonly file: string; readonly bytes?: number },
  { signal, meter }: MeasureContext,
  read: typeof readBundle = readBundle,
): Promise<{ readonly contents: BundleContents; readonly images: readonly MeasuredImage[] }> {
  meter.begin('read', facts.file, facts.bytes);
  const surveys = new Map<string, ArchiveSurvey>();
  const deflater = await sampleDeflater();
  const contents = await read(path, {
    signal,
    onBytes: (bytes) => meter.add(bytes),
    onImage: (entry) => {
      const survey = new ArchiveSurvey(entry, deflater);
      surveys.set(entry, survey);
      return survey;
    },
  });
  const images: MeasuredImage[] = [];
  for (const { entry, info } of contents.images) {
    const measures = surveys.get(entry)?.measure(info) ?? [];
    images.push(...named(info.images, measures, []));
    surveys.delete(entry);
  }
  return { contents, images };
}

/**
 * The reports of images that belong together.
 * @param build gives what is known of an image's project
 */
export function reportsOf(
  images: readonly MeasuredImage[],
  build: (image: MeasuredImage) => BuildFiles = () => ({}),
): SizeReport[] {
  return images.map((image, i) => {
    const { ref, measure } = image;
    const others = images.flatMap((other) => (other.measure.id === measure.id ? [] : [other.measure]));
    const earlier = images.slice(0, i).filter((other) => other.measure.id !== measure.id);
    const advice = adviseOn(measure, earlier, build(image));
    return { ...sizeReport(measure, ref, others), advice: advice.map(withDiff) };
  });
}

function withDiff({ edit, ...advice }: DraftAdvice): Advice {
  if (edit === undefined) return advice;
  const { file, title, before, after } = edit;
  return { ...advice, edit: { file, title, diff: unifiedDiff(file, before, after) } };
}

async function measureArchive(
  open: () => ByteStream | Promise<ByteStream>,
  { file, bytes }: { readonly file: string; readonly bytes: number },
  { signal, meter }: MeasureContext,
  references: readonly string[],
): Promise<readonly MeasuredImage[]> {
  const hashes = new HashThread();
  try {
    const opening = open();
    // An engine takes its time before the first byte: what will be needed is made ready meanwhile. Who needs it meets its failure.
    if (bytes > largeArchive) hashes.started().catch(() => undefined);
    const [archive, deflater] = await Promise.all([opening, sampleDeflater()]);
    const survey = new ArchiveSurvey(file, deflater);
    const { onLayerEntry, onBlobBytes } = survey;
    const onBytes = (bytes: number) => meter.reach(bytes);
    const { hash } = hashes;
    const info = await readImageArchive(archive, { file, signal, onBytes, onLayerEntry, onBlobBytes, hash });
    return named(info.images, survey.measure(info), references);
  } finally {
    await hashes.end();
  }
}

/** An image that records no tag of its own goes by what it was found under. */
function named(
  images: readonly ImageInfo[],
  measures: readonly ImageMeasure[],
  references: readonly string[],
): MeasuredImage[] {
  return measures.map((measure, i) => {
    const own = images[i]?.tags ?? [];
    const tags = own.length > 0 ? own : references;
    return { ref: tags[0] ?? measure.id, tags, measure };
  });
}
