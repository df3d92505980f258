import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { DiagnosticOutput, InspectOutput } from '../../../shared/contract/outputs.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { get } from '../../../shared/model/plain.ts';
import { toDiagnosticOutputs } from '../../../shared/report/diagnostic-output.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { fileStream, fileUnreadable } from '../archives/file-stream.ts';
import { readImageArchive } from '../archives/image-archive-reader.ts';
import type { ImageInfo } from '../archives/types.ts';
import type { BundleContents } from '../bundle/bundle-contents.ts';
import { readBundle } from '../bundle/read-bundle.ts';
import { isExtractedBundle, readBundleFolder } from '../bundle/read-folder.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import { loadProject } from '../project/load-project.ts';
import {
  type ImageSource,
  type ImageSourceContext,
  openImage,
  resolveImages,
  sourceName,
} from './image-sources.ts';
import { archiveKind } from './target-kind.ts';

/** A file or folder, or an image of the engine. */
export type InspectRequest = { readonly path: string } | { readonly image: string };

export interface InspectContext extends ImageSourceContext {
  /** Told at most twenty times a second. */
  progress(progress: TransferProgress): void;
}

type Inspected = Omit<InspectOutput, 'schemaVersion' | 'target'>;
type ImageOutput = InspectOutput['images'][number];

/**
 * What a bundle, a package, an image archive, an engine's image or a project holds, measured by reading it to the end
 * and proving every digest on the way. Memory stays flat.
 * @throws GantryError `FileUnreadable`, `ArchiveInvalid`, `EngineUnavailable`, `EngineFailed`, `ImageNotFound`, `Cancelled`, and what reading a project throws.
 */
export async function inspectTarget(
  request: InspectRequest,
  context: InspectContext,
): Promise<InspectOutput> {
  const meter = new TransferMeter((progress) => context.progress(progress));
  if ('image' in request) {
    return {
      schemaVersion: 1,
      target: request.image,
      ...(await inspectEngineImage(request.image, context, meter)),
    };
  }
  const { path } = request;
  const facts = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  const inspected = facts.isDirectory()
    ? await inspectFolder(path, context, meter)
    : await inspectFile(path, facts.size, context.signal, meter);
  return { schemaVersion: 1, target: path, ...inspected };
}

async function inspectFile(
  path: string,
  size: number,
  signal: AbortSignal,
  meter: TransferMeter,
): Promise<Inspected> {
  const file = basename(path);
  const kind = await archiveKind(path, file, signal);
  meter.begin('read', file, size);
  if (kind === 'image-archive') {
    const onBytes = (bytes: number) => meter.reach(bytes);
    const info = await readImageArchive(fileStream(path, signal), { file, signal, onBytes });
    return { kind, images: info.images.map((image) => describeImage(image)), diagnostics: [] };
  }
  return describeBundle(await readBundle(path, { signal, onBytes: (bytes) => meter.add(bytes) }));
}

async function inspectFolder(
  folder: string,
  context: InspectContext,
  meter: TransferMeter,
): Promise<Inspected> {
  if (!(await isExtractedBundle(folder))) return await inspectProject(folder, context, meter);
  meter.begin('read', basename(folder));
  const { signal } = context;
  return describeBundle(await readBundleFolder(folder, { signal, onBytes: (bytes) => meter.add(bytes) }));
}

function describeBundle(contents: BundleContents): Inspected {
  const app = describeApp(parseJson(contents.appJson?.text ?? '').objects[0]?.value);
  return {
    kind: contents.kind,
    ...(app === undefined ? {} : { app }),
    entries: contents.entries.map((entry) => ({ ...entry })),
    images: contents.images.flatMap(({ info }) => info.images.map((image) => describeImage(image))),
    diagnostics: toDiagnosticOutputs(contents.problems, () => undefined),
  };
}

async function inspectEngineImage(
  reference: string,
  context: InspectContext,
  meter: TransferMeter,
): Promise<Inspected> {
  if (context.engine === undefined) throw new GantryError('EngineUnavailable', { tried: [] });
  const engine = await context.engine();
  const image = await engine.inspect(reference, context.signal);
  const source: ImageSource = { kind: 'engine', references: [reference], engine, image };
  return { kind: 'engine-image', images: await measure(source, context.signal, meter), diagnostics: [] };
}

async function inspectProject(
  folder: string,
  context: InspectContext,
  meter: TransferMeter,
): Promise<Inspected> {
  const images = { known: false, reason: 'No image was looked at yet.', remedy: 'Inspect.' } as const;
  const { project, settings } = await loadProject(folder, { images, signal: context.signal });
  const containers = project.appSpec === undefined ? [] : readAppSpec(project.appSpec.document).containers;
  const references = containers.flatMap((container) => container.image ?? []);
  const resolved = await resolveImages({ folder, settings, references, given: [] }, context);
  const measured: ImageOutput[] = [];
  for (const source of resolved.sources) measured.push(...(await measure(source, context.signal, meter)));
  const app = describeApp(project.appJson?.document.objects[0]?.value);
  return {
    kind: 'project',
    ...(app === undefined ? {} : { app }),
    images: measured,
    diagnostics: resolved.unresolved.map(({ reference, error }) => notMeasured(reference, error)),
  };
}

async function measure(
  source: ImageSource,
  signal: AbortSignal,
  meter: TransferMeter,
): Promise<ImageOutput[]> {
  const file = sourceName(source);
  meter.begin('read', file, source.kind === 'archive' ? source.bytes : source.image.bytes);
  const onBytes = (bytes: number) => meter.reach(bytes);
  const info = await readImageArchive(await openImage(source, signal), { file, signal, onBytes });
  return info.images.map((image) => describeImage(image, source.references));
}

/** An image that records no tag of its own goes by what it was found under. */
function describeImage(image: ImageInfo, references: readonly string[] = []): ImageOutput {
  const { id, bytes, platform = 'unknown' } = image;
  const tags = image.tags.length > 0 ? image.tags : references;
  return {
    ref: tags[0] ?? id,
    tags: [...tags],
    id,
    platform,
    bytes,
    layers: image.layers.map((layer) => ({
      diffId: layer.diffId,
      bytes: layer.bytes,
      command: layer.command,
    })),
  };
}

function describeApp(appJson: unknown): InspectOutput['app'] | undefined {
  const [name, version, description] = ['name', 'version', 'description'].map((key) => get(appJson, key));
  if (typeof name !== 'string' || typeof description !== 'string') return undefined;
  if (typeof version !== 'string' && typeof version !== 'number') return undefined;
  return { name, version: String(version), description };
}

function notMeasured(reference: string, error: GantryError): DiagnosticOutput {
  const reason =
    error.code === 'EngineUnavailable'
      ? 'no engine answered, and gantry.json names no archive for it'
      : 'path' in error.data && 'reason' in error.data
        ? `${error.data.path}: ${error.data.reason}`
        : 'neither the engine nor an archive has it';
  const start = { line: 1, column: 1 };
  return {
    code: 'image/not-measured',
    severity: 'warning',
    message: `The image “${reference}” was not measured: ${reason}.`,
    file: 'appspec.yaml',
    path: '',
    range: { start, end: start },
    fixes: [],
  };
}
