import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { Known } from '../../../shared/rules/project.ts';
import type { Language } from '../../../shared/text/document.ts';
import { firstBytes, foreignArchive, isArchiveHead } from '../archives/archive-head.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { isExtractedBundle } from '../bundle/extracted-folder.ts';
import { type LoadedTarget, loadProject } from './load-project.ts';
import { manifestSource } from './manifest-source.ts';
import { readTextFile } from './read-text-file.ts';

export interface LoadTargetCall {
  readonly signal: AbortSignal;
  /** Called while a bundle is read, with the bytes of the file so far and in all. */
  onBytes?(done: number, total: number): void;
}

/** What the path of a target names; `extracted` is the folder that unpacking a bundle leaves. */
export type TargetKind = 'project' | 'extracted' | 'appspec' | 'app-json' | 'bundle';

/**
 * Tells what a path names: a folder is a project, or what a bundle was unpacked to; a file is what its name says, or else its first bytes.
 * @throws GantryError `FileUnreadable`, `Cancelled`.
 */
export async function targetKind(path: string, signal: AbortSignal): Promise<TargetKind> {
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return await folderKind(path, signal);
    if (!facts.isFile()) throw new GantryError('FileUnreadable', { path, reason: 'it is not a plain file' });
    if (/\.(?:tar|gz|tgz|zst|pkg)$/i.test(path)) return 'bundle';
    if (/\.json$/i.test(path)) return 'app-json';
    if (/\.ya?ml$/i.test(path)) return 'appspec';
    const head = await firstBytes(path);
    // Reading it as a bundle says what it is instead.
    if (isArchiveHead(head) || foreignArchive(head) !== undefined) return 'bundle';
    return /^\uFEFF?\s*\{/.test(head.toString('utf8')) ? 'app-json' : 'appspec';
  } catch (error) {
    throw fileUnreadable(path, error);
  }
}

async function folderKind(path: string, signal: AbortSignal): Promise<TargetKind> {
  return (await isExtractedBundle(path, signal)) ? 'extracted' : 'project';
}

/**
 * Loads a project's folder, a single manifest, or a bundle.
 * @throws GantryError `NotAProject`, `FileUnreadable`, `FileTooLarge`, `NotText`, `InvalidSettings`, `ArchiveInvalid`, `Cancelled`.
 */
export async function loadTarget(path: string, call: LoadTargetCall): Promise<LoadedTarget> {
  const kind = await targetKind(path, call.signal);
  if (kind === 'project') return await loadProject(path, { signal: call.signal });
  if (kind === 'extracted') return await loadExtracted(path, call);
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
  const [{ readBundle }, { bundleTarget }] = await Promise.all([
    import('../bundle/read-bundle.ts'),
    import('./bundle-target.ts'),
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
  return bundleTarget(path, contents);
}

async function loadExtracted(folder: string, call: LoadTargetCall): Promise<LoadedTarget> {
  const [{ readBundleFolder }, { bundleTarget }] = await Promise.all([
    import('../bundle/read-folder.ts'),
    import('./bundle-target.ts'),
  ]);
  return bundleTarget(folder, await readBundleFolder(folder, { signal: call.signal }));
}

function unknown(reason: string, remedy: string): Known<never> {
  return { known: false, reason, remedy };
}
