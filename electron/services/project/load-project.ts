import { readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { GantrySettings } from '../../../shared/model/gantry-json.ts';
import type { Diagnostic, NotChecked } from '../../../shared/rules/diagnostic.ts';
import type { LoadingResult } from '../../../shared/rules/loading.ts';
import type { ImageFact, Known, Project, SourceFile } from '../../../shared/rules/project.ts';
import type { Language } from '../../../shared/text/document.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { readLastExport } from './exports-record.ts';
import { appJsonFile, appSpecFile } from './manifest-names.ts';
import { manifestSource } from './manifest-source.ts';
import { listProjectFiles } from './project-files.ts';
import { readSettings, settingsFile } from './project-settings.ts';
import { readTextFile } from './read-text-file.ts';

/** What there is to validate, and what validating it needs besides. */
export interface LoadedTarget extends LoadingResult {
  readonly project: Project;
  /** The text of every file that a finding may point into, by the file's name in findings. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface LoadedProject extends LoadedTarget {
  /** Absolute path. */
  readonly folder: string;
  /** gantry.json, or `{}` where there is none. */
  readonly settings: GantrySettings;
}

export interface LoadProjectOptions {
  /** What is known of the images; read from the archives named in gantry.json where absent. */
  readonly images?: Known<readonly ImageFact[]>;
  /** In place of what gantry.json says. */
  readonly settings?: GantrySettings;
  readonly signal?: AbortSignal;
}

/**
 * Reads a project's folder: manifests, settings, files, and what is known of its images and its last export. Both manifests may
 * be broken in any way that text can be; one of them may be missing.
 * @throws GantryError `NotAProject` where both are; `FileUnreadable`, `FileTooLarge`, `NotText`, `InvalidSettings`, `Cancelled`.
 */
export async function loadProject(path: string, options: LoadProjectOptions = {}): Promise<LoadedProject> {
  const folder = resolve(path);
  const names = new Set(await namesIn(folder));
  if (!names.has(appSpecFile) && !names.has(appJsonFile))
    throw new GantryError('NotAProject', { path: folder });
  const manifests = new Map<string, string>();
  const manifest = async (name: string, language: Language): Promise<SourceFile | undefined> => {
    if (!names.has(name)) return undefined;
    const text = await readTextFile(join(folder, name));
    manifests.set(name, text);
    return manifestSource(name, text, language);
  };
  const [appSpec, appJson, read, files, lastExport] = await Promise.all([
    manifest(appSpecFile, 'yaml'),
    manifest(appJsonFile, 'json'),
    projectSettings(folder, names, options.settings),
    listProjectFiles(folder),
    readLastExport(folder),
  ]);
  const { settings } = read;
  const { images, findings } = options.images
    ? { images: options.images, findings: [] }
    : await archiveImages(folder, read, appSpec, options.signal);
  const texts = new Map<string, string>();
  for (const file of files.list) if (file.text !== undefined) texts.set(file.name, file.text);
  for (const name of [appSpecFile, appJsonFile]) {
    const text = manifests.get(name);
    if (text !== undefined) texts.set(name, text);
  }
  if (names.has(settingsFile) && options.settings === undefined) texts.set(settingsFile, read.text);
  return {
    folder,
    settings,
    texts,
    findings,
    notChecked: files.complete ? [] : [tooManyFiles(files.list.length)],
    project: {
      kind: 'project',
      name: basename(folder),
      ...(appSpec === undefined ? {} : { appSpec }),
      ...(appJson === undefined ? {} : { appJson }),
      files: { known: true, value: files.list },
      images,
      lastExport,
      severities: settings.rules ?? {},
    },
  };
}

async function projectSettings(
  folder: string,
  names: ReadonlySet<string>,
  given: GantrySettings | undefined,
): Promise<{ readonly settings: GantrySettings; readonly text: string }> {
  if (given === undefined && names.has(settingsFile)) return await readSettings(folder);
  return { settings: given ?? {}, text: '' };
}

/** The exact names in the folder: on some file systems `AppSpec.yaml` opens as `appspec.yaml`, but not on the platform. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const facts = await stat(folder).catch(() => undefined);
    if (facts !== undefined && !facts.isDirectory()) throw new GantryError('NotAProject', { path: folder });
    throw fileUnreadable(folder, error);
  }
}

/** Most projects name no archive; the archive reader is loaded for those that do. */
async function archiveImages(
  folder: string,
  read: { readonly settings: GantrySettings; readonly text: string },
  appSpec: SourceFile | undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<{ images: Known<readonly ImageFact[]>; findings: readonly Diagnostic[] }> {
  const named = Object.values(read.settings.images ?? {}).some((image) => image.archive !== undefined);
  if (!named) {
    const reason = 'The project names no image archive, so nothing is known of its images.';
    const remedy = 'Build the image and export, or name its archive in gantry.json.';
    return { images: { known: false, reason, remedy }, findings: [] };
  }
  const { readArchiveImages } = await import('./archive-images.ts');
  return await readArchiveImages(folder, read.settings, read.text, appSpec, signal);
}

function tooManyFiles(count: number): NotChecked {
  return {
    code: 'project/files',
    reason: `The project has more than ${count} files; those beyond were not looked at.`,
    remedy: 'Validate the app’s own folder, without what tools put beside it.',
  };
}
