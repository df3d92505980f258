import type { Place } from '../../shared/contract/studio-operations.ts';
import { normaliseReference } from '../../shared/model/image-reference.ts';
import { get, isMap, itemsOf, textOf } from '../../shared/model/plain.ts';
import type { ImageFact } from '../../shared/rules/project.ts';
import type { ObjectView, ProjectFacts } from '../language/protocol.ts';

/** Where an export takes an image from. */
type ImageOrigin =
  | { readonly kind: 'given'; readonly archive: string }
  | { readonly kind: 'settings'; readonly archive: string }
  | { readonly kind: 'engine' };

/** An image that the AppSpec names. */
export interface ImageNeed {
  /** In its one spelling: `my-app:latest`. */
  readonly reference: string;
  /** Names of the containers that run it. */
  readonly containers: readonly string[];
  readonly origin: ImageOrigin;
  /** What is known of it; absent where nothing is. */
  readonly fact?: ImageFact;
  /** Everything is known of the project's images, and this is not among them. */
  readonly missing: boolean;
}

interface ImageNeedsInput {
  readonly objects: readonly ObjectView[];
  readonly images: ProjectFacts['images'] | undefined;
  /** Text of gantry.json, where there is one. */
  readonly settingsText: string | undefined;
  /** Archives given by hand, by reference. */
  readonly given: Readonly<Record<string, Place>>;
}

/** The images that a project needs, in the order of the AppSpec, and where an export takes each from. */
export function imageNeeds({ objects, images, settingsText, given }: ImageNeedsInput): readonly ImageNeed[] {
  const containers = new Map<string, string[]>();
  for (const { value } of objects) {
    const pod = get(get(get(value, 'spec'), 'template'), 'spec');
    for (const container of ['initContainers', 'containers'].flatMap((list) => itemsOf(get(pod, list)))) {
      const image = textOf(get(container, 'image'));
      if (!image) continue;
      const reference = normaliseReference(image);
      containers.set(reference, [...(containers.get(reference) ?? []), textOf(get(container, 'name')) ?? '']);
    }
  }
  const archives = settingsArchives(settingsText);
  return [...containers].map(([reference, names]) => {
    const fact = images?.known ? images.value.find(({ tags }) => tags.includes(reference)) : undefined;
    const archive = archives.get(reference);
    const byHand = given[reference];
    const origin: ImageOrigin = byHand
      ? { kind: 'given', archive: byHand.name }
      : archive === undefined
        ? { kind: 'engine' }
        : { kind: 'settings', archive };
    return {
      reference,
      containers: names.filter((name) => name !== ''),
      origin,
      // What is known is not known of an archive that was only now given.
      ...(fact && !byHand ? { fact } : {}),
      missing: images?.known === true && fact === undefined && !byHand,
    };
  });
}

function settingsArchives(text: string | undefined): ReadonlyMap<string, string> {
  if (text === undefined) return new Map();
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    return new Map();
  }
  const images = get(settings, 'images');
  if (!isMap(images)) return new Map();
  return new Map(
    Object.entries(images).flatMap(([reference, image]) => {
      const archive = textOf(get(image, 'archive'));
      return archive === undefined ? [] : [[normaliseReference(reference), archive] as const];
    }),
  );
}
