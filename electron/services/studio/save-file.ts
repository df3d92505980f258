import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { GantryError, isError } from '../../../shared/contract/error.ts';
import type { ProjectFile } from '../../../shared/contract/studio-operations.ts';
import { formatBytes } from '../../../shared/report/format.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { projectRoot, readEditable, requireEditable, requireSize, revisionOf } from './editable-files.ts';
import { inTurn } from './turn.ts';

export interface SaveRequest {
  /** Name of the file, one of the editable ones. */
  readonly file: string;
  readonly text: string;
  /** The revision that the text was made from; empty where the file is to be new. */
  readonly baseRevision: string;
}

/**
 * Writes a file whole if nobody changed it since its base was read; it keeps its mode and owner. Two saves of one file come one
 * after the other, so the second of two windows learns of the first. Gives the new revision.
 * @throws GantryError `Usage` for a file that is not edited here, `Conflict` with the text of now (empty, with an empty revision,
 * where the file is gone), `FileUnreadable`, `OutputUnwritable`, `DiskFull`.
 */
export async function saveFile(folder: string, request: SaveRequest): Promise<string> {
  const { file, text, baseRevision } = request;
  requireEditable(file);
  const root = await projectRoot(folder);
  const path = join(root, file);
  return await inTurn(path, async () => {
    const now = await readNow(root, file);
    const revision = revisionOf(text);
    if (now?.revision === revision) return revision;
    const current = now?.revision ?? '';
    if (current !== baseRevision) {
      throw new GantryError('Conflict', { path, revision: current, text: now?.text ?? '' });
    }
    requireSize(path, file, text);
    if (now !== undefined) await requireWritable(path);
    await writeTextFile(path, text, file.endsWith('.sh') ? 0o755 : undefined);
    return revision;
  });
}

/** What there is now but cannot be shown is not written over. */
async function readNow(root: string, file: string): Promise<ProjectFile | undefined> {
  try {
    return await readEditable(root, file);
  } catch (error) {
    const path = join(root, file);
    if (isError(error, 'NotText')) {
      const reason = `another program made it ${error.data.encoding}`;
      throw new GantryError('FileUnreadable', { path, reason }, { cause: error });
    }
    if (isError(error, 'FileTooLarge')) {
      const reason = `another program made it ${formatBytes(error.data.bytes)} large`;
      throw new GantryError('FileUnreadable', { path, reason }, { cause: error });
    }
    throw error;
  }
}

/** Replacing a file takes no right to the file itself, but whoever locked it meant it. */
async function requireWritable(path: string): Promise<void> {
  await access(path, constants.W_OK).catch((error: unknown) => {
    throw new GantryError('OutputUnwritable', { path, reason: 'the file is read-only' }, { cause: error });
  });
}
