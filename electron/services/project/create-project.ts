import { basename, resolve } from 'node:path';
import type { CreateOutput } from '../../../shared/contract/outputs.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { fillNewFolder } from '../files/new-folder.ts';
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
  await fillNewFolder(folder, async (made) => {
    for (const file of files) {
      // The run bit comes from here: neither npm nor every file system brings it along.
      const mode = file.name.endsWith('.sh') ? 0o755 : undefined;
      await writeTextFile(await made.place(file.name), file.text, mode);
    }
  });
}
