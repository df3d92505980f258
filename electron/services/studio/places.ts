import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { Place } from '../../../shared/contract/studio-operations.ts';
import { fileUnreadable } from '../archives/file-stream.ts';
import type { Tickets } from '../tickets.ts';
import { isFolder, isThere, placeOf } from './place.ts';
import { recentFolders } from './recent.ts';

const limits = {
  /** Places listed of one folder. */
  shown: 2000,
  /** Entries looked at to choose them from. */
  read: 50_000,
  /** Places looked into at a time. */
  atOnce: 32,
  lastUsed: 5,
} as const;

const naturalOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Where browsing starts: the user’s home, the working folder, the folders of the last projects, and the drives of Windows. */
export async function listRoots(tickets: Tickets): Promise<Place[]> {
  const last = (await recentFolders()).map((folder) => dirname(folder));
  const wanted = [homedir(), process.cwd(), ...[...new Set(last)].slice(0, limits.lastUsed), ...drives()];
  const paths = [...new Set(wanted)];
  const there = await Promise.all(paths.map(isFolder));
  return await Promise.all(paths.filter((_, i) => there[i]).map((path) => placeOf(tickets, path, 'folder')));
}

/**
 * What lies in a folder: folders first, in natural order, without what is hidden.
 * @throws GantryError `FileUnreadable`.
 */
export async function listPlaces(
  tickets: Tickets,
  folder: string,
): Promise<{ folder: Place; parent?: Place; places: Place[]; truncated: boolean }> {
  await requireFolder(folder);
  const { entries, complete } = await visibleEntries(folder);
  const shown = entries.slice(0, limits.shown);
  const places: Place[] = [];
  for (let i = 0; i < shown.length; i += limits.atOnce) {
    const batch = shown.slice(i, i + limits.atOnce);
    places.push(
      ...(await Promise.all(batch.map(({ name, kind }) => placeOf(tickets, join(folder, name), kind)))),
    );
  }
  const above = dirname(folder);
  return {
    folder: await placeOf(tickets, folder, 'folder'),
    ...(above === folder ? {} : { parent: await placeOf(tickets, above, 'folder') }),
    places,
    truncated: !complete || entries.length > shown.length,
  };
}

/**
 * A name in a folder, to be written to; nothing need have it yet.
 * @throws GantryError `Usage` for a name that leads elsewhere or that not every system takes, `FileUnreadable` for the folder.
 */
export async function targetPlace(
  tickets: Tickets,
  folder: string,
  name: string,
): Promise<{ place: Place; exists: boolean }> {
  requirePlainName(name);
  await requireFolder(folder);
  const path = join(folder, name);
  return { place: await placeOf(tickets, path), exists: await isThere(path) };
}

const reservedOnWindows = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i;

/**
 * Refuses what is not the plain name of a file: what leads to another folder, and what some system cannot keep.
 * @throws GantryError `Usage` with what is wrong.
 */
export function requirePlainName(name: string): void {
  const problem = nameProblem(name);
  if (problem !== undefined) throw new GantryError('Usage', { problem: `${problem}; give another name` });
}

function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'the name is empty';
  if (name === '.' || name === '..') return `“${name}” is a folder, not a name for a new file`;
  if (/[/\\]/.test(name))
    return `“${name}” names a folder as well; choose the folder first, then give the name alone`;
  if (/[<>:"|?*\p{Cc}]/u.test(name))
    return 'the name has a character that not every system takes, one of < > : " | ? *, or one that cannot be shown';
  if (/[. ]$/.test(name)) return `“${name}” ends with a full stop or a space, which Windows takes away`;
  if (reservedOnWindows.test(name)) return `“${name}” is reserved on Windows`;
  return Buffer.byteLength(name) > 255 ? 'the name is too long' : undefined;
}

interface Entry {
  readonly name: string;
  readonly kind: Place['kind'];
}

/** A folder may hold more than anyone wants to read: beyond a number, entries are not even looked at. */
async function visibleEntries(folder: string): Promise<{ entries: Entry[]; complete: boolean }> {
  const entries: Entry[] = [];
  let read = 0;
  try {
    for await (const entry of await opendir(folder, { bufferSize: 512 })) {
      read += 1;
      if (read > limits.read) break;
      // A dollar begins what Windows keeps for itself on a drive.
      if (/^[.$]/.test(entry.name)) continue;
      const kind = await kindOf(folder, entry);
      if (kind !== undefined) entries.push({ name: entry.name, kind });
    }
  } catch (error) {
    throw fileUnreadable(folder, error);
  }
  entries.sort(inOrder);
  return { entries, complete: read <= limits.read };
}

function inOrder(one: Entry, two: Entry): number {
  if (one.kind !== two.kind) return one.kind === 'folder' ? -1 : 1;
  return naturalOrder.compare(one.name, two.name) || (one.name < two.name ? -1 : 1);
}

async function kindOf(folder: string, entry: Dirent): Promise<Place['kind'] | undefined> {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return undefined;
  const facts = await stat(join(folder, entry.name)).catch(() => undefined);
  if (facts?.isDirectory()) return 'folder';
  return facts?.isFile() ? 'file' : undefined;
}

async function requireFolder(path: string): Promise<void> {
  const facts = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  if (!facts.isDirectory()) throw new GantryError('FileUnreadable', { path, reason: 'it is not a folder' });
}

function drives(): string[] {
  if (process.platform !== 'win32') return [];
  const own = parse(homedir()).root;
  return [own, ...Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `${letter}:\\`)];
}
