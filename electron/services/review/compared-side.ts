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
import { FileSurvey } from './file-survey.ts';
import { openReview } from './open-review.ts';
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

/** Images with the surveys that listened while they were read. */
class Surveys {
  readonly images: ReviewImage[] = [];
  readonly #surveys = new Map<string, FileSurvey>();
  readonly #infos = new Map<string, { readonly survey: FileSurvey; readonly info: ImageInfo }>();

  /** Listens while images are read, and takes each that was. */
  readonly hooks = {
    onImage: (origin: string): FileSurvey => {
      const survey = new FileSurvey(origin);
      this.#surveys.set(origin, survey);
      return survey;
    },
    onImageRead: (info: ImageInfo, origin: string): void => {
      const survey = this.#surveys.get(origin);
      this.images.push(describeImage(info, origin));
      if (survey !== undefined) this.#infos.set(`${origin} ${info.id}`, { survey, info });
    },
  };

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
    const source = await engineSource(request.image, context);
    await readImageSource(source, { ...context, ...surveys.hooks }, meter);
    const { bytes } = source.image;
    const target = { target: request.image, kind: 'engine-image', bytes, ...noManifests };
    return { target: { ...target, images: surveys.images }, tree: surveys.tree };
  }
  let missing = false;
  const review = await openReview(request.path, {
    ...context,
    progress: (progress) => context.progress(progress),
    ...surveys.hooks,
    onImagesMissing: () => {
      missing = true;
    },
  });
  // What is not all there cannot be compared: an image would seem to be gone.
  const known = review.kind !== 'manifest' && !missing;
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
