import { basename } from 'node:path';
import type { ImageFact, Known, Project } from '../../../shared/rules/project.ts';
import type { ReadSoFar } from '../bundle/read-bundle.ts';
import { archiveImageFact } from '../images/image-facts.ts';
import type { LoadedTarget } from './load-project.ts';
import { manifestSource } from './manifest-source.ts';

/**
 * A bundle's contents as the rules see them. `path` is where the bundle lies; `reading` says that its images are still to
 * be read, so nothing is known of them.
 */
export function bundleTarget(path: string, contents: ReadSoFar, reading = false): LoadedTarget {
  const { appSpec, appJson } = contents;
  const project: Project = {
    kind: 'bundle',
    name: basename(path),
    ...(appSpec === undefined ? {} : { appSpec: manifestSource(appSpec.name, appSpec.text, 'yaml') }),
    ...(appJson === undefined ? {} : { appJson: manifestSource(appJson.name, appJson.text, 'json') }),
    files: unknown('A bundle has no sources.', 'Validate the project folder.'),
    images: reading ? unknown('The images are still being read.', 'Wait a moment.') : imageFacts(contents),
    lastExport: unknown(
      'A bundle does not tell what was exported before it.',
      'Validate the project folder.',
    ),
    severities: {},
  };
  const texts = new Map(
    [appSpec, appJson].flatMap((each) => (each === undefined ? [] : [[each.name, each.text]])),
  );
  return { project, texts, findings: contents.problems, notChecked: [] };
}

/** An archive that could not be read is a finding already; to call its images missing as well would mislead. */
function imageFacts({ images, problems }: ReadSoFar): Known<readonly ImageFact[]> {
  const unread = problems.some((each) =>
    ['bundle/image-invalid', 'bundle/damaged', 'bundle/bomb'].includes(each.code),
  );
  if (unread) return unknown('Not everything in the bundle could be read.', 'Make the bundle again.');
  const value = images.flatMap(({ entry, info }) =>
    info.images.map((image) => archiveImageFact(image, entry)),
  );
  return { known: true, value };
}

function unknown(reason: string, remedy: string): Known<never> {
  return { known: false, reason, remedy };
}
