import { createHash } from 'node:crypto';
import { mkdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { get, textOf } from '../../../shared/model/plain.ts';
import type { Project } from '../../../shared/rules/project.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { stateFolder } from '../state-folder.ts';

/** An export that succeeded. */
export interface ExportRecord {
  /** As app.json had it. */
  readonly version: string;
  /** Of the bundle, in hexadecimal digits. */
  readonly sha256: string;
  /** Absolute path of the bundle. */
  readonly file: string;
  /** When, as an ISO 8601 time. */
  readonly at: string;
}

/**
 * What was last exported from a project's folder. Not known where the record cannot be read or makes no sense: it is the user's
 * own file, and a check must not fail over it.
 */
export async function readLastExport(folder: string): Promise<Project['lastExport']> {
  const path = await recordPath(folder);
  const remedy = 'The next export writes a new record.';
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { known: true, value: null };
    return { known: false, reason: `The record of the last export, “${path}”, cannot be read.`, remedy };
  }
  const record = parseRecord(text);
  if (record === undefined) {
    return { known: false, reason: `The record of the last export, “${path}”, is damaged.`, remedy };
  }
  return { known: true, value: record };
}

/**
 * Remembers an export of the project's folder in place of the one before. Each project has its own file, replaced in one step, so
 * that exports at the same time do not disturb one another. False where it could not be written, which is no reason to fail an
 * export that succeeded.
 */
export async function recordExport(folder: string, record: ExportRecord): Promise<boolean> {
  try {
    await mkdir(exportsFolder(), { recursive: true });
    const project = await realpath(folder);
    await writeTextFile(
      await recordPath(folder),
      `${JSON.stringify({ schemaVersion: 1, project, ...record }, null, 2)}\n`,
    );
    return true;
  } catch {
    return false;
  }
}

function parseRecord(text: string): { version: string; at: string } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const [version, at] = [textOf(get(value, 'version')), textOf(get(value, 'at'))];
    return version === undefined || at === undefined || Number.isNaN(Date.parse(at))
      ? undefined
      : { version, at };
  } catch {
    return undefined;
  }
}

async function recordPath(folder: string): Promise<string> {
  // A folder that is gone by now still has one spelling: the one it was asked by.
  const real = await realpath(folder).catch(() => folder);
  return join(exportsFolder(), `${createHash('sha256').update(real).digest('hex').slice(0, 32)}.json`);
}

function exportsFolder(): string {
  return join(stateFolder(), 'exports');
}
