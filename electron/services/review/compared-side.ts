import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { ReviewImage, ReviewOutput } from '../../../shared/contract/review.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import type { ComparedTarget } from '../../../shared/report/comparison/comparison.ts';
import type { ComparedTree } from '../../../shared/report/comparison/files.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';
import type { ImageInfo } from '../archives/types.ts';
import type { TransferMeter } from '../bundle/transfer-meter.ts';
import { engineSource, type ImageSourceContext } from '../images/image-sources.ts';
import { describeImage } from './describe-image.ts';
import { FileSurvey, type FileSurveyData, surveyedTree } from './file-survey.ts';
import { openReview, type ReviewCall } from './open-review.ts';
import { readImageSource } from './project-images.ts';

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

/** What reading a file or folder needs; of an engine only a project’s images are asked. */
export type FileSideContext = Pick<ReviewCall, 'signal' | 'progress' | 'engine'>;

/** A file or folder read to its end, as plain data, which can cross between threads. */
export interface ReadFile {
  readonly review: ReviewOutput;
  /** Not all images that it names could be had. */
  readonly missing: boolean;
  readonly images: SurveyedImages;
}

/** Images with what was found in their archives. */
interface SurveyedImages {
  readonly images: readonly ReviewImage[];
  /** The layers of each image, lowest first, as blobs of its archive. */
  readonly blobs: ReadonlyMap<string, readonly string[]>;
  /** By the archives' names. */
  readonly surveys: ReadonlyMap<string, FileSurveyData>;
}

const imageKey = ({ origin, id }: Pick<ReviewImage, 'origin' | 'id'>): string => `${origin} ${id}`;

/** Surveys that listen while images are read. */
class Surveys {
  readonly #images: ReviewImage[] = [];
  readonly #blobs = new Map<string, readonly string[]>();
  readonly #surveys = new Map<string, FileSurvey>();

  /** Listens while images are read, and takes each that was. */
  readonly hooks = {
    onImage: (origin: string): FileSurvey => {
      const survey = new FileSurvey(origin);
      this.#surveys.set(origin, survey);
      return survey;
    },
    onImageRead: (info: ImageInfo, origin: string): void => {
      this.#images.push(describeImage(info, origin));
      const blobs = info.layers.map(({ blob }) => blob);
      this.#blobs.set(imageKey({ origin, id: info.id }), blobs);
    },
  };

  found(): SurveyedImages {
    const surveys = [...this.#surveys].map(([origin, survey]) => [origin, survey.data()] as const);
    return { images: this.#images, blobs: this.#blobs, surveys: new Map(surveys) };
  }
}

/**
 * Reads a bundle, package, extracted bundle, image archive, project or manifest for a comparison.
 * @throws GantryError what `openReview` does.
 */
export async function readFileSide(path: string, context: FileSideContext): Promise<ReadFile> {
  const surveys = new Surveys();
  let missing = false;
  const review = await openReview(path, {
    ...context,
    progress: (progress) => context.progress(progress),
    ...surveys.hooks,
    onImagesMissing: () => {
      missing = true;
    },
  });
  return { review, missing, images: surveys.found() };
}

/** Findings that say that an image may be there and could not be read. */
const hidesImages: ReadonlySet<string> = new Set(['bundle/damaged', 'bundle/bomb', 'bundle/image-invalid']);

/** A file that was read, as a side of a comparison. */
export function fileSide({ review, missing, images }: ReadFile): ReadSide {
  // What is not all there cannot be compared: an image would seem to be gone.
  const lost = missing || review.diagnostics.some(({ code }) => hidesImages.has(code));
  const known = review.kind !== 'manifest' && !lost;
  return {
    target: { ...comparedTarget(review), ...(known ? { images: images.images } : {}) },
    tree: treesOf(images),
  };
}

/**
 * Reads an image of the engine as a side of a comparison.
 * @throws GantryError `EngineUnavailable`, `EngineFailed`, `ImageNotFound`, `ArchiveInvalid`, `Cancelled`.
 */
export async function engineSide(
  reference: string,
  context: SideContext,
  meter: TransferMeter,
): Promise<ReadSide> {
  const surveys = new Surveys();
  const source = await engineSource(reference, context);
  await readImageSource(source, { ...context, ...surveys.hooks }, meter);
  const images = surveys.found();
  const target = { target: reference, kind: 'engine-image', bytes: source.image.bytes, ...noManifests };
  return { target: { ...target, images: images.images }, tree: treesOf(images) };
}

function treesOf({ blobs, surveys }: SurveyedImages): ReadSide['tree'] {
  return (image) => {
    const layers = blobs.get(imageKey(image));
    const survey = surveys.get(image.origin);
    return layers && survey && surveyedTree(survey, layers);
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
