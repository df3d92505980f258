import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { GantryError, isError } from '../../../shared/contract/error.ts';
import type { ProjectFile } from '../../../shared/contract/studio-operations.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { systemCode } from '../bundle/write-error.ts';
import { appJsonFile, appSpecFile } from '../project/manifest-names.ts';
import { settingsFile } from '../project/project-settings.ts';
import { largestManifest, readTextFile } from '../project/read-text-file.ts';

/** The files a page may edit, in the order it shows them. */
export const editableFiles: readonly string[] = [
  appSpecFile,
  appJsonFile,
  settingsFile,
  'Dockerfile',
  '.dockerignore',
  'wrapper.sh',
  'README.md',
];

const largestSideFile = 1 << 20;

/** Whether a project is nothing without it; the others may be missing or be no text. */
export function isManifest(name: string): boolean {
  return name === appSpecFile || name === appJsonFile;
}

/**
 * Refuses a text that Gantry would not read back.
 * @param path where it was to be written, for the message
 * @throws GantryError `OutputUnwritable`.
 */
export function requireSize(path: string, name: string, text: string): void {
  const most = largestOf(name);
  if (Buffer.byteLength(text) <= most) return;
  const reason = `the text is larger than the ${formatBytes(most)} that Gantry reads of such a file`;
  throw new GantryError('OutputUnwritable', { path, reason });
}

function largestOf(name: string): number {
  return isManifest(name) ? largestManifest : largestSideFile;
}

/**
 * Refuses every name but those of the editable files.
 * @throws GantryError `Usage`.
 */
export function requireEditable(name: string): void {
  if (editableFiles.includes(name)) return;
  throw new GantryError('Usage', { problem: `“${name.slice(0, 100)}” is not a file that is edited here` });
}

/** Tells two states of a file apart: the SHA-256 of its bytes, in hexadecimal digits. */
export function revisionOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/**
 * The project’s real path, from which its files are reached.
 * @throws GantryError `FileUnreadable`.
 */
export async function projectRoot(folder: string): Promise<string> {
  return await realpath(folder).catch((error: unknown) => {
    throw fileUnreadable(folder, error);
  });
}

/**
 * An editable file as it is on disk, or `undefined` where there is none.
 * @param root as `projectRoot` gives it
 * @throws GantryError `FileUnreadable`, also for a link that leads out of the project; `FileTooLarge`, `NotText`.
 */
export async function readEditable(root: string, name: string): Promise<ProjectFile | undefined> {
  const path = join(root, name);
  await requireInside(root, path);
  try {
    const text = await readTextFile(path, largestOf(name));
    return { name, text, revision: revisionOf(text) };
  } catch (error) {
    if (isError(error, 'FileUnreadable') && systemCode(error.cause) === 'ENOENT') return undefined;
    throw error;
  }
}

/** A project from elsewhere must not get another of the user’s files shown or changed by a link. */
async function requireInside(root: string, path: string): Promise<void> {
  const facts = await lstat(path).catch(() => undefined);
  if (!facts?.isSymbolicLink()) return;
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined || real.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new GantryError('FileUnreadable', { path, reason: 'it is a link that leads out of the project' });
}
