import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Draft } from '../../../shared/contract/studio-operations.ts';
import { get, textOf } from '../../../shared/model/plain.ts';
import { editableFiles, requireEditable, requireSize } from './editable-files.ts';
import { statePath, writeState } from './state-file.ts';
import { inTurn } from './turn.ts';

const limits = {
  /** Milliseconds after which nobody will come back for a draft. */
  age: 90 * 24 * 3600 * 1000,
  /** Bytes of all drafts. */
  bytes: 64 << 20,
} as const;

/**
 * Keeps unsaved text of a project’s file, in place of what was kept of it before. It is on the disk when this ends.
 * @throws GantryError `Usage` for a file that is not edited here, `OutputUnwritable`, `DiskFull`.
 */
export async function keepDraft(folder: string, draft: Omit<Draft, 'at'>): Promise<void> {
  const { file, text, baseRevision } = draft;
  requireEditable(file);
  await inTurn(turnOf(file), async () => {
    const path = await draftPath(folder, file);
    requireSize(path, file, text);
    const at = new Date().toISOString();
    await writeState(path, { schemaVersion: 1, project: folder, file, text, baseRevision, at });
  });
  await sweepOnce();
}

/** The unsaved texts of a project, in the order its files are shown. A damaged one is passed over. */
export async function listDrafts(folder: string): Promise<Draft[]> {
  const drafts = editableFiles.map(async (file) => parseDraft(file, await draftPath(folder, file)));
  return (await Promise.all(drafts)).flatMap((draft) => draft ?? []);
}

/**
 * Forgets the unsaved text of a file.
 * @throws GantryError `Usage` for a file that is not edited here.
 */
export async function dropDraft(folder: string, file: string): Promise<void> {
  requireEditable(file);
  await inTurn(turnOf(file), async () => {
    await rm(await draftPath(folder, file), { force: true }).catch(() => undefined);
  });
}

/**
 * What keeping and dropping a file’s text wait for. It is had without asking the disk where the project really lies: whoever asks
 * first must also be first in the queue.
 */
function turnOf(file: string): string {
  return statePath('drafts', file);
}

async function parseDraft(file: string, path: string): Promise<Draft | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    const [text, baseRevision] = [get(value, 'text'), get(value, 'baseRevision')];
    const at = textOf(get(value, 'at'));
    if (typeof text !== 'string' || typeof baseRevision !== 'string' || at === undefined) return undefined;
    return Number.isNaN(Date.parse(at)) ? undefined : { file, text, baseRevision, at };
  } catch {
    return undefined;
  }
}

async function draftPath(folder: string, file: string): Promise<string> {
  const real = await realpath(folder).catch(() => folder);
  const project = createHash('sha256').update(real).digest('hex').slice(0, 32);
  return statePath('drafts', `${project}-${file}.json`);
}

let sweeping: Promise<void> | undefined;

/** Once in the life of a process is enough: drafts are few and go when their file is saved. */
async function sweepOnce(): Promise<void> {
  sweeping ??= sweepDrafts().catch(() => undefined);
  await sweeping;
}

/** Removes drafts that are too old, then the oldest until the rest is within bounds. */
export async function sweepDrafts(now = Date.now(), most: number = limits.bytes): Promise<void> {
  const folder = statePath('drafts');
  const files = (await readdir(folder)).map((name) => join(folder, name));
  const drafts = await Promise.all(
    files.map(async (path) => {
      const facts = await stat(path).catch(() => undefined);
      return { path, bytes: facts?.size ?? 0, at: facts?.mtimeMs ?? now };
    }),
  );
  let kept = 0;
  for (const { path, bytes, at } of drafts.sort((one, two) => two.at - one.at)) {
    kept += bytes;
    if (kept > most || now - at > limits.age) await rm(path, { force: true }).catch(() => undefined);
  }
}
