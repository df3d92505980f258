import { constants } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { OpenProject, ProjectFile } from '../../../shared/contract/studio-operations.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import { defaultBundle } from '../bundle/default-bundle.ts';
import { systemCode } from '../bundle/write-error.ts';
import { editableFiles, isManifest, projectRoot, readEditable } from './editable-files.ts';
import { readFacts } from './facts.ts';
import { displayPath } from './place.ts';

/**
 * Everything a page needs of a project to begin with: its texts, what is known besides, and whether it can be changed.
 * @throws GantryError `NotAProject`, `FileUnreadable`, `FileTooLarge`, `NotText`, `Cancelled`.
 */
export async function openProject(path: string, signal: AbortSignal): Promise<Omit<OpenProject, 'project'>> {
  const folder = resolve(path);
  const { loaded, facts } = await readFacts(folder, { engine: false, signal });
  const files = await readAll(await projectRoot(folder));
  const readOnly = await readOnlyReason(folder, files);
  const appJson = loaded.project.appJson?.document.objects[0]?.value;
  return {
    name: loaded.project.name,
    display: displayPath(folder),
    ...(readOnly === undefined ? {} : { readOnly }),
    files,
    facts,
    defaultBundle: displayPath(defaultBundle(folder, loaded.settings, appJson)),
  };
}

/** By their exact names: some file systems open `dockerfile` as `Dockerfile`, but an engine elsewhere will not. */
async function readAll(root: string): Promise<ProjectFile[]> {
  const names = await readdir(root).catch((error: unknown) => {
    throw fileUnreadable(root, error);
  });
  const files = editableFiles
    .filter((name) => names.includes(name))
    .map(async (name) => {
      try {
        return await readEditable(root, name);
      } catch (error) {
        // A Dockerfile that is no text is for another tool; the rest of the project is no worse for it.
        if (isManifest(name) || !(error instanceof GantryError)) throw error;
        return undefined;
      }
    });
  return (await Promise.all(files)).flatMap((file) => file ?? []);
}

/** Why nothing can be saved, as a sentence. A single file that is locked is said when it is saved. */
async function readOnlyReason(folder: string, files: readonly ProjectFile[]): Promise<string | undefined> {
  const code = await writeRefusal(folder);
  if (code !== undefined) return folderSentence(code, displayPath(folder));
  const locked = await Promise.all(files.map(({ name }) => writeRefusal(join(folder, name))));
  if (files.length === 0 || locked.some((each) => each === undefined)) return undefined;
  return 'Every file of this project is read-only, so nothing can be saved here. Make them writable, or work on a copy.';
}

function folderSentence(code: string, folder: string): string {
  const why = code === 'EROFS' ? 'lies on a file system that is read-only' : 'may not be written to by you';
  return `The folder “${folder}” ${why}, so nothing can be saved here. To make changes, work on a copy.`;
}

async function writeRefusal(path: string): Promise<string | undefined> {
  return await access(path, constants.W_OK).then(
    () => undefined,
    (error: unknown) => systemCode(error) ?? 'EACCES',
  );
}
