import { below, type Container, selectedBy } from '../model/appspec.ts';
import { formatReference, normaliseReference, parseReference } from '../model/image-reference.ts';
import { imageSizeLimit } from '../model/image-size.ts';
import { findCredentials, isLiteralSecret, isSecretName, mask } from './credentials.ts';
import type { ImageFact } from './project.ts';
import { at, atFile, type Repair, rule, write } from './rule.ts';
import { listed, megabytes, nearMiss, show } from './words.ts';

/** Beyond this an image is not reasonable, uncompressed bytes. */
const mostSize = 1e9;

interface Use {
  readonly image: ImageFact;
  readonly container: Container;
}

/** Each known image that the AppSpec names, at the first container that names it. */
function used(containers: readonly Container[], images: readonly ImageFact[]): readonly Use[] {
  const byTag = new Map(images.flatMap((image) => image.tags.map((tag) => [tag, image] as const)));
  const uses = new Map<ImageFact, Use>();
  for (const container of containers) {
    const image = container.image === undefined ? undefined : byTag.get(normaliseReference(container.image));
    if (image !== undefined && !uses.has(image)) uses.set(image, { image, container });
  }
  return [...uses.values()];
}

function repositoryOf(reference: string): string | undefined {
  const parsed = parseReference(reference);
  return parsed.ok ? parsed.reference.repository : undefined;
}

/** Tags that a reference in no archive most likely means: the same repository first, then a near name. */
function candidates(
  reference: string,
  images: readonly ImageFact[],
): readonly { tag: string; origin: string }[] {
  const tags = images.flatMap((image) => image.tags.map((tag) => ({ tag, origin: image.origin })));
  const repository = repositoryOf(reference);
  if (repository === undefined) return [];
  const same = tags.filter((each) => repositoryOf(each.tag) === repository);
  if (same.length > 0) return same;
  const repositories = tags.map((each) => repositoryOf(each.tag)).filter((name) => name !== undefined);
  const near = nearMiss(repository, repositories);
  return near === undefined ? [] : tags.filter((each) => repositoryOf(each.tag) === near);
}

/** The containers whose image carries none of the tags there are. */
function missing(
  containers: readonly Container[],
  images: readonly ImageFact[],
): readonly (Container & { image: string })[] {
  const tags = new Set(images.flatMap((image) => image.tags));
  return containers.filter(
    (container): container is Container & { image: string } =>
      container.image !== undefined &&
      parseReference(container.image).ok &&
      !tags.has(normaliseReference(container.image)),
  );
}

export const imageRules = [
  rule({
    code: 'image/tag-mismatch',
    severity: 'error',
    title: 'Every image the AppSpec names has the tag its archive records.',
    help: 'The platform finds images by the tags recorded in the archives. my-app means my-app:latest.',
    needs: ['appSpec', 'images'],
    *check({ appSpec, images }) {
      for (const container of missing(appSpec.containers, images)) {
        const found = candidates(container.image, images);
        const [first] = found;
        if (first === undefined) continue;
        const entry = below(container, 'image');
        const repairs: Repair[] = [...new Set(found.map((each) => each.tag))]
          .slice(0, 3)
          .map((tag) => write(`Use ${tag}`, entry, tag, { safe: false }));
        yield {
          at: at(entry),
          message: `Image ${show(normaliseReference(container.image))} of ${container.title} is not there; ${first.origin} has ${listed(found.filter((each) => each.origin === first.origin).map((each) => `“${each.tag}”`))}. Use that tag, or build the image under the one named here.`,
          repairs,
        };
      }
    },
  }),
  rule({
    code: 'image/missing',
    severity: 'error',
    title: 'Every image the AppSpec names is there.',
    help: 'Build it, or name an image archive that records its tag.',
    needs: ['appSpec', 'images'],
    *check({ appSpec, images }) {
      for (const container of missing(appSpec.containers, images)) {
        if (candidates(container.image, images).length > 0) continue;
        const entry = below(container, 'image');
        const there = [...new Set(images.flatMap((image) => image.tags))];
        yield {
          at: at(entry),
          message: `Image ${show(normaliseReference(container.image))} of ${container.title} is in no image archive and on no engine. ${there.length === 0 ? 'Build it, or add its archive.' : `There is only ${listed(there.slice(0, 5).map((tag) => `“${tag}”`))}.`}`,
          repairs:
            there.length === 1 && there[0] !== undefined
              ? [write(`Use ${there[0]}`, entry, there[0], { safe: false })]
              : [],
        };
      }
    },
  }),
  rule({
    code: 'image/digest-reference',
    severity: 'warning',
    title: 'Images are named by tag, not by digest.',
    help: 'The platform loads images under their tags; a reference with a digest matches none.',
    needs: ['appSpec'],
    *check({ appSpec }) {
      for (const container of appSpec.containers) {
        const parsed = container.image === undefined ? undefined : parseReference(container.image);
        if (!parsed?.ok || parsed.reference.digest === undefined) continue;
        const { digest: _, ...named } = parsed.reference;
        const entry = below(container, 'image');
        const tag = named.tag === undefined ? undefined : formatReference(named);
        yield {
          at: at(entry),
          message: `The image of ${container.title} is named by a digest, which no archive records as a tag. ${tag === undefined ? 'Name it by its tag.' : `Use ${tag}.`}`,
          repairs: tag === undefined ? [] : [write(`Use ${tag}`, entry, tag, { safe: false })],
        };
      }
    },
  }),
  rule({
    code: 'image/unused',
    severity: 'note',
    title: 'Every image archive of the app is used.',
    help: 'An image that no container names only makes the bundle larger.',
    needs: ['wholeAppSpec', 'images'],
    *check({ wholeAppSpec, images }) {
      // With an image missing, a spare one is most likely that one under another tag.
      if (missing(wholeAppSpec.containers, images).length > 0) return;
      const uses = new Set(used(wholeAppSpec.containers, images).map((use) => use.image));
      const tags = new Set([...uses].flatMap((image) => image.tags));
      for (const image of images) {
        // One of two with the same tag is not without a name, it is one too many.
        if (uses.has(image) || image.tags.some((tag) => tags.has(tag))) continue;
        const name = image.tags[0] ?? image.id.slice(0, 19);
        yield {
          at: atFile(image.origin),
          message: `No container names the image ${show(name)} of ${image.origin}. Leave it out, or name it in the AppSpec.`,
        };
      }
    },
  }),
  rule({
    code: 'image/platform',
    severity: 'error',
    title: 'Every image is built for linux/amd64.',
    help: 'Clusters are x86-64. On Apple silicon build with --platform linux/amd64.',
    needs: ['appSpec', 'images'],
    *check({ appSpec, images }) {
      for (const { image, container } of used(appSpec.containers, images)) {
        if (image.platform === undefined) {
          yield {
            unknown: `The image ${container.image} says no platform.`,
            remedy: 'Build it again with a current engine.',
          };
          continue;
        }
        if (/^linux\/amd64(?:\/|$)/.test(image.platform)) continue;
        yield {
          at: at(below(container, 'image')),
          message: `Image ${show(container.image)} from ${image.origin} is built for ${image.platform}; clusters run linux/amd64. Build it again with --platform linux/amd64.`,
        };
      }
    },
  }),
  rule({
    code: 'image/large',
    severity: 'warning',
    title: 'Every image is below 500 MB.',
    help: 'A slim base, a build in stages and a good .dockerignore keep images small.',
    needs: ['appSpec', 'images'],
    *check({ appSpec, images }) {
      for (const { image, container } of used(appSpec.containers, images)) {
        if (image.bytes <= imageSizeLimit || image.bytes > mostSize) continue;
        yield {
          at: at(below(container, 'image')),
          message: `Image ${show(container.image)} from ${image.origin} has ${megabytes(image.bytes)}; aim below 500 MB. Use a slim base and build in stages.`,
        };
      }
    },
  }),
  rule({
    code: 'image/too-large',
    severity: 'warning',
    title: 'No image is above 1 GB.',
    help: 'Such an image takes long to upload and fills the nodes. “gantry inspect” shows what is in it.',
    needs: ['appSpec', 'images'],
    *check({ appSpec, images }) {
      for (const { image, container } of used(appSpec.containers, images)) {
        if (image.bytes <= mostSize) continue;
        yield {
          at: at(below(container, 'image')),
          message: `Image ${show(container.image)} from ${image.origin} has ${megabytes(image.bytes)}; above 1 GB is more than a cluster should be asked to take. Look at it with “gantry inspect”, and use a slim base.`,
        };
      }
    },
  }),
  rule({
    code: 'image/port-not-exposed',
    severity: 'warning',
    title: 'The image exposes the port its Service sends to.',
    help: 'Where an image says which ports it listens on (EXPOSE), a Service that sends to another one most likely aims wrong.',
    needs: ['wholeAppSpec', 'images'],
    *check({ wholeAppSpec, images }) {
      const byTag = new Map(images.flatMap((image) => image.tags.map((tag) => [tag, image] as const)));
      for (const port of wholeAppSpec.ports) {
        if (typeof port.target !== 'number') continue;
        const wanted = `${port.target}/${port.protocol.toLowerCase()}`;
        for (const workload of selectedBy(port.service, wholeAppSpec.workloads)) {
          const serving = workload.containers.filter((container) => !container.init);
          const exposed = serving.map(
            (container) => byTag.get(normaliseReference(container.image ?? ''))?.exposedPorts ?? [],
          );
          // An image that exposes nothing may listen on anything.
          if (
            exposed.length === 0 ||
            exposed.some((ports) => ports.length === 0) ||
            exposed.flat().includes(wanted)
          )
            continue;
          const field = below(port, 'targetPort').value === undefined ? 'port' : 'targetPort';
          yield {
            at: at(below(port, field)),
            message: `${port.service.object.title} sends to port ${wanted}, but the image of ${workload.object.title} exposes ${listed(exposed.flat())}. Aim at that port, or expose ${port.target} in the Dockerfile.`,
          };
        }
      }
    },
  }),
  rule({
    code: 'image/literal-secret',
    severity: 'warning',
    title: 'No image carries credentials in its environment.',
    help: 'ENV and ARG of a Dockerfile stay in the image for everyone to read.',
    needs: ['appSpec', 'images'],
    *check({ appSpec, images }) {
      for (const { image, container } of used(appSpec.containers, images)) {
        for (const setting of image.env) {
          const split = setting.indexOf('=');
          const [name, value] = [setting.slice(0, split), setting.slice(split + 1)];
          const [credential] = findCredentials(value);
          if (credential === undefined && !(isSecretName(name) && isLiteralSecret(value))) continue;
          yield {
            at: at(below(container, 'image')),
            message: `Image ${show(container.image)} sets ${name} to ${credential?.what ?? 'a credential'}: ${mask(value)}. Take it out of the Dockerfile and build again.`,
          };
        }
      }
    },
  }),
];
