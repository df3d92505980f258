import { join, resolve } from 'node:path';
import { GantryError, isError } from '../../../shared/contract/error.ts';
import { messageOf } from '../../../shared/contract/messages.ts';
import type { ProjectFacts } from '../../../shared/contract/studio-operations.ts';
import { readAppSpec } from '../../../shared/model/appspec.ts';
import type { Diagnostic } from '../../../shared/rules/diagnostic.ts';
import type { ImageFact, Known } from '../../../shared/rules/project.ts';
import { LineIndex } from '../../../shared/text/span.ts';
import { withEngine } from '../engine/with-engine.ts';
import { resolveImages } from '../images/image-sources.ts';
import { type LoadedProject, type LoadProjectOptions, loadProject } from '../project/load-project.ts';
import { settingsFile } from '../project/project-settings.ts';
import { largestManifest, readTextFile } from '../project/read-text-file.ts';

export interface FactsCall {
  /** Ask the engine for images that are in no archive. */
  readonly engine: boolean;
  readonly signal: AbortSignal;
}

/**
 * What is known of a project besides its manifests. A gantry.json that cannot be used is itself edited in the studio: until it is
 * repaired the project is seen without it, and nothing is known of its images.
 * @throws GantryError `NotAProject`, `FileUnreadable`, `FileTooLarge`, `NotText`, `Cancelled`.
 */
export async function readFacts(
  path: string,
  call: FactsCall,
): Promise<{ loaded: LoadedProject; facts: ProjectFacts }> {
  const folder = resolve(path);
  const { signal } = call;
  if (signal.aborted) throw new GantryError('Cancelled', { operation: 'looking at the project' });
  const notYet = unknown('The images were not looked at yet.', 'Look again.');
  const options: LoadProjectOptions = call.engine ? { signal, images: notYet } : { signal };
  try {
    const loaded = await loadProject(folder, options);
    const { project } = loaded;
    const images = call.engine ? await allImages(loaded, signal) : project.images;
    return { loaded, facts: toFacts({ ...loaded, project: { ...project, images } }) };
  } catch (error) {
    if (!isAbout(error, join(folder, settingsFile))) throw error;
    const images = unknown(
      messageOf(error, () => settingsFile),
      `Correct ${settingsFile}.`,
    );
    const loaded = await loadProject(folder, { signal, images, settings: {} });
    const finding = await settingsFinding(folder, error);
    return { loaded, facts: toFacts({ ...loaded, findings: [...loaded.findings, finding] }) };
  }
}

/** What the command line stops with, as a finding: in the studio the rest of the project is looked at all the same. */
async function settingsFinding(folder: string, error: GantryError): Promise<Diagnostic> {
  const span = (isError(error, 'InvalidSettings') ? error.data.at : undefined) ?? { start: 0, end: 0 };
  const text = await readTextFile(join(folder, settingsFile), largestManifest).catch(() => '');
  return {
    code: 'project/settings-invalid',
    severity: 'error',
    message: messageOf(error, () => settingsFile),
    file: settingsFile,
    path: [],
    span,
    range: new LineIndex(text).rangeOf(span),
  };
}

/** All images the AppSpec names, from archives and the engine: known only where each was found. */
async function allImages(
  { folder, settings, project }: LoadedProject,
  signal: AbortSignal,
): Promise<Known<readonly ImageFact[]>> {
  const containers = project.appSpec === undefined ? [] : readAppSpec(project.appSpec.document).containers;
  const references = containers.flatMap((container) => container.image ?? []).filter((each) => each !== '');
  if (references.length === 0)
    return unknown('The AppSpec names no image.', 'Name the image of each container.');
  try {
    return await withEngine(signal, async (engine) => {
      const request = { folder, settings, references, given: [] };
      const { facts, unresolved } = await resolveImages(request, { signal, engine });
      const [absent] = unresolved;
      return absent === undefined ? { known: true, value: facts } : absence(absent.reference, absent.error);
    });
  } catch (error) {
    if (!(error instanceof GantryError)) throw error;
    if (error.code !== 'ArchiveInvalid' && error.code !== 'EngineFailed') throw error;
    return unknown(messageOf(error), 'Then look again.');
  }
}

function absence(reference: string, error: GantryError): Known<never> {
  switch (error.code) {
    case 'EngineUnavailable':
      return unknown(
        `No container engine answered, and no image archive is named for “${reference}”.`,
        'Start Docker or Podman, or name the image’s archive in gantry.json.',
      );
    case 'ImageNotFound':
      return unknown(
        `The image “${reference}” is neither in an archive nor on the engine.`,
        'Build it, or name its archive in gantry.json.',
      );
    default:
      return unknown(messageOf(error), 'Save the image again, or name another archive in gantry.json.');
  }
}

function unknown(reason: string, remedy: string): Known<never> {
  return { known: false, reason, remedy };
}

function isAbout(error: unknown, path: string): error is GantryError {
  return error instanceof GantryError && 'path' in error.data && error.data.path === path;
}

/** The facts as they cross to the page, with lists of their own. */
function toFacts({ project, findings, notChecked }: LoadedProject): ProjectFacts {
  const { files, images, lastExport, severities } = project;
  return {
    files: files.known ? { known: true, value: files.value.map((file) => ({ ...file })) } : { ...files },
    images: images.known ? { known: true, value: images.value.map(toImageFact) } : { ...images },
    lastExport: lastExport.known
      ? { known: true, value: lastExport.value === null ? null : { ...lastExport.value } }
      : { ...lastExport },
    severities: { ...severities },
    findings: [...findings],
    notChecked: notChecked.map((each) => ({ ...each })),
  };
}

type ImageFactOutput = Extract<ProjectFacts['images'], { known: true }>['value'][number];

function toImageFact({ entrypoint, command, ...image }: ImageFact): ImageFactOutput {
  return {
    ...image,
    tags: [...image.tags],
    exposedPorts: [...image.exposedPorts],
    env: [...image.env],
    labels: { ...image.labels },
    ...(entrypoint === undefined ? {} : { entrypoint: [...entrypoint] }),
    ...(command === undefined ? {} : { command: [...command] }),
  };
}
