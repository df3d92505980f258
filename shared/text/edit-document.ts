import { readCanvas } from './canvas.ts';
import type { Language, SyntaxProblem } from './document.ts';
import type { Edit, EditResult } from './edit.ts';
import { parseJsonTree } from './json-document.ts';
import { editObjects, type ObjectEdit } from './object-edit.ts';
import { changesNothing, waysToEdit } from './path-edit.ts';
import { applyToPlain, checkPlain, isPlainMap, type PathEdit, sameValue } from './plain-edit.ts';
import { Refusal } from './refusal.ts';
import { applyEdits, type TextEdit } from './span.ts';
import type { TreeObject } from './tree-object.ts';
import { parseYamlStream, type YamlStream } from './yaml-document.ts';

/**
 * Makes one change to a manifest by the smallest splices of its text, and proves it: the result is parsed again,
 * and only what the edit names may have changed. Where that cannot be had, the reason comes back instead.
 * Removing the last entry of a collection leaves `{}` or `[]`. Never throws on any text or edit.
 */
export function editDocument(text: string, language: Language, edit: Edit): EditResult {
  try {
    if ('value' in edit) checkPlain(edit.value);
    const edits = 'path' in edit ? editInside(text, language, edit) : editAround(text, language, edit);
    const kept = edits.filter((each) => text.slice(each.start, each.end) !== each.text);
    return { ok: true, text: applyEdits(text, kept), edits: kept };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.message };
    throw error;
  }
}

interface Parsed {
  readonly objects: readonly TreeObject[];
  readonly problems: readonly SyntaxProblem[];
  /** The text and the problems of every document but that of one object. */
  others(object: TreeObject): readonly string[];
  problemsOf(object: TreeObject): readonly SyntaxProblem[];
  textOf(object: TreeObject): string;
}

function parse(text: string, language: Language): Parsed {
  if (language === 'json') {
    const { objects, problems } = parseJsonTree(text);
    const base = objects[0]?.base ?? 0;
    return {
      objects,
      problems,
      others: () => [],
      problemsOf: () => problems,
      textOf: () => text.slice(base),
    };
  }
  const stream = parseYamlStream(text);
  const partOf = (object: TreeObject) => stream.parts.find((part) => part.object === object);
  return {
    objects: stream.objects,
    problems: stream.problems,
    others: (object) => stream.parts.filter((part) => part.object !== object).map((part) => part.chunk.text),
    problemsOf: (object) => partOf(object)?.problems ?? [],
    textOf: (object) => partOf(object)?.chunk.text ?? '',
  };
}

function editInside(text: string, language: Language, edit: PathEdit): readonly TextEdit[] {
  const before = parse(text, language);
  const object = before.objects[edit.object];
  if (object === undefined) throw new Refusal(`The file has no object ${edit.object + 1}.`);
  refuseBroken(before.problemsOf(object));
  const expected = applyToPlain(object.value, edit);
  if (changesNothing(object.value, edit, sameValue)) return [];
  const canvas = readCanvas(before.textOf(object), object.root, language, text);
  return findProven(text, language, before, object, waysToEdit(canvas, edit), expected);
}

function refuseBroken(problems: readonly SyntaxProblem[]): void {
  // A doubled key is no hindrance to a change elsewhere; on the way to the change it is refused there.
  const first = problems.find((each) => each.warning !== true && each.code !== 'duplicate-key');
  if (first !== undefined)
    throw new Refusal(`This object has a syntax error, so it cannot be changed safely. ${first.message}`);
}

function findProven(
  text: string,
  language: Language,
  before: Parsed,
  object: TreeObject,
  ways: readonly (() => TextEdit[])[],
  expected: unknown,
): readonly TextEdit[] {
  let reason: string | undefined;
  for (const way of ways) {
    let edits: TextEdit[];
    try {
      edits = way().map((each) => shift(each, object.base));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      reason ??= error.message;
      continue;
    }
    const failure = findHarm(text, edits, language, before, object, expected);
    if (failure === undefined) return edits;
    reason ??= failure;
  }
  throw new Refusal(reason ?? 'The change cannot be made here.');
}

function shift(edit: TextEdit, by: number): TextEdit {
  return { start: edit.start + by, end: edit.end + by, text: edit.text };
}

/** Parses the text as it would become and says what would be wrong with it, if anything. */
function findHarm(
  text: string,
  edits: readonly TextEdit[],
  language: Language,
  before: Parsed,
  object: TreeObject,
  expected: unknown,
): string | undefined {
  const after = parse(applyEdits(text, edits), language);
  const now = after.objects[object.index];
  const others = now === undefined ? [] : after.others(now);
  if (now === undefined || !sameValue(others, before.others(object))) {
    return 'The change would reach into another object of the file.';
  }
  const counts = countCodes(before.problemsOf(object));
  for (const [code, count] of countCodes(after.problemsOf(now))) {
    if (count <= (counts.get(code) ?? 0)) continue;
    return code === 'unknown-anchor'
      ? 'Another part of the object repeats what would be taken away through an alias. Change that part first.'
      : `The change would break the text here (${code}). Edit the text itself.`;
  }
  if (sameValue(now.value, expected)) return undefined;
  return 'The text around this place would read differently after the change. Edit the text itself.';
}

function countCodes(problems: readonly SyntaxProblem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function editAround(text: string, language: Language, edit: ObjectEdit): readonly TextEdit[] {
  if (language === 'json')
    throw new Refusal('A JSON file holds one object; others cannot be added, moved or removed.');
  const stream = parseYamlStream(text);
  if (stream.problems.some((each) => ['not-text', 'too-large', 'too-many-objects'].includes(each.code))) {
    throw new Refusal('The file cannot be read, so its objects cannot be changed.');
  }
  const edits = editObjects(stream, edit, (object, name) =>
    editInside(text, 'yaml', { op: 'set', object: object.index, path: ['metadata', 'name'], value: name }),
  );
  const after = parseYamlStream(applyEdits(text, edits));
  const expected = expectedObjects(stream, edit);
  const same =
    sameValue(
      after.objects.map((each) => each.value),
      expected,
    ) && newProblems(stream, after, edit) === 0;
  if (!same) throw new Refusal('The text between the objects does not allow this. Edit the text itself.');
  return edits;
}

function expectedObjects(stream: YamlStream, edit: ObjectEdit): unknown[] {
  const values = stream.objects.map((each) => each.value);
  switch (edit.op) {
    case 'add-object':
      return values.toSpliced(edit.object, 0, edit.value);
    case 'remove-object':
      return values.toSpliced(edit.object, 1);
    case 'move-object':
      return values.toSpliced(edit.object, 1).toSpliced(edit.to, 0, values[edit.object]);
    case 'duplicate-object': {
      const value = values[edit.object];
      const metadata = isPlainMap(value) && isPlainMap(value.metadata) ? value.metadata : {};
      const copy = isPlainMap(value) ? { ...value, metadata: { ...metadata, name: edit.name } } : value;
      return values.toSpliced(edit.object + 1, 0, copy);
    }
  }
}

/** Problems that the edit would add beyond those that it copies. */
function newProblems(before: YamlStream, after: YamlStream, edit: ObjectEdit): number {
  const allowed = countCodes(before.problems);
  if (edit.op === 'duplicate-object') {
    const part = before.parts.find((each) => each.object?.index === edit.object);
    for (const { code } of part?.problems ?? []) allowed.set(code, (allowed.get(code) ?? 0) + 1);
  }
  return [...countCodes(after.problems)].filter(([code, count]) => count > (allowed.get(code) ?? 0)).length;
}
