import { format as formatJson } from 'jsonc-parser';
import { parseJson } from '../../shared/text/json-document.ts';
import { applyEdits, type TextEdit } from '../../shared/text/span.ts';
import type { SyntaxNode } from '../../shared/text/syntax-tree.ts';
import { parseYamlStream, type YamlStream } from '../../shared/text/yaml-document.ts';
import type { Role } from './protocol.ts';

/**
 * Edits that put white space in order. JSON is laid out anew with two spaces. YAML only loses its trailing spaces and
 * gets exactly one line end at its end: laying YAML out anew would touch what people arranged. Either way the values
 * stay the same, which is checked; `undefined` where the text has syntax errors or the check fails.
 */
export function format(role: Role, text: string): readonly TextEdit[] | undefined {
  return role === 'appSpec' ? tidyYaml(text) : layOutJson(text);
}

/** The line end that a text uses first. */
function newlineOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}

function layOutJson(text: string): readonly TextEdit[] | undefined {
  const before = parseJson(text);
  if (before.problems.some((problem) => !problem.warning)) return undefined;
  const mark = text.startsWith('\uFEFF') ? 1 : 0;
  const source = text.slice(mark);
  const eol = newlineOf(text);
  const found = formatJson(source, undefined, {
    tabSize: 2,
    insertSpaces: true,
    eol,
    insertFinalNewline: true,
  });
  const edits = found.map(({ offset, length, content }) => ({
    start: offset + mark,
    end: offset + length + mark,
    text: content,
  }));
  const after = parseJson(applyEdits(text, edits));
  return same(before.objects[0]?.value, after.objects[0]?.value) ? edits : undefined;
}

function tidyYaml(text: string): readonly TextEdit[] | undefined {
  const before = parseYamlStream(text);
  if (before.problems.some((problem) => !problem.warning)) return undefined;
  const tail = text.trimEnd().length;
  const spaces = trailingSpaces(text, before);
  const all = [...spaces.filter((edit) => edit.end <= tail), ...finalNewline(text, tail)];
  return [all, spaces].find((edits) => keepsValues(before, applyEdits(text, edits)));
}

function keepsValues(before: YamlStream, text: string): boolean {
  const after = parseYamlStream(text);
  return (
    after.objects.length === before.objects.length &&
    before.objects.every((object, i) => same(object.value, after.objects[i]?.value))
  );
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Spaces at line ends that are no part of a scalar written over several lines. */
function trailingSpaces(text: string, stream: YamlStream): TextEdit[] {
  const kept: { start: number; end: number }[] = [];
  for (const { root, base } of stream.objects) collectScalars(root, base, kept);
  const edits: TextEdit[] = [];
  let next = 0;
  for (const found of text.matchAll(/[ \t]+(?=\r|\n|$)/g)) {
    const start = found.index;
    while ((kept[next]?.end ?? Number.POSITIVE_INFINITY) < start) next += 1;
    const scalar = kept[next];
    if (scalar && scalar.start <= start) continue;
    edits.push({ start, end: start + found[0].length, text: '' });
  }
  return edits;
}

/** The places of scalars whose line ends could matter, in order. */
function collectScalars(node: SyntaxNode, base: number, into: { start: number; end: number }[]): void {
  if (node.kind === 'map') {
    for (const entry of node.entries) {
      collectScalars(entry.key, base, into);
      collectScalars(entry.value, base, into);
    }
  } else if (node.kind === 'sequence') {
    for (const item of node.items) collectScalars(item.value, base, into);
  } else if (node.kind === 'scalar' && node.style !== 'plain' && node.style !== 'empty') {
    into.push({ start: base + node.start, end: base + node.end });
  }
}

/** Everything behind the last word becomes one line end: the text's own, where it has one there. */
function finalNewline(text: string, from: number): TextEdit[] {
  const tail = text.slice(from);
  const eol = /\r\n|\r|\n/.exec(tail)?.[0] ?? newlineOf(text);
  return from === 0 || tail === eol ? [] : [{ start: from, end: text.length, text: eol }];
}
