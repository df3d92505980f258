import { type Canvas, endsOf } from './canvas.ts';
import { Refusal } from './refusal.ts';
import { backOverBreak, columnOf, lineEnd, lineStart, skipBreak, startsLine } from './source-lines.ts';
import type { TextEdit } from './span.ts';
import type { MapNode, SequenceNode } from './syntax-tree.ts';
import { blockLines } from './value-text.ts';

/** Adds an entry at the end of a block map. */
export function appendEntry(canvas: Canvas, map: MapNode, key: string, value: unknown): TextEdit[] {
  const last = endsOf(map).at(-1);
  if (last === undefined) throw new Refusal('The map has no entry to add another one to.');
  const column = columnOf(canvas.text, last.start);
  const lines = blockLines(
    canvas,
    Object.defineProperty({}, key, { value, enumerable: true }),
    column,
    last.start,
  );
  return insertBelow(canvas, last.end, lines);
}

/** Puts an item in front of the one at `index`, or at the end. */
export function insertItem(canvas: Canvas, list: SequenceNode, index: number, value: unknown): TextEdit[] {
  const { text } = canvas;
  const ends = endsOf(list);
  const first = ends[0];
  if (first === undefined) throw new Refusal('The list has no item to add another one to.');
  const column = columnOf(text, first.start);
  const lines = blockLines(canvas, [value], column, first.start);
  const before = ends[index - 1];
  if (before !== undefined) return insertBelow(canvas, before.end, lines);
  if (!startsLine(text, first.start)) {
    const joined = [...lines, ' '.repeat(column)].join(canvas.newline).slice(column);
    return [{ start: first.start, end: first.start, text: joined }];
  }
  const at = blockStart(
    text,
    first.start,
    lineStart(text, list.outerStart === list.start ? 0 : list.outerStart),
  );
  const start = lineStart(text, at);
  return [{ start, end: start, text: lines.map((line) => line + canvas.newline).join('') }];
}

function insertBelow(canvas: Canvas, offset: number, lines: readonly string[]): TextEdit[] {
  const at = lineEnd(canvas.text, offset);
  return [{ start: at, end: at, text: lines.map((line) => canvas.newline + line).join('') }];
}

/** Takes an entry or item out of a block collection that has others, with its lines and its own trailing comment. */
export function removePart(canvas: Canvas, parent: MapNode | SequenceNode, position: number): TextEdit[] {
  const { text } = canvas;
  const ends = endsOf(parent);
  const part = ends[position];
  if (part === undefined) throw new Refusal('There is nothing to remove.');
  const end = lineEnd(text, part.end);
  if (startsLine(text, part.start)) {
    const start = lineStart(text, part.start);
    const behind = skipBreak(text, end);
    // The last line of a file without a final line end takes the line end before it along.
    return [
      behind > end ? { start, end: behind, text: '' } : { start: backOverBreak(text, start), end, text: '' },
    ];
  }
  const next = ends[position + 1];
  const gap = text.slice(end, next?.start ?? end);
  if (next !== undefined && gap.trim() === '') return [{ start: part.start, end: next.start, text: '' }];
  // Comments stand between this part and the next: they stay, and the dash stays alone on its line.
  const start = part.start - (/[ \t]*$/.exec(text.slice(0, part.start))?.[0].length ?? 0);
  return [{ start, end, text: '' }];
}

/** Moves an item of a block list, with the comments directly above it and behind it. */
export function moveItem(canvas: Canvas, list: SequenceNode, from: number, to: number): TextEdit[] {
  const { text } = canvas;
  const ends = endsOf(list);
  const blocks = ends.map((part, index) => {
    const floor = index === 0 ? lineStart(text, part.start) : lineEnd(text, ends[index - 1]?.end ?? 0);
    const start = index === 0 ? firstBlockStart(text, part.start) : blockStart(text, part.start, floor);
    return { start, end: lineEnd(text, part.end) };
  });
  return permute(text, blocks, from, to);
}

function firstBlockStart(text: string, start: number): number {
  return startsLine(text, start) ? blockStart(text, start, 0) : start;
}

/** Where the comment lines directly above a part begin, or the part itself; behind their indentation. */
function blockStart(text: string, start: number, floor: number): number {
  let at = start;
  for (;;) {
    const line = lineStart(text, at);
    const above = backOverBreak(text, line);
    if (above === line || above <= floor) return at;
    const begin = lineStart(text, above);
    const comment = /^[ \t]*(?=#)/.exec(text.slice(begin, above));
    if (comment === null || begin < floor) return at;
    at = begin + comment[0].length;
  }
}

/** Rearranges stretches of a text in their places; what lies between them stays where it is. */
export function permute(
  text: string,
  blocks: readonly { readonly start: number; readonly end: number }[],
  from: number,
  to: number,
): TextEdit[] {
  const order = blocks.map((_, index) => index);
  const [moved = 0] = order.splice(from, 1);
  order.splice(to, 0, moved);
  return blocks.flatMap((block, index) => {
    const other = blocks[order[index] ?? index];
    if (other === undefined || other === block) return [];
    return [{ ...block, text: text.slice(other.start, other.end) }];
  });
}
