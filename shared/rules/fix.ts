import { editDocument } from '../text/edit-document.ts';
import type { TextEdit } from '../text/span.ts';
import type { Fix } from './diagnostic.ts';
import type { SourceFile } from './project.ts';
import type { Repair } from './rule.ts';

/** Turns repairs into text edits; a repair that the text does not allow is left out. */
export function makeFixes(
  repairs: readonly Repair[],
  file: string,
  source: SourceFile | undefined,
): readonly Fix[] {
  const fixes: Fix[] = [];
  for (const repair of repairs) {
    const edits = 'splices' in repair ? repair.splices : splices(repair, source);
    if (edits !== undefined) fixes.push({ title: repair.title, file, edits, safe: repair.safe });
  }
  return fixes;
}

function splices(
  repair: Extract<Repair, { changes: unknown }>,
  source: SourceFile | undefined,
): readonly TextEdit[] | undefined {
  if (source === undefined) return undefined;
  const { text, language } = source.document;
  let result = text;
  let edits: readonly TextEdit[] = [];
  for (const change of repair.changes) {
    const edited = editDocument(result, language, change);
    if (!edited.ok) return undefined;
    result = edited.text;
    edits = edited.edits;
  }
  // One change has its own splices. Several build on one another, so only their outcome can be stated against this text.
  return repair.changes.length === 1 ? edits : [difference(text, result)];
}

/** The one splice that turns a text into another. */
function difference(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let same = 0;
  while (same < shorter - start && before.at(-1 - same) === after.at(-1 - same)) same += 1;
  return { start, end: before.length - same, text: after.slice(start, after.length - same) };
}
