import { permute } from './block-edit.ts';
import { type Canvas, endsOf, type FlowStyle, flowStyleOf } from './canvas.ts';
import { Refusal } from './refusal.ts';
import { indentOf, lineEnd, lineStart, skipBreak, startsLine } from './source-lines.ts';
import type { TextEdit } from './span.ts';
import type { MapNode, SequenceNode } from './syntax-tree.ts';
import { flowEntry, flowText } from './value-text.ts';

type FlowNode = MapNode | SequenceNode;

/** Adds an entry at the end of a flow map. `around` ends with the map itself. */
export function appendFlowEntry(
  canvas: Canvas,
  around: readonly FlowNode[],
  map: MapNode,
  key: string,
  value: unknown,
): TextEdit[] {
  return insertPart(canvas, around, map, map.entries.length, (style, indent) =>
    flowEntry(canvas, key, value, style, indent),
  );
}

/** Puts an item in front of the one at `index` of a flow list, or at the end. `around` ends with the list itself. */
export function insertFlowItem(
  canvas: Canvas,
  around: readonly FlowNode[],
  list: SequenceNode,
  index: number,
  value: unknown,
): TextEdit[] {
  return insertPart(canvas, around, list, index, (style, indent) => flowText(canvas, value, style, indent));
}

function insertPart(
  canvas: Canvas,
  around: readonly FlowNode[],
  node: FlowNode,
  index: number,
  write: (style: FlowStyle, indent: string) => string,
): TextEdit[] {
  const { text, newline } = canvas;
  const style = flowStyleOf(canvas, around);
  const ends = endsOf(node);
  const next = ends[index];
  const last = ends[index - 1];
  if (next !== undefined) {
    const ownLine = style.multiline && startsLine(text, next.start);
    const indent = indentOf(text, next.start);
    const gap = ownLine ? `,${newline}${indent}` : style.comma;
    return [{ start: next.start, end: next.start, text: write(style, indent) + gap }];
  }
  if (last === undefined) return fillEmpty(canvas, style, node, write);
  const trailing = findComma(text, last.end, node.end - 1);
  if (!style.multiline) {
    const indent = indentOf(text, last.start);
    const at = trailing === undefined ? last.end : trailing + 1;
    const gap = trailing === undefined ? style.comma : style.comma.slice(1);
    return [{ start: at, end: at, text: gap + write(style, indent) }];
  }
  const indent = startsLine(text, last.start)
    ? indentOf(text, last.start)
    : indentOf(text, node.start) + style.unit;
  const part = `${newline}${indent}${write(style, indent)}`;
  const comma: TextEdit[] = trailing === undefined ? [{ start: last.end, end: last.end, text: ',' }] : [];
  const from = trailing === undefined ? last.end : trailing + 1;
  // A comment behind the last entry stays with it.
  const comment = /^[ \t]+#/.test(text.slice(from, lineEnd(text, from)));
  const at = comment ? lineEnd(text, from) : from;
  return [...comma, { start: at, end: at, text: part + (trailing === undefined ? '' : ',') }];
}

function fillEmpty(
  canvas: Canvas,
  style: FlowStyle,
  node: FlowNode,
  write: (style: FlowStyle, indent: string) => string,
): TextEdit[] {
  const { text, newline } = canvas;
  const [start, end] = [node.start + 1, node.end - 1];
  if (text.slice(start, end).trim() !== '')
    throw new Refusal('The empty collection holds a comment, which would be lost.');
  const indent = indentOf(text, node.start);
  const inner = indent + style.unit;
  if (style.multiline)
    return [{ start, end, text: newline + inner + write(style, inner) + newline + indent }];
  return [{ start, end, text: style.padding + write(style, indent) + style.padding }];
}

/** Takes an entry or item out of a flow collection, with one comma. */
export function removeFlowPart(canvas: Canvas, node: FlowNode, position: number): TextEdit[] {
  const { text } = canvas;
  const ends = endsOf(node);
  const part = ends[position];
  if (part === undefined) throw new Refusal('There is nothing to remove.');
  const next = ends[position + 1];
  const before = ends[position - 1];
  const comma = findComma(text, part.end, next?.start ?? node.end - 1);
  if (next === undefined && before === undefined) {
    const inside = text.slice(node.start + 1, part.start) + text.slice(part.end, node.end - 1);
    if (/^[\s,]*$/.test(inside)) return [{ start: node.start + 1, end: node.end - 1, text: '' }];
    return [{ start: part.start, end: part.end, text: '' }, ...cut(comma)];
  }
  const end = lineEnd(text, comma === undefined ? part.end : Math.max(part.end, comma + 1));
  const rest = text.slice(comma === undefined ? part.end : comma + 1, end);
  const wholeLines = startsLine(text, part.start) && /^[ \t]*(?:#.*)?$/.test(rest);
  const previousComma = before === undefined ? undefined : findComma(text, before.end, part.start);
  if (wholeLines && skipBreak(text, end) > end) {
    const lines = { start: lineStart(text, part.start), end: skipBreak(text, end), text: '' };
    return next === undefined && comma === undefined ? [...cut(previousComma), lines] : [lines];
  }
  if (next !== undefined) {
    if (isPlainGap(text.slice(part.end, next.start)))
      return [{ start: part.start, end: next.start, text: '' }];
    return [{ start: part.start, end: part.end, text: '' }, ...cut(comma)];
  }
  if (before !== undefined && isPlainGap(text.slice(before.end, part.start))) {
    return [{ start: before.end, end: part.end, text: '' }];
  }
  return [...cut(previousComma), { start: part.start, end: part.end, text: '' }];
}

/** Moves an item of a flow list; commas stay where they are. */
export function moveFlowItem(canvas: Canvas, list: SequenceNode, from: number, to: number): TextEdit[] {
  return permute(canvas.text, endsOf(list), from, to);
}

function cut(comma: number | undefined): TextEdit[] {
  return comma === undefined ? [] : [{ start: comma, end: comma + 1, text: '' }];
}

function isPlainGap(gap: string): boolean {
  return /^[\s,]*$/.test(gap);
}

/** The comma between two offsets, comments passed over. */
function findComma(text: string, from: number, to: number): number | undefined {
  for (let at = from; at < to; at++) {
    if (text[at] === ',') return at;
    if (text[at] === '#') at = lineEnd(text, at);
  }
  return undefined;
}
