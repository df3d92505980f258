import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { ImageFact, Known, Project } from '../../../shared/rules/project.ts';
import type { Language } from '../../../shared/text/document.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { type LoadedTarget, loadProject } from './load-project.ts';
import { manifestSource } from './manifest-source.ts';
import { readTextFile } from './read-text-file.ts';

export interface LoadTargetCall {
  readonly signal: AbortSignal;
  /** Called while a bundle is read, with the bytes of the file so far and in all. */
  onBytes?(done: number, total: number): void;
}

/** What the path of a target names. */
export type TargetKind = 'project' | 'appspec' | 'app-json' | 'bundle';

/**
 * Tells what a path names: a folder is a project; a file is what its name says, or else its first bytes.
 * @throws GantryError `FileUnreadable`.
 */
export async function targetKind(path: string): Promise<TargetKind> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return 'project';
    if (!facts.isFile()) throw new GantryError('FileUnreadable', { path, reason: 'it is not a plain file' });
    if (/\.(?:tar|gz|tgz|zst|pkg)$/i.test(path)) return 'bundle';
    if (/\.json$/i.test(path)) return 'app-json';
    if (/\.ya?ml$/i.test(path)) return 'appspec';
    const head = await firstBytes(path);
    if (isArchive(head)) return 'bundle';
    return /^\uFEFF?\s*\{/.test(head.toString('utf8')) ? 'app-json' : 'appspec';
  } catch (error) {
    throw fileUnreadable(path, error);
  }
}

function isArchive(head: Buffer): boolean {
  const packed =
    head.toString('latin1', 0, 2) === '\x1f\x8b' || head.toString('latin1', 0, 4) === '\x28\xb5\x2f\xfd';
  return packed || head.toString('latin1', 257, 262) === 'ustar';
}

/**
 * Loads a project's folder, a single manifest, or a bundle.
 * @throws GantryError `NotAProject`, `FileUnreadable`, `FileTooLarge`, `NotText`, `InvalidSettings`, `ArchiveInvalid`, `Cancelled`.
 */
export async function loadTarget(path: string, call: LoadTargetCall): Promise<LoadedTarget> {
  const kind = await targetKind(path);
  if (kind === 'project') return await loadProject(path, { signal: call.signal });
  if (kind === 'bundle') return await loadBundle(path, call);
  return await loadManifest(path, kind === 'app-json' ? 'json' : 'yaml');
}

async function loadManifest(path: string, language: Language): Promise<LoadedTarget> {
  const name = basename(path);
  const text = await readTextFile(path);
  const source = manifestSource(name, text, language);
  const nothing = unknown('Only a single file was given.', 'Validate the whole project folder.');
  return {
    project: {
      kind: 'manifest',
      name,
      ...(language === 'json' ? { appJson: source } : { appSpec: source }),
      files: nothing,
      images: nothing,
      lastExport: nothing,
      severities: {},
    },
    texts: new Map([[name, text]]),
    findings: [],
    notChecked: [],
  };
}

/** The reader of bundles is loaded for them alone: a check of a folder should start at once. */
async function loadBundle(path: string, call: LoadTargetCall): Promise<LoadedTarget> {
  const [{ readBundle }, { archiveImageFact }] = await Promise.all([
    import('../bundle/read-bundle.ts'),
    import('../images/image-facts.ts'),
  ]);
  const { size } = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  let done = 0;
  const contents = await readBundle(path, {
    signal: call.signal,
    onBytes: (bytes) => {
      done += bytes;
      call.onBytes?.(done, size);
    },
  });
  const { appSpec, appJson } = contents;
  const facts = contents.images.flatMap(({ entry, info }) =>
    info.images.map((image) => archiveImageFact(image, entry)),
  );
  // An archive that could not be read is a finding already; to call its images missing as well would mislead.
  const unread = contents.problems.some((each) =>
    ['bundle/image-invalid', 'bundle/damaged'].includes(each.code),
  );
  const images: Known<readonly ImageFact[]> = unread
    ? unknown('Not everything in the bundle could be read.', 'Make the bundle again.')
    : { known: true, value: facts };
  const project: Project = {
    kind: 'bundle',
    name: basename(path),
    ...(appSpec === undefined ? {} : { appSpec: manifestSource(appSpec.name, appSpec.text, 'yaml') }),
    ...(appJson === undefined ? {} : { appJson: manifestSource(appJson.name, appJson.text, 'json') }),
    files: unknown('A bundle has no sources.', 'Validate the project folder.'),
    images,
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

function unknown(reason: string, remedy: string): Known<never> {
  return { known: false, reason, remedy };
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
