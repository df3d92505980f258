import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { DiagnosticOutput } from '../../../shared/contract/outputs.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import { get } from '../../../shared/model/plain.ts';
import { summarise, toDiagnosticOutputs } from '../../../shared/report/diagnostic-output.ts';
import type { Project, SourceFile } from '../../../shared/rules/project.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { LayerCache } from '../cache/layer-cache.ts';
import {
  type ImageSource,
  type ImageSourceContext,
  type ResolvedImages,
  resolveImages,
} from '../images/image-sources.ts';
import { type LoadedProject, loadProject } from '../project/load-project.ts';
import { validateLoaded } from '../project/validate-target.ts';
import { cacheFolder } from '../state-folder.ts';
import { blockCompressor } from './block-compressor.ts';
import { defaultBundle } from './default-bundle.ts';
import { type ExportWeight, requireSpace } from './disk-space.ts';
import { imageFileNames, packageImageNames } from './entry-names.ts';
import { expectedLayers, type PlannedImage } from './image-copy.ts';
import { type PackageIdentity, packageFileName, packageIdentity } from './package-identity.ts';
import { loadSigner, type Signer } from './sign.ts';

export interface ExportRequest {
  /** Absolute path of the project's folder. */
  readonly projectFolder: string;
  /** Absolute path of the file to write; the project's own choice where absent. */
  readonly output?: string;
  /** Archives named for references, before gantry.json and the engine. */
  readonly images: readonly { readonly reference: string; readonly archivePath: string }[];
  /** gzip level, 1 to 9. */
  readonly level?: number;
  readonly layout: 'bundle' | 'pkg';
  /** Write even where the rules find errors. */
  readonly force: boolean;
  /** PEM files, for the layout pkg. */
  readonly signing?: { readonly keyPath: string; readonly certificatePath: string };
}

/** A file of the project as it goes into the bundle, byte for byte. */
interface PlannedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** All that has to be known and right before the first byte is written. */
export interface ExportPlan {
  /** Of the project. */
  readonly folder: string;
  /** The app's version as app.json has it; empty where it has none. */
  readonly version: string;
  readonly target: string;
  /** The manifests first, then what else the layout takes. */
  readonly files: readonly PlannedFile[];
  readonly images: readonly PlannedImage[];
  /** Set for the layout pkg. */
  readonly identity?: PackageIdentity;
  readonly signer?: Signer;
  readonly diagnostics: readonly DiagnosticOutput[];
}

/**
 * Everything that can be refused before anything is written: the manifests' and images' findings, images without a source,
 * what the layout needs, the disk's free space.
 * @throws GantryError `FindingsBlock` with all findings, `ImageSourceMissing`, `ImageNotFound`, `EngineUnavailable`, `Usage`,
 * `SigningFailed`, `OutputUnwritable`, `DiskFull`, and what reading a project throws.
 */
export async function preflight(request: ExportRequest, context: ImageSourceContext): Promise<ExportPlan> {
  const { layout, signing } = request;
  if (signing !== undefined && layout !== 'pkg') {
    throw new GantryError('Usage', { problem: 'only the layout pkg can be signed' });
  }
  const images = { known: false, reason: 'No image was looked at yet.', remedy: 'Export.' } as const;
  const loaded = await loadProject(request.projectFolder, { images, signal: context.signal });
  const { project } = loaded;
  // What is wrong with the manifests alone is said before any archive or engine is asked.
  findingsOf(loaded, project, request.force);
  const appJson = project.appJson?.document.objects[0]?.value;
  const identity = layout === 'pkg' ? packageIdentity(appJson) : undefined;
  const signer =
    signing === undefined ? undefined : await loadSigner(signing.keyPath, signing.certificatePath);

  const { sources, facts } = await requireImages(request, loaded, context);
  const diagnostics = findingsOf(
    loaded,
    { ...project, images: { known: true, value: facts } },
    request.force,
  );

  const target = request.output ?? defaultTarget(loaded, appJson, identity);
  await refuseInput(target, request, loaded, sources);
  const cache = new LayerCache(cacheFolder());
  await requireSpace(target, await weightOf(sources, cache, blockCompressor(request.level).level), cache);
  const version = get(appJson, 'version');
  return {
    folder: loaded.folder,
    version: typeof version === 'string' || typeof version === 'number' ? String(version) : '',
    target,
    files: await projectFiles(loaded, layout),
    images: layout === 'pkg' ? packageImages(sources) : bundleImages(sources),
    diagnostics,
    ...(identity === undefined ? {} : { identity }),
    ...(signer === undefined ? {} : { signer }),
  };
}

/** All findings as they leave Gantry; errors among them end the export unless they are overruled. */
function findingsOf(loaded: LoadedProject, project: Project, force: boolean): DiagnosticOutput[] {
  const found = validateLoaded({ ...loaded, project }).diagnostics;
  const diagnostics = toDiagnosticOutputs(found, (file) => loaded.texts.get(file));
  const { errors } = summarise(found);
  if (errors > 0 && !force) {
    throw new GantryError('FindingsBlock', { errors, name: project.name, diagnostics });
  }
  return diagnostics;
}

async function requireImages(
  request: ExportRequest,
  loaded: LoadedProject,
  context: ImageSourceContext,
): Promise<ResolvedImages> {
  const { appSpec } = loaded.project;
  const containers = appSpec === undefined ? [] : readAppSpec(appSpec.document).containers;
  const resolved = await resolveImages(
    {
      folder: loaded.folder,
      settings: loaded.settings,
      references: containers.flatMap((container) => container.image ?? []),
      given: request.images,
    },
    context,
  );
  const [first, ...others] = resolved.unresolved;
  if (first === undefined) return resolved;
  const missing = resolved.unresolved.every(
    ({ error }) => error.code === 'ImageNotFound' || error.code === 'ImageSourceMissing',
  );
  if (!missing || others.length === 0) throw first.error;
  throw new GantryError('ImageSourceMissing', {
    references: resolved.unresolved.map((each) => each.reference),
  });
}

function defaultTarget(
  loaded: LoadedProject,
  appJson: unknown,
  identity: PackageIdentity | undefined,
): string {
  if (identity !== undefined) return join(loaded.folder, packageFileName(identity));
  return defaultBundle(loaded.folder, loaded.settings, appJson);
}

/** The file written must not be one that is read, by whatever name. */
async function refuseInput(
  target: string,
  request: ExportRequest,
  loaded: LoadedProject,
  sources: readonly ImageSource[],
): Promise<void> {
  const real = await realpath(target).catch(() => undefined);
  if (real === undefined) return;
  const { appSpec, appJson } = loaded.project;
  const paths = [appSpec, appJson].flatMap((file) =>
    file === undefined ? [] : [join(loaded.folder, file.name)],
  );
  if (request.signing !== undefined) paths.push(request.signing.keyPath, request.signing.certificatePath);
  const inputs = sources.flatMap((source) => (source.kind === 'archive' ? [source.path] : []));
  for (const path of paths) inputs.push(await realpath(path).catch(() => path));
  if (!inputs.includes(real)) return;
  const reason = 'the bundle is made from that file, and would replace it';
  throw new GantryError('OutputUnwritable', { path: target, reason });
}

async function weightOf(
  sources: readonly ImageSource[],
  cache: LayerCache,
  level: number,
): Promise<ExportWeight> {
  const diffIds = new Set(sources.flatMap(expectedLayers));
  const cached = await cache.bytesOf([...diffIds], level);
  let [plain, packed] = [0, 0];
  for (const source of sources) {
    if (source.kind === 'engine') plain += source.image.bytes;
    else if (source.index.images.every((image) => image.bytes !== undefined)) plain += source.index.bytes;
    else packed += source.bytes;
  }
  return { plain, packed, cached };
}

/** One archive for each source: what several references share is put in once. */
function bundleImages(sources: readonly ImageSource[]): PlannedImage[] {
  const names = imageFileNames(sources.map((source) => source.references[0] ?? ''));
  return sources.map((source, i) => ({ name: names[i] ?? '', source }));
}

/** The older format names an archive after its one reference. */
function packageImages(sources: readonly ImageSource[]): PlannedImage[] {
  const single = sources.flatMap((source) =>
    source.references.map((reference): ImageSource => ({ ...source, references: [reference] })),
  );
  const names = packageImageNames(single.map((source) => source.references[0] ?? ''));
  return single.map((source, i) => ({ name: names[i] ?? '', source }));
}

async function projectFiles(loaded: LoadedProject, layout: ExportRequest['layout']): Promise<PlannedFile[]> {
  const { appSpec, appJson, files } = loaded.project;
  // The text keeps the file's byte order mark and line ends, so these are the file's bytes, as they were validated.
  const manifest = (name: string, source: SourceFile | undefined): PlannedFile[] =>
    source === undefined ? [] : [{ name, bytes: Buffer.from(source.document.text, 'utf8') }];
  if (layout === 'bundle') {
    return [...manifest('appspec.yaml', appSpec), ...manifest('app.json', appJson)];
  }
  const icon = 'app_icon.svg';
  const hasIcon = files.known && files.value.some((file) => file.name === icon);
  const bytes = hasIcon ? await readBytes(join(loaded.folder, icon)) : undefined;
  return [
    ...manifest('app.json', appJson),
    ...manifest('app.yaml', appSpec),
    ...(bytes === undefined ? [] : [{ name: icon, bytes }]),
  ];
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileUnreadable(path, error);
  }
}
