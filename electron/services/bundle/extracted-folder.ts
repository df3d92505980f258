import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isError } from '../../../shared/contract/error.ts';
import { isArchiveFile } from '../archives/archive-head.ts';
import { fileUnreadable } from '../archives/file-stream.ts';

const archiveName = /\.(?:tar|tar\.gz|tgz|tar\.zst)$/;

/**
 * Whether a folder is what unpacking a bundle leaves: manifests beside image archives, and nothing that a project is made from. Bundles beside
 * manifests are what a project was exported to.
 * @throws GantryError `FileUnreadable`, `Cancelled`.
 */
export async function isExtractedBundle(folder: string, signal: AbortSignal): Promise<boolean> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw fileUnreadable(folder, error);
  });
  if (names.some((name) => /^(?:gantry\.json|wrapper\.sh|Dockerfile.*)$/.test(name))) return false;
  if (names.includes('app.id.json') && names.includes('app.tar.gz')) return true;
  if (names.includes('app.yaml') && names.includes('app.json')) return true;
  const manifest = names.includes('appspec.yaml') || names.includes('app.json');
  if (!manifest) return false;
  for (const name of names) {
    if (!archiveName.test(name) || name.startsWith('._')) continue;
    if (await mayBeImage(join(folder, name), name, signal)) return true;
  }
  return false;
}

/** Whether a file is an image archive, or is meant to be one and cannot be read. */
async function mayBeImage(path: string, name: string, signal: AbortSignal): Promise<boolean> {
  if (!(await isArchiveFile(path))) return false;
  // Most projects hold no archive: the readers are loaded for those that do.
  const { archiveKind } = await import('../images/target-kind.ts');
  try {
    return (await archiveKind(path, name, signal)) === 'image-archive';
  } catch (error) {
    if (isError(error, 'ArchiveInvalid')) return true;
    throw error;
  }
}
