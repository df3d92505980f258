import type { Place } from '../../../shared/contract/studio-operations.ts';
import { itemsOf, textOf } from '../../../shared/model/plain.ts';
import type { Tickets } from '../tickets.ts';
import { isFolder, placeOf } from './place.ts';
import { readState, statePath, writeState } from './state-file.ts';
import { inTurn } from './turn.ts';

const mostRemembered = 20;

/** The folders of the projects opened last, the latest first; they may be gone by now. */
export async function recentFolders(): Promise<string[]> {
  const { projects } = await readState(recentFile());
  const folders = itemsOf(projects).flatMap((each) => textOf(each) ?? []);
  return [...new Set(folders)].slice(0, mostRemembered);
}

/** The projects opened last. One whose folder is away, perhaps on a drive that is not there now, is left out but not forgotten. */
export async function listRecent(tickets: Tickets): Promise<Place[]> {
  const folders = await recentFolders();
  const there = await Promise.all(folders.map(isFolder));
  return await Promise.all(
    folders.filter((_, i) => there[i]).map((folder) => placeOf(tickets, folder, 'folder')),
  );
}

/** Puts a project first among the recent ones. Opening must not fail over it, so a failed write is passed over. */
export async function rememberProject(folder: string): Promise<void> {
  await change((folders) => [folder, ...folders.filter((each) => each !== folder)]).catch(() => undefined);
}

/** Takes a project out of the recent ones; nothing else happens to it. */
export async function forgetProject(folder: string): Promise<void> {
  await change((folders) => folders.filter((each) => each !== folder));
}

async function change(next: (folders: readonly string[]) => readonly string[]): Promise<void> {
  const path = recentFile();
  await inTurn(path, async () => {
    const projects = next(await recentFolders()).slice(0, mostRemembered);
    await writeState(path, { schemaVersion: 1, projects });
  });
}

function recentFile(): string {
  return statePath('recent.json');
}
