import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { ImageReportOutput } from '../../../shared/contract/size-report.ts';
import { normaliseReference } from '../../../shared/model/image-reference.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import { loadProject } from '../project/load-project.ts';
import { type ImageSource, type ImageSourceContext, resolveImages } from './image-sources.ts';
import {
  type MeasureContext,
  type MeasuredImage,
  measureArchiveFile,
  measureBundle,
  measureSource,
  reportsOf,
} from './measured-image.ts';
import { archiveKind } from './target-kind.ts';

/** What is to be reported on: a project's image, the images of a file, or one of the engine. */
export type ReportRequest =
  | { readonly project: string; readonly reference?: string }
  | { readonly path: string; readonly reference?: string }
  | { readonly image: string };

export interface ReportContext extends ImageSourceContext {
  /** Told at most twenty times a second. */
  progress(progress: TransferProgress): void;
}

/**
 * Where every byte of an image comes from, and what could be saved.
 * @throws GantryError `FileUnreadable`, `ArchiveInvalid`, `EngineUnavailable`, `EngineFailed`, `ImageNotFound`, `ImageSourceMissing`, `Cancelled`, and what reading a project throws.
 */
export async function reportImages(
  request: ReportRequest,
  context: ReportContext,
): Promise<ImageReportOutput> {
  const { signal } = context;
  const measuring = { signal, meter: new TransferMeter((progress) => context.progress(progress)) };
  if ('image' in request) {
    const images = await measureSource(await engineSource(request.image, context), measuring);
    return { images: reportsOf(images), problems: [] };
  }
  if ('project' in request) {
    const images = await measureProject(request.project, request.reference, context, measuring);
    return { images: reportsOf(images), problems: [] };
  }
  const { images, problems } = await measureFile(request.path, measuring);
  return { images: only(reportsOf(images), request.reference, request.path), problems };
}

async function measureFile(
  path: string,
  context: MeasureContext,
): Promise<{ images: readonly MeasuredImage[]; problems: string[] }> {
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

async function measureProject(
  project: string,
  reference: string | undefined,
  context: ReportContext,
  measuring: MeasureContext,
): Promise<readonly MeasuredImage[]> {
  const images = { known: false, reason: 'No image was looked at yet.', remedy: 'Measure it.' } as const;
  const { folder, settings } = await loadProject(project, { images, signal: context.signal });
  const references = reference === undefined ? [] : [reference];
  const resolved = await resolveImages({ folder, settings, references, given: [] }, context);
  const [missing] = resolved.unresolved;
  if (missing !== undefined) throw missing.error;
  const measured: MeasuredImage[] = [];
  for (const source of resolved.sources) measured.push(...(await measureSource(source, measuring)));
  return measured;
}

/** The engine's image as a source of its bytes. */
async function engineSource(reference: string, context: ImageSourceContext): Promise<ImageSource> {
  if (context.engine === undefined) throw new GantryError('EngineUnavailable', { tried: [] });
  const engine = await context.engine();
  const image = await engine.inspect(reference, context.signal);
  return { kind: 'engine', references: [reference], engine, image };
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
