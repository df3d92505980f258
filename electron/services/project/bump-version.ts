import { join } from 'node:path';
import { GantryError } from '../../../shared/contract/error.ts';
import type { BumpOutput } from '../../../shared/contract/outputs.ts';
import { isMap } from '../../../shared/model/plain.ts';
import { bumpVersion as nextVersion, parseVersion, type VersionPart } from '../../../shared/model/semver.ts';
import type { ParsedObject } from '../../../shared/text/document.ts';
import { editDocument } from '../../../shared/text/edit-document.ts';
import { parseJson } from '../../../shared/text/json-document.ts';
import { LineIndex } from '../../../shared/text/span.ts';
import { writeTextFile } from '../files/atomic-write.ts';
import { appJsonFile } from './manifest-names.ts';
import { readTextFile } from './read-text-file.ts';

/**
 * Raises the version in a project's app.json; nothing else in the file changes. A version of the earlier generation, an integer,
 * is raised by one, or in its part where it is large enough to be major·1000000 + minor·1000 + patch.
 * @throws GantryError `FileUnreadable` also where the file or its version makes no sense, `FileTooLarge`, `NotText`,
 *   `OutputUnwritable`, `DiskFull`.
 */
export async function bumpVersion(folder: string, part: VersionPart): Promise<BumpOutput> {
  const file = join(folder, appJsonFile);
  const text = await readTextFile(file);
  const { before, after } = raise(rootObject(text, file), part, file);
  const edited = editDocument(text, 'json', { op: 'set', object: 0, path: ['version'], value: after });
  if (!edited.ok) throw new GantryError('FileUnreadable', { path: file, reason: edited.reason });
  await writeTextFile(file, edited.text);
  return { schemaVersion: 1, file, before: String(before), after: String(after) };
}

function rootObject(text: string, path: string): ParsedObject {
  const { objects, problems } = parseJson(text);
  const problem = problems.find((each) => each.warning !== true);
  if (problem !== undefined) {
    const { line } = new LineIndex(text).positionAt(problem.span.start);
    throw new GantryError('FileUnreadable', { path, reason: `line ${line}: ${problem.message}` });
  }
  const object = objects[0];
  if (object === undefined || !isMap(object.value)) {
    throw new GantryError('FileUnreadable', { path, reason: 'it holds no JSON object' });
  }
  return object;
}

function raise(
  object: ParsedObject,
  part: VersionPart,
  path: string,
): { before: string | number; after: string | number } {
  const before = isMap(object.value) ? object.value.version : undefined;
  if (typeof before === 'number' && Number.isSafeInteger(before) && before >= 0) {
    return { before, after: raiseInteger(before, part) };
  }
  const version = typeof before === 'string' ? parseVersion(before) : undefined;
  if (typeof before === 'string' && version !== undefined)
    return { before, after: nextVersion(version, part) };
  const reason =
    before === undefined
      ? 'it has no “version”; add one such as "1.0.0"'
      : `its “version” is ${JSON.stringify(before)}, which is no semantic version such as "1.0.0"`;
  throw new GantryError('FileUnreadable', { path, reason });
}

function raiseInteger(version: number, part: VersionPart): number {
  if (version < 1_000_000) return version + 1;
  const step = { major: 1_000_000, minor: 1000, patch: 1 }[part];
  return version - (version % step) + step;
}
