import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createProject } from '../../electron/services/project/create-project.ts';
import { temporaryFolder } from './temp-folder.ts';

/** A new project from a template, its AppSpec changed as `change` says. Gives its folder, which goes with the test. */
export async function createdProject(
  template: string,
  change: (appSpec: string) => string = (text) => text,
): Promise<string> {
  const folder = join(await temporaryFolder(), 'berth-board');
  await createProject({ folder, template });
  const path = join(folder, 'appspec.yaml');
  await writeFile(path, change(await readFile(path, 'utf8')));
  return folder;
}
