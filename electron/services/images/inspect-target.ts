import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { GantryError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { DiagnosticOutput, InspectOutput } from '../../../shared/contract/outputs.ts';
import type { SizeReport } from '../../../shared/contract/size-report.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { get } from '../../../shared/model/plain.ts';
import { toDiagnosticOutputs } from '../../../shared/report/diagnostic-output.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import type { ImageInfo } from '../archives/types.ts';
import type { BundleContents } from '../bundle/bundle-contents.ts';
import { isExtractedBundle } from '../bundle/extracted-folder.ts';
import { readIndexedBundle } from '../bundle/indexed-bundle.ts';
import { readBundleFolder } from '../bundle/read-folder.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import { loadProject } from '../project/load-project.ts';
import { buildFiles } from './build-files.ts';
import { withExportedBytes } from './exported-layers.ts';
import { engineSource, type ImageSourceContext, resolveImages } from './image-sources.ts';
import {
  type MeasuredImage,
  measureArchiveFile,
  measureBundle,
  measureSource,
  reportsOf,
} from './measured-image.ts';
import { archiveKind } from './target-kind.ts';

/** A file or folder, or an image of the engine. */
export type InspectRequest =
  | {
      readonly path: string;
      /** Unpacks and proves a bundle of ours whole, where its own index would do. */
      readonly whole?: boolean;
    }
  | { readonly image: string };

export interface InspectContext extends ImageSourceContext {
  /** Told at most twenty times a second. */
  progress(progress: TransferProgress): void;
}

type Inspected = Omit<InspectOutput, 'schemaVersion' | 'target'>;
type ImageOutput = InspectOutput['images'][number];

/**
 * What a bundle, a package, an image archive, an engine's image or a project holds, measured by reading it to the end
 * and proving every digest on the way; a bundle that carries our index is only checked for damage, and says of its layers what
 * the index states, unless the whole is asked for. Memory stays flat.
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
    : await inspectFile(path, facts.size, request.whole === true, context.signal, meter);
  return { schemaVersion: 1, target: path, ...inspected };
}

async function inspectFile(
  path: string,
  size: number,
  whole: boolean,
  signal: AbortSignal,
  meter: TransferMeter,
): Promise<Inspected> {
  const facts = { file: basename(path), bytes: size };
  const kind = await archiveKind(path, facts.file, signal);
  if (kind === 'image-archive') {
    const images = await measureArchiveFile(path, facts, { signal, meter });
    return { kind, images: await describeImages(images), diagnostics: [] };
  }
  const onBytes = (bytes: number) => meter.add(bytes);
  const indexed = whole ? undefined : await readIndexedBundle(path, { signal, onBytes });
  if (indexed !== undefined) {
    const images = indexed.images.flatMap(({ info }) => info.images.map(describeStated));
    return { ...describeBundle(indexed), proof: 'stated', images };
  }
  return describeMeasured(await measureBundle(path, facts, { signal, meter }));
}

async function inspectFolder(
  folder: string,
  context: InspectContext,
  meter: TransferMeter,
): Promise<Inspected> {
  if (!(await isExtractedBundle(folder, context.signal))) return await inspectProject(folder, context, meter);
  const measuring = { signal: context.signal, meter };
  return describeMeasured(
    await measureBundle(folder, { file: basename(folder) }, measuring, readBundleFolder),
  );
}

async function describeMeasured({
  contents,
  images,
}: Awaited<ReturnType<typeof measureBundle>>): Promise<Inspected> {
  return { ...describeBundle(contents), proof: 'read', images: await describeImages(images) };
}

function describeBundle(contents: BundleContents): Omit<Inspected, 'images'> {
  const app = describeApp(parseJson(contents.appJson?.text ?? '').objects[0]?.value);
  return {
    kind: contents.kind,
    ...(app === undefined ? {} : { app }),
    entries: contents.entries.map((entry) => ({ ...entry })),
    diagnostics: toDiagnosticOutputs(contents.problems, () => undefined),
  };
}

async function inspectEngineImage(
  reference: string,
  context: InspectContext,
  meter: TransferMeter,
): Promise<Inspected> {
  const source = await engineSource(reference, context);
  const images = await measureSource(source, { signal: context.signal, meter });
  return { kind: 'engine-image', images: await describeImages(images), diagnostics: [] };
}

async function inspectProject(
  folder: string,
  context: InspectContext,
  meter: TransferMeter,
): Promise<Inspected> {
  const images = { known: false, reason: 'No image was looked at yet.', remedy: 'Inspect.' } as const;
  const loaded = await loadProject(folder, { images, signal: context.signal });
  const { project, settings } = loaded;
  const containers = project.appSpec === undefined ? [] : readAppSpec(project.appSpec.document).containers;
  const references = containers.flatMap((container) => container.image ?? []);
  const resolved = await resolveImages({ folder, settings, references, given: [] }, context);
  const measured: MeasuredImage[] = [];
  for (const source of resolved.sources) {
    measured.push(...(await measureSource(source, { signal: context.signal, meter })));
  }
  const app = describeApp(project.appJson?.document.objects[0]?.value);
  return {
    kind: 'project',
    ...(app === undefined ? {} : { app }),
    images: await describeImages(measured, (image) => buildFiles(loaded, image.tags)),
    diagnostics: resolved.unresolved.map(({ reference, error }) => notMeasured(reference, error)),
  };
}

async function describeImages(...[images, build]: Parameters<typeof reportsOf>): Promise<ImageOutput[]> {
  const reports = reportsOf(await withExportedBytes(images), build);
  return reports.map((report, i) => describeImage(report, images[i]));
}

function describeImage(report: SizeReport, image: MeasuredImage | undefined): ImageOutput {
  const { ref, id, platform, bytes, compressed, sharedBytes, files, fileBytes, wastedBytes } = report;
  return {
    ref,
    tags: [...(image?.tags ?? [])],
    id,
    platform,
    bytes,
    ...(compressed === undefined
      ? {}
      : { compressedBytes: compressed.bytes, compressedEstimated: compressed.estimated }),
    sharedBytes,
    layers: report.layers.map(({ fileBytes: _own, compressed: packed, ...layer }) => ({
      ...layer,
      ...(packed === undefined ? {} : { compressedBytes: packed.bytes }),
    })),
    files,
    fileBytes,
    wastedBytes,
    efficiency: report.efficiency,
    largest: (image?.measure.largest ?? []).slice(0, 20).map((file) => ({ ...file })),
    wasted: report.wasted.slice(0, 20),
    advice: report.advice,
  };
}

/** An image that was not read: its files are not known. */
function describeStated(image: ImageInfo): ImageOutput {
  const { id, tags, platform = 'unknown', bytes, layers } = image;
  return {
    ref: tags[0] ?? id,
    tags: [...tags],
    id,
    platform,
    bytes,
    layers: layers.map(({ diffId, bytes, command }) => ({ diffId, bytes, command })),
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
