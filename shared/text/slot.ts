import { type Canvas, flowStyleOf } from './canvas.ts';
import { blockScalarText, isScalarValue, scalarText } from './scalar-text.ts';
import { backOverBreak, columnOf, indentOf, lineEnd, lineStart } from './source-lines.ts';
import type { TextEdit } from './span.ts';
import type { MapNode, Place, ScalarStyle, SequenceNode, SyntaxNode } from './syntax-tree.ts';
import { blockLines, fitsInline, flowText, indentLines, inlineText } from './value-text.ts';

/** Where a value stands: below the root, behind a key, behind a dash. */
export interface Slot {
  readonly node: SyntaxNode;
  /** Behind the `:` or the `-`; the begin of the value where it is the root or stands in a flow list. */
  readonly from: number;
  readonly kind: 'root' | 'entry' | 'item';
  /** The column of the key or the dash. */
  readonly column: number;
  /** The collections around, outermost first. */
  readonly around: readonly (MapNode | SequenceNode)[];
}

/** The slot that the last of some places leads to. */
export function slotOf(canvas: Canvas, places: readonly Place[]): Slot {
  const around = places.map((place) => place.parent);
  const place = places.at(-1);
  if (place === undefined) {
    const { root } = canvas;
    return {
      node: root,
      from: root.outerStart,
      kind: 'root',
      column: columnOf(canvas.text, root.outerStart),
      around,
    };
  }
  if (place.kind === 'entry') {
    const { entry } = place;
    const column = columnOf(canvas.text, entry.start);
    return { node: entry.value, from: entry.valueFrom, kind: 'entry', column, around };
  }
  const { item, parent } = place;
  const from = parent.flow ? item.start : item.start + 1;
  return { node: item.value, from, kind: 'item', column: columnOf(canvas.text, item.start), around };
}

/**
 * The ways to write a value into a slot, the most faithful first. Later ones serve where
 * an earlier one, once reparsed, does not give the value back (a comment in the way, a tag).
 */
export function writeSlot(canvas: Canvas, slot: Slot, value: unknown): (() => TextEdit[])[] {
  const { node, around } = slot;
  const style = node.kind === 'scalar' ? node.style : 'plain';
  const inFlow = canvas.language === 'json' || around.at(-1)?.flow === true;
  if (inFlow) return [() => writeFlow(canvas, slot, value)];

  const withoutTag =
    node.tag === undefined ? [] : [() => replaceWhole(slot, inlineText(value, style, false))];
  if (fitsInline(value)) {
    const inline = (as: ScalarStyle) => () => writeParts(canvas, slot, inlineText(value, as, false), []);
    const ways = [inline(inlineStyle(style)), inline('double'), ...(isScalarValue(value) ? withoutTag : [])];
    return typeof value === 'string' && wantsBlock(value, style)
      ? [() => writeText(canvas, slot, value), ...ways]
      : ways;
  }
  const flowNode = node.kind !== 'scalar' && node.kind !== 'alias' && node.flow && hasParts(node);
  const block = () => writeBlock(canvas, slot, value);
  return flowNode ? [() => writeFlow(canvas, slot, value), block] : [block];
}

function hasParts(node: MapNode | SequenceNode): boolean {
  return (node.kind === 'map' ? node.entries : node.items).length > 0;
}

function inlineStyle(style: ScalarStyle): ScalarStyle {
  return style === 'literal' || style === 'folded' || style === 'empty' ? 'plain' : style;
}

/** Text that stood in a block stays in one; text of several lines gets one, except in double quotes. */
function wantsBlock(value: string, style: ScalarStyle): boolean {
  return style === 'literal' || style === 'folded' || (value.includes('\n') && style !== 'double');
}

function replaceWhole(slot: Slot, text: string): TextEdit[] {
  return [{ start: slot.node.outerStart, end: slot.node.end, text }];
}

function writeFlow(canvas: Canvas, slot: Slot, value: unknown): TextEdit[] {
  const { node, around } = slot;
  const chain = node.kind === 'map' || node.kind === 'sequence' ? [...around, node] : around;
  const style = flowStyleOf(canvas, chain);
  const old = node.kind === 'scalar' ? oldFlowStyle(node.style) : undefined;
  const text = flowText(canvas, value, style, indentOf(canvas.text, slot.from), old);
  if (node.end > node.start) return [{ start: node.start, end: node.end, text }];
  const at = behindProperties(canvas.text, slot);
  const colon = slot.kind === 'entry' && canvas.text[slot.from - 1] !== ':' ? ':' : '';
  return [{ start: at, end: at, text: `${colon} ${text}` }];
}

function oldFlowStyle(style: ScalarStyle): ScalarStyle | undefined {
  return style === 'single' || style === 'double' ? style : undefined;
}

/** Behind the anchor and tag that stand between the `:` or `-` and the value, or behind that sign itself. */
function behindProperties(text: string, slot: Slot): number {
  const properties = /^(?:[ \t]*[&!][^\s,[\]{}]*)*/.exec(text.slice(slot.from))?.[0] ?? '';
  return slot.kind === 'root' ? slot.node.start : slot.from + properties.length;
}

/** The two stretches of text that an old block value consists of. */
interface OldParts {
  /** What stands on the line of the key: a scalar, a block scalar's header, nothing. */
  readonly token: { readonly start: number; readonly end: number };
  /** Whole lines below, with the line end in front of the first. */
  readonly below: { readonly start: number; readonly end: number };
}

function oldParts(text: string, slot: Slot): OldParts {
  const { node } = slot;
  if (node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded')) {
    const header = /^[|>][-+0-9]*/.exec(text.slice(node.start, node.end))?.[0].length ?? 1;
    const end = lineEnd(text, node.start);
    return {
      token: { start: node.start, end: node.start + header },
      below: { start: end, end: Math.max(end, node.end) },
    };
  }
  const block = (node.kind === 'map' || node.kind === 'sequence') && !node.flow;
  const end = lineEnd(text, node.end);
  if (block && isCompact(text, slot))
    return { token: { start: node.start, end }, below: { start: end, end } };
  const at = behindProperties(text, slot);
  if (block) {
    const start = backOverBreak(text, lineStart(text, node.start));
    return { token: { start: at, end: at }, below: { start, end } };
  }
  if (node.end === node.start) {
    const below = lineEnd(text, at);
    return { token: { start: at, end: at }, below: { start: below, end: below } };
  }
  return { token: { start: node.start, end: node.end }, below: { start: end, end } };
}

/** Whether a block collection begins on the line of its dash. */
function isCompact(text: string, slot: Slot): boolean {
  return slot.kind === 'root' || !/[\r\n]/.test(text.slice(slot.from, slot.node.start));
}

/** Puts `head` on the key's line and `lines` below it. */
function writeParts(canvas: Canvas, slot: Slot, head: string, lines: readonly string[]): TextEdit[] {
  const { token, below } = oldParts(canvas.text, slot);
  const edits: TextEdit[] = [];
  if (head === '') {
    const at = behindProperties(canvas.text, slot);
    const between = canvas.text.slice(at, token.start);
    edits.push({ start: between.trim() === '' ? at : token.start, end: token.end, text: '' });
  } else {
    const glue = token.end === token.start && slot.kind !== 'root' ? ' ' : '';
    edits.push({ ...token, text: glue + head });
  }
  edits.push({ ...below, text: lines.map((line) => canvas.newline + line).join('') });
  return edits.filter((edit) => edit.end > edit.start || edit.text !== '');
}

function writeText(canvas: Canvas, slot: Slot, value: string): TextEdit[] {
  const { node } = slot;
  const { text } = canvas;
  const parts = blockScalarText(value, node.kind === 'scalar' && node.style === 'folded');
  if (parts === undefined) return writeParts(canvas, slot, scalarText(value, 'double', false), []);
  let column =
    (slot.kind === 'root' ? 0 : slot.column) + (slot.kind === 'item' ? 2 : canvas.stepAt(slot.from));
  if (node.kind === 'scalar' && (node.style === 'literal' || node.style === 'folded')) {
    const first = /[\r\n]( +)[^ \r\n]/.exec(text.slice(node.start, node.end))?.[1]?.length ?? 0;
    if (first > (slot.kind === 'root' ? -1 : slot.column)) column = first;
  }
  return writeParts(canvas, slot, parts.header, indentLines(parts.lines, column));
}

function writeBlock(canvas: Canvas, slot: Slot, value: unknown): TextEdit[] {
  const { node, kind, from } = slot;
  const old = (node.kind === 'map' || node.kind === 'sequence') && !node.flow ? node : undefined;
  const { token } = oldParts(canvas.text, slot);
  const properties = node.anchor !== undefined || node.tag !== undefined;
  if (
    kind === 'entry' ||
    (kind === 'item' && (properties || (old !== undefined && !isCompact(canvas.text, slot))))
  ) {
    const list = Array.isArray(value);
    const step = kind === 'item' ? 2 : list ? canvas.dashStepAt(from) : canvas.stepAt(from);
    const sameKind = old !== undefined && (old.kind === 'sequence') === list;
    const column = sameKind ? columnOf(canvas.text, old.start) : slot.column + step;
    return writeParts(canvas, slot, '', blockLines(canvas, value, column, from));
  }
  // Behind a dash the first line goes on the dash's own line, and the others align with it.
  const column =
    kind === 'root' || token.end > token.start ? columnOf(canvas.text, token.start) : slot.column + 2;
  const [first = '', ...rest] = blockLines(canvas, value, column, from);
  return writeParts(canvas, slot, first.trimStart(), rest);
}
