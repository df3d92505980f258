import { realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { GantrySettings } from '../../../shared/model/gantry-json.ts';
import { normaliseReference } from '../../../shared/model/image-reference.ts';
import type { ImageFact } from '../../../shared/rules/project.ts';
import { fileStream, fileUnreadable } from '../archives/file-stream.ts';
import { type ImageArchiveIndex, indexImageArchive } from '../archives/image-archive-index.ts';
import type { ByteStream } from '../archives/types.ts';
import type { Engine, EngineImageDetail } from '../engine/types.ts';
import { archiveImageFact, bundledTags, engineImageFact } from './image-facts.ts';

/** An image archive that holds images of the app. */
interface ArchiveSource {
  readonly kind: 'archive';
  /** The references taken from it, in the AppSpec's order, normalised. */
  readonly references: readonly string[];
  /** Real path. */
  readonly path: string;
  /** Bytes of the file. */
  readonly bytes: number;
  readonly index: ImageArchiveIndex;
}

/** An image of the engine; all its references leave it in one archive. */
interface EngineSource {
  readonly kind: 'engine';
  readonly references: readonly string[];
  readonly engine: Engine;
  readonly image: EngineImageDetail;
}

export type ImageSource = ArchiveSource | EngineSource;

export interface ImageSourceRequest {
  /** The project's folder, from which gantry.json counts. */
  readonly folder: string;
  readonly settings: GantrySettings;
  /** The references the AppSpec names. */
  readonly references: readonly string[];
  /** Archives named for references by hand; they come first. */
  readonly given: readonly { readonly reference: string; readonly archivePath: string }[];
}

export interface ImageSourceContext {
  readonly signal: AbortSignal;
  /** Called only where an image is in no archive, for each of those; connecting once is up to the caller. */
  readonly engine?: () => Promise<Engine>;
}

/** Where each image comes from, each source once, in the order the AppSpec first names it. */
export interface ResolvedImages {
  readonly sources: readonly ImageSource[];
  readonly facts: readonly ImageFact[];
  readonly unresolved: readonly { readonly reference: string; readonly error: GantryError }[];
}

/**
 * Finds the source of every reference: an archive given by hand, else gantry.json's archive, else the engine.
 * What cannot be found is listed with its error, for the caller to decide on.
 * @throws GantryError `Usage` where an archive is given for what the AppSpec does not name, `ArchiveInvalid`, `Cancelled`.
 */
export async function resolveImages(
  request: ImageSourceRequest,
  context: ImageSourceContext,
): Promise<ResolvedImages> {
  const references = [...new Set(request.references.filter((each) => each !== '').map(normaliseReference))];
  const archives = archivePaths(request, references);
  const found = new Map<string, ImageSource>();
  const unresolved: { reference: string; error: GantryError }[] = [];
  for (const reference of references) {
    try {
      const archive = archives.get(reference);
      const source =
        archive === undefined
          ? await fromEngine(reference, context)
          : await fromArchive(reference, archive, found, context);
      const key = source.kind === 'archive' ? source.path : source.image.id;
      const known = found.get(key);
      found.set(key, known === undefined ? source : joined(known, reference));
    } catch (error) {
      if (!(error instanceof GantryError) || !isAbsence(error)) throw error;
      unresolved.push({ reference, error });
    }
  }
  const sources = [...found.values()];
  return { sources, facts: sources.flatMap(factsOf), unresolved };
}

/**
 * An image of the engine as a source.
 * @throws GantryError `EngineUnavailable`, `EngineFailed`, `ImageNotFound`, `Cancelled`.
 */
export async function engineSource(reference: string, context: ImageSourceContext): Promise<EngineSource> {
  if (context.engine === undefined) throw new GantryError('EngineUnavailable', { tried: [] });
  const engine = await context.engine();
  const image = await engine.inspect(reference, context.signal);
  return { kind: 'engine', references: [reference], engine, image };
}

/** The source's bytes: an archive of any layout from disk, or what the engine saves. */
export async function openImage(source: ImageSource, signal: AbortSignal): Promise<ByteStream> {
  return source.kind === 'archive'
    ? fileStream(source.path, signal)
    : await source.engine.save(source.references, signal);
}

/** What the user calls the source. */
export function sourceName(source: ImageSource): string {
  return source.kind === 'archive' ? basename(source.path) : (source.references[0] ?? source.image.id);
}

/** The archive that gantry.json or the user names for a reference. */
export function archiveOf(request: ImageSourceRequest, reference: string): string | undefined {
  const wanted = normaliseReference(reference);
  return archivePaths(request, [wanted]).get(wanted);
}

function archivePaths(request: ImageSourceRequest, references: readonly string[]): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [reference, image] of Object.entries(request.settings.images ?? {})) {
    if (image.archive === undefined) continue;
    paths.set(normaliseReference(reference), resolve(request.folder, image.archive));
  }
  const given = new Map<string, string>();
  for (const { reference, archivePath } of request.given) {
    const wanted = normaliseReference(reference);
    if (!references.includes(wanted)) {
      const named = references.length === 0 ? 'no image' : references.map((each) => `“${each}”`).join(', ');
      throw new GantryError('Usage', {
        problem: `an archive was given for “${reference}”, but appspec.yaml names ${named}`,
      });
    }
    if (given.has(wanted) && given.get(wanted) !== archivePath) {
      throw new GantryError('Usage', { problem: `two archives were given for “${reference}”` });
    }
    given.set(wanted, archivePath);
    paths.set(wanted, archivePath);
  }
  return paths;
}

async function fromArchive(
  reference: string,
  archive: string,
  found: ReadonlyMap<string, ImageSource>,
  context: ImageSourceContext,
): Promise<ImageSource> {
  const path = await realpath(archive).catch((error: unknown) => {
    throw fileUnreadable(archive, error);
  });
  const known = found.get(path);
  if (known !== undefined) return known;
  const index = await indexImageArchive(path, { file: basename(path), signal: context.signal });
  const { size } = await stat(path);
  return { kind: 'archive', references: [reference], path, bytes: size, index };
}

async function fromEngine(reference: string, context: ImageSourceContext): Promise<ImageSource> {
  if (context.engine === undefined) {
    throw new GantryError('ImageSourceMissing', { references: [reference] });
  }
  return engineSource(reference, context);
}

function joined(source: ImageSource, reference: string): ImageSource {
  if (source.references.includes(reference)) return source;
  return { ...source, references: [...source.references, reference] };
}

/** Failures that leave one image unknown; others end the whole resolution. */
function isAbsence(error: GantryError): boolean {
  return ['ImageNotFound', 'ImageSourceMissing', 'EngineUnavailable', 'FileUnreadable'].includes(error.code);
}

function factsOf(source: ImageSource): ImageFact[] {
  if (source.kind === 'engine') return [engineImageFact(source.image)];
  const tags = bundledTags(source.index, source.references);
  return source.index.images.map((image, i) => archiveImageFact(image, basename(source.path), tags[i]));
}
