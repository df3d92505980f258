import { normaliseReference } from '../../../../../shared/model/image-reference.ts';
import { get, itemsOf, textOf } from '../../../../../shared/model/plain.ts';
import type { ImageFact, Known } from '../../../../../shared/rules/project.ts';
import type { KnownImage } from '../../../../language/protocol.ts';

/** The images that a project's containers name, in the order of the file. */
export function imagesInUse(objects: readonly { readonly value: unknown }[]): readonly string[] {
  const found = objects.flatMap(({ value }) => {
    const pod = get(get(get(value, 'spec'), 'template'), 'spec');
    return ['initContainers', 'containers'].flatMap((list) =>
      itemsOf(get(pod, list)).map((container) => textOf(get(container, 'image'))),
    );
  });
  return [...new Set(found.filter((image) => image !== undefined && image !== ''))] as readonly string[];
}

/** What to offer where an image is chosen: first the known images, then what other containers name. */
export function imageChoices(
  images: Known<readonly ImageFact[]> | undefined,
  inUse: readonly string[],
): readonly KnownImage[] {
  const known = images?.known ? images.value : [];
  const choices = known.flatMap(({ tags, origin }) => tags.map((reference) => ({ reference, origin })));
  const references = new Set(choices.map(({ reference }) => reference));
  const others = inUse
    .filter((reference) => !references.has(normaliseReference(reference)))
    .map((reference) => ({ reference, origin: 'named in the file' }));
  return [
    ...choices.filter(
      ({ reference }, index) => choices.findIndex((each) => each.reference === reference) === index,
    ),
    ...others,
  ];
}
