import { basename, resolve } from 'node:path';
import { isError } from '../../../shared/contract/error.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import type { GantrySettings } from '../../../shared/model/gantry-json.ts';
import { normaliseReference } from '../../../shared/model/image-reference.ts';
import type { Diagnostic } from '../../../shared/rules/diagnostic.ts';
import type { ImageFact, Known, SourceFile } from '../../../shared/rules/project.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { LineIndex } from '../../../shared/text/span.ts';
import { resolveImages } from '../images/image-sources.ts';
import { settingsFile } from './project-settings.ts';

export interface ArchiveImages {
  readonly images: Known<readonly ImageFact[]>;
  /** An archive that is there but is none, as a finding about the line of gantry.json that names it. */
  readonly findings: readonly Diagnostic[];
}

const remedy = 'Build the image and export, or name its archive in gantry.json.';

/**
 * What the image archives named in gantry.json tell of the AppSpec's images. Known only where every image has its archive: a rule
 * must not take an image for missing that merely lies elsewhere.
 * @throws GantryError `Cancelled`.
 */
export async function readArchiveImages(
  folder: string,
  settings: GantrySettings,
  settingsText: string,
  appSpec: SourceFile | undefined,
  signal: AbortSignal,
): Promise<ArchiveImages> {
  const references = appSpec === undefined ? [] : imagesOf(appSpec);
  if (references.length === 0)
    return unknown('The AppSpec names no image.', 'Name the image of each container.');
  const named = new Set(
    Object.entries(settings.images ?? {}).flatMap(([reference, { archive }]) =>
      archive === undefined ? [] : [normaliseReference(reference)],
    ),
  );
  const elsewhere = references.find((reference) => !named.has(reference));
  if (elsewhere !== undefined) return unknown(`No image archive is named for “${elsewhere}”.`, remedy);
  try {
    const request = { folder, settings, references, given: [] };
    const { facts, unresolved } = await resolveImages(request, { signal });
    const absent = unresolved[0];
    if (absent === undefined) return { images: { known: true, value: facts }, findings: [] };
    const archive = archiveOf(settings, absent.reference);
    const why = isError(absent.error, 'FileUnreadable') ? absent.error.data.reason : 'it cannot be read';
    return unknown(
      `“${archive}”, the image archive of “${absent.reference}”, cannot be read: ${why}.`,
      remedy,
    );
  } catch (error) {
    if (!isError(error, 'ArchiveInvalid')) throw error;
    const { file, problem } = error.data;
    const reason = `The image archive “${file}” is invalid: ${problem}.`;
    return {
      ...unknown(reason, 'Save the image again.'),
      findings: [settingsFinding(settings, settingsText, folder, file, reason)],
    };
  }
}

function unknown(reason: string, remedy: string): ArchiveImages {
  return { images: { known: false, reason, remedy }, findings: [] };
}

/** The images the AppSpec names, each once, normalised. */
function imagesOf(appSpec: SourceFile): string[] {
  const images = readAppSpec(appSpec.document).containers.flatMap((container) => container.image ?? []);
  return [...new Set(images.filter((image) => image !== '').map(normaliseReference))];
}

function archiveOf(settings: GantrySettings, reference: string): string {
  const entry = Object.entries(settings.images ?? {}).find(([key]) => normaliseReference(key) === reference);
  return entry?.[1].archive ?? '';
}

/** A finding at the line that names the archive. */
function settingsFinding(
  settings: GantrySettings,
  text: string,
  folder: string,
  file: string,
  problem: string,
): Diagnostic {
  const images = Object.entries(settings.images ?? {});
  const key = images.find(
    ([, { archive }]) => archive !== undefined && basename(resolve(folder, archive)) === file,
  );
  const path = key === undefined ? ['images'] : ['images', key[0], 'archive'];
  const span = parseJson(text).objects[0]?.nearest(path) ?? { start: 0, end: 0 };
  return {
    code: 'image/archive-invalid',
    severity: 'error',
    message: `${problem} Save the image again, or name another archive.`,
    file: settingsFile,
    object: 0,
    path,
    span,
    range: new LineIndex(text).rangeOf(span),
  };
}
