import { realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { ImageReportOutput } from '../../../shared/contract/size-report.ts';
import { normaliseReference } from '../../../shared/model/image-reference.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import { loadProject } from '../project/load-project.ts';
import { buildFiles } from './build-files.ts';
import { withExportedBytes } from './exported-layers.ts';
import {
  archiveOf,
  engineSource,
  type ImageSource,
  type ImageSourceContext,
  type ImageSourceRequest,
  resolveImages,
} from './image-sources.ts';
import {
  type MeasureContext,
  type MeasuredImage,
  measureArchiveFile,
  measureBundle,
  measureSource,
  reportsOf,
} from './measured-image.ts';
import { fileKey, ReportStore } from './report-store.ts';
import { archiveKind } from './target-kind.ts';

/** What is to be reported on: a project's image, the images of a file, or one of the engine. */
export type ReportRequest =
  | { readonly project: string; readonly reference: string }
  | { readonly path: string; readonly reference?: string }
  | { readonly image: string };

export interface ReportContext extends ImageSourceContext {
  /** Told at most twenty times a second. */
  progress(progress: TransferProgress): void;
}

/** The images of one target and what kept others from being measured. */
interface Measured {
  readonly images: readonly MeasuredImage[];
  readonly problems: readonly string[];
}

/** What measuring takes: who follows it, and where it is remembered. */
interface Remembering extends MeasureContext {
  readonly store: ReportStore;
}

/**
 * Where every byte of an image comes from, and what could be saved. An image measured before is not read again: it is known by its
 * ID, a file by its name, size and times.
 * @throws GantryError `FileUnreadable`, `ArchiveInvalid`, `EngineUnavailable`, `EngineFailed`, `ImageNotFound`, `ImageSourceMissing`, `Cancelled`, and what reading a project throws.
 */
export async function reportImages(
  request: ReportRequest,
  context: ReportContext,
  store: ReportStore = new ReportStore(),
): Promise<ImageReportOutput> {
  const { signal } = context;
  const meter = new TransferMeter((progress) => context.progress(progress));
  const remembering = { signal, meter, store };
  if ('image' in request) {
    const source = await engineSource(request.image, context);
    const images = await withExportedBytes(await rememberedSource(source, remembering));
    return { images: reportsOf(images), problems: [] };
  }
  if ('project' in request) return reportProject(request.project, request.reference, context, remembering);
  const { images, problems } = await rememberedFile(request.path, remembering);
  const reports = only(reportsOf(await withExportedBytes(images)), request.reference, request.path);
  return { images: reports, problems: [...problems] };
}

async function reportProject(
  project: string,
  reference: string,
  context: ReportContext,
  remembering: Remembering,
): Promise<ImageReportOutput> {
  const images = { known: false, reason: 'No image was looked at yet.', remedy: 'Measure it.' } as const;
  const loaded = await loadProject(project, { images, signal: context.signal });
  const { folder, settings } = loaded;
  const sought = { folder, settings, references: [reference], given: [] };
  const measured = (await keptProjectImage(sought, reference, remembering)) ?? [];
  if (measured.length === 0) {
    const resolved = await resolveImages(sought, context);
    const [missing] = resolved.unresolved;
    if (missing !== undefined) throw missing.error;
    for (const source of resolved.sources) measured.push(...(await rememberedSource(source, remembering)));
  }
  const wanted = normaliseReference(reference);
  const reports = reportsOf(await withExportedBytes(measured), (image) => buildFiles(loaded, image.tags));
  const named = reports.filter((_, i) => measured[i]?.tags.includes(wanted));
  // An OCI archive may name its images by platform or not at all.
  return { images: named.length > 0 ? named : reports, problems: [] };
}

/** The images of an archive that was measured before and is still the same file: it need not be opened. */
async function keptProjectImage(
  request: ImageSourceRequest,
  reference: string,
  { store }: Remembering,
): Promise<MeasuredImage[] | undefined> {
  const archive = archiveOf(request, reference);
  if (archive === undefined) return undefined;
  const path = await realpath(archive).catch(() => undefined);
  if (path === undefined) return undefined;
  const key = await fileKey(path).catch(() => undefined);
  const kept = key === undefined ? undefined : await keptFile(key, store);
  return kept?.images.map((image) => goesBy(image, [normaliseReference(reference)]));
}

async function rememberedSource(
  source: ImageSource,
  remembering: Remembering,
): Promise<readonly MeasuredImage[]> {
  if (source.kind === 'archive') {
    const { images } = await rememberedFile(source.path, remembering);
    return images.map((image) => goesBy(image, source.references));
  }
  const { store } = remembering;
  const known = await store.image(source.image.id);
  const tags = source.references.map(normaliseReference);
  if (known !== undefined) return [{ ref: tags[0] ?? known.id, tags, measure: known }];
  const measured = await measureSource(source, remembering);
  const [only, ...others] = measured;
  // With the containerd store the engine's ID is that of the manifest, not of the config.
  if (only !== undefined && others.length === 0) await store.keepImage(source.image.id, only.measure);
  return measured;
}

async function rememberedFile(path: string, remembering: Remembering): Promise<Measured> {
  const { store } = remembering;
  const key = await fileKey(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  const kept = await keptFile(key, store);
  if (kept !== undefined) return kept;
  const measured = await measureFile(path, remembering);
  for (const { measure } of measured.images) await store.keepImage(measure.id, measure);
  const images = measured.images.map(({ ref, tags, measure }) => ({ id: measure.id, ref, tags }));
  await store.keepFile(key, { images, problems: measured.problems });
  return measured;
}

/** What a file was found to hold, where all of it is still known. */
async function keptFile(key: string, store: ReportStore): Promise<Measured | undefined> {
  const kept = await store.file(key);
  if (kept === undefined) return undefined;
  const images = await Promise.all(
    kept.images.map(async ({ id, ref, tags }) => ({ ref, tags, measure: await store.image(id) })),
  );
  const known = images.flatMap(({ measure, ...image }) =>
    measure === undefined ? [] : [{ ...image, measure }],
  );
  return known.length === images.length ? { images: known, problems: kept.problems } : undefined;
}

async function measureFile(path: string, context: MeasureContext): Promise<Measured> {
  const file = basename(path);
  const { size } = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  const facts = { file, bytes: size };
  if ((await archiveKind(path, file, context.signal)) === 'image-archive') {
    return { images: await measureArchiveFile(path, facts, context), problems: [] };
  }
  const { contents, images } = await measureBundle(path, facts, context);
  const problems = contents.problems.filter(({ severity }) => severity === 'error');
  return { images, problems: problems.map(({ message }) => message) };
}

/** An image that records no tag of its own goes by what it was asked for. */
function goesBy(image: MeasuredImage, references: readonly string[]): MeasuredImage {
  return image.tags.length > 0 ? image : { ...image, tags: references, ref: references[0] ?? image.ref };
}

function only<Report extends { readonly ref: string }>(
  reports: readonly Report[],
  reference: string | undefined,
  path: string,
): Report[] {
  if (reference === undefined) return [...reports];
  const wanted = normaliseReference(reference);
  const found = reports.filter(({ ref }) => ref === wanted || ref === reference);
  if (found.length === 0) throw new GantryError('ImageNotFound', { reference, where: basename(path) });
  return found;
}
