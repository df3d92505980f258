import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { CreateOutput } from '../../../shared/contract/outputs.ts';
import { systemCode, toWriteError } from '../bundle/write-error.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { renderTemplate, type TemplateFile } from './templates.ts';

export interface CreateProjectRequest {
  /** Folder to write; new or empty. */
  readonly folder: string;
  readonly template: string;
  /** What people see; the folder's name where absent. */
  readonly name?: string;
  /** Folder of the templates; the shipped ones where absent. */
  readonly templates?: string;
}

/**
 * Writes a project from a template. Either all of it is written or nothing stays behind.
 * @throws GantryError `UnknownTemplate`, `FolderNotEmpty`, `Usage` for a name that cannot be shown, `OutputUnwritable`, `DiskFull`.
 */
export async function createProject(request: CreateProjectRequest): Promise<CreateOutput> {
  const folder = resolve(request.folder);
  const name = request.name ?? basename(folder);
  const files = await renderTemplate(request.template, name, request.templates);
  await writeNewFolder(folder, files);
  return { schemaVersion: 1, folder, template: request.template, files: files.map((file) => file.name) };
}

async function writeNewFolder(folder: string, files: readonly TemplateFile[]): Promise<void> {
  const firstMade = await emptyFolder(folder);
  const made: string[] = [];
  try {
    for (const file of files) {
      const path = join(folder, file.name);
      const parent = await mkdir(dirname(path), { recursive: true });
      made.push(parent ?? path);
      // The run bit comes from here: neither npm nor every file system brings it along.
      await writeTextFile(path, file.text, file.name.endsWith('.sh') ? 0o755 : undefined);
    }
  } catch (error) {
    for (const path of firstMade === undefined ? made : [firstMade]) {
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
    throw toWriteError(error, folder);
  }
}

/** Makes sure the folder is there and empty; gives the topmost folder that had to be made. */
async function emptyFolder(folder: string): Promise<string | undefined> {
  try {
    const facts = await stat(folder).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return undefined;
      throw error;
    });
    if (facts === undefined) return await makeFolders(folder);
    if (!facts.isDirectory())
      throw new GantryError('OutputUnwritable', { path: folder, reason: 'it is a file' });
    if ((await readdir(folder)).length > 0) throw new GantryError('FolderNotEmpty', { path: folder });
    return undefined;
  } catch (error) {
    throw toWriteError(error, folder);
  }
}

/** A recursive mkdir that fails with the system's own reason: Node says a folder is missing where the disk is read-only. */
async function makeFolders(folder: string): Promise<string | undefined> {
  try {
    return await mkdir(folder, { recursive: true });
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    let first = folder;
    while ((await stat(dirname(first)).catch(() => undefined)) === undefined) first = dirname(first);
    await mkdir(first);
    throw error;
  }
}
