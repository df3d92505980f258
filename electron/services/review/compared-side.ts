import { GantryError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { ReviewImage, ReviewOutput } from '../../../shared/contract/review.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import type { ComparedTarget } from '../../../shared/report/comparison/comparison.ts';
import type { ComparedTree } from '../../../shared/report/comparison/files.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import { readImageArchive } from '../archives/image-archive-reader.ts';
import type { ImageInfo } from '../archives/types.ts';
import type { TransferMeter } from '../bundle/transfer-meter.ts';
import {
  type ImageSource,
  type ImageSourceContext,
  openImage,
  resolveImages,
  sourceName,
} from '../images/image-sources.ts';
import { loadProject } from '../project/load-project.ts';
import { describeImage } from './describe-image.ts';
import { FileSurvey } from './file-survey.ts';
import { openReview } from './open-review.ts';

/** A file or folder, or an image of the engine. */
export type SideRequest = { readonly path: string } | { readonly image: string };

/** One side, read to its end. */
export interface ReadSide {
  readonly target: ComparedTarget;
  /** The final tree of one of the target's images. */
  tree(image: ReviewImage): ComparedTree | undefined;
}

export interface SideContext extends ImageSourceContext {
  progress(progress: TransferProgress): void;
}

/** Images with the surveys that listened while they were read. */
class Surveys {
  readonly images: ReviewImage[] = [];
  readonly #surveys = new Map<string, FileSurvey>();
  readonly #infos = new Map<string, { readonly survey: FileSurvey; readonly info: ImageInfo }>();

  /** A listener for the archive of this name. */
  readonly listen = (origin: string): FileSurvey => {
    const survey = new FileSurvey(origin);
    this.#surveys.set(origin, survey);
    return survey;
  };

  add(info: ImageInfo, origin: string): void {
    const survey = this.#surveys.get(origin);
    this.images.push(describeImage(info, origin));
    if (survey !== undefined) this.#infos.set(`${origin} ${info.id}`, { survey, info });
  }

  readonly tree = ({ origin, id }: ReviewImage): ComparedTree | undefined => {
    const found = this.#infos.get(`${origin} ${id}`);
    return found?.survey.tree(found.info);
  };
}

/**
 * Reads one side of a comparison: a bundle, package, extracted bundle, image archive, project, manifest, or an image of the engine.
 * @throws GantryError what `openReview` does, and `EngineUnavailable`, `EngineFailed`, `ImageNotFound`.
 */
export async function readSide(
  request: SideRequest,
  context: SideContext,
  meter: TransferMeter,
): Promise<ReadSide> {
  const surveys = new Surveys();
  if ('image' in request) {
    if (context.engine === undefined) throw new GantryError('EngineUnavailable', { tried: [] });
    const engine = await context.engine();
    const image = await engine.inspect(request.image, context.signal);
    await readSource({ kind: 'engine', references: [request.image], engine, image }, surveys, context, meter);
    const target = { target: request.image, kind: 'engine-image', bytes: image.bytes, ...noManifests };
    return { target: { ...target, images: surveys.images }, tree: surveys.tree };
  }
  const review = await openReview(request.path, {
    signal: context.signal,
    progress: (progress) => context.progress(progress),
    onImage: surveys.listen,
    onImageRead: (info, origin) => surveys.add(info, origin),
  });
  const known =
    review.kind === 'project'
      ? await readProjectImages(request.path, surveys, context, meter)
      : review.kind !== 'manifest';
  return {
    target: { ...comparedTarget(review), ...(known ? { images: surveys.images } : {}) },
    tree: surveys.tree,
  };
}

const noManifests = { manifests: {}, texts: [], entries: [] } as const;

/** A review as one side of a comparison, without its images. */
function comparedTarget(review: ReviewOutput): ComparedTarget {
  const { target, kind, bytes, sha256, manifests, entries, diagnostics } = review;
  const base = {
    target,
    kind,
    ...(bytes === undefined ? {} : { bytes }),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
  if (kind === 'image-archive') return { ...base, ...noManifests };
  const text = (role: 'appSpec' | 'appJson') => manifests.find((manifest) => manifest.role === role);
  const [appSpec, appJson] = [text('appSpec'), text('appJson')];
  return {
    ...base,
    manifests: {
      appSpec: appSpec && { file: appSpec.file, spec: readAppSpec(parseYaml(appSpec.text)) },
      appJson: appJson && { file: appJson.file, value: parseJson(appJson.text).objects[0]?.value },
    },
    texts: manifests,
    findings: diagnostics,
    entries,
  };
}

/** Reads the images a project names, where each can be had; false where one cannot. */
async function readProjectImages(
  folder: string,
  surveys: Surveys,
  context: SideContext,
  meter: TransferMeter,
): Promise<boolean> {
  const images = { known: false, reason: 'No image was looked at yet.', remedy: 'Compare.' } as const;
  const { project, settings } = await loadProject(folder, { images, signal: context.signal });
  const containers = project.appSpec === undefined ? [] : readAppSpec(project.appSpec.document).containers;
  const references = containers.flatMap((container) => container.image ?? []);
  const { sources, unresolved } = await resolveImages({ folder, settings, references, given: [] }, context);
  if (unresolved.length > 0) return false;
  for (const source of sources) await readSource(source, surveys, context, meter);
  return sources.length > 0;
}

async function readSource(
  source: ImageSource,
  surveys: Surveys,
  { signal }: SideContext,
  meter: TransferMeter,
): Promise<void> {
  const file = sourceName(source);
  meter.begin('read', file, source.kind === 'archive' ? source.bytes : source.image.bytes);
  const { onLayerEntry, onLayerBody } = surveys.listen(file);
  const onBytes = (bytes: number) => meter.reach(bytes);
  const archive = await openImage(source, signal);
  const info = await readImageArchive(archive, { file, signal, onBytes, onLayerEntry, onLayerBody });
  for (const image of info.images) {
    const tags = image.tags.length > 0 ? image.tags : source.references;
    surveys.add({ ...image, tags }, file);
  }
}
