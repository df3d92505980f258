import type { Canvas, FlowStyle } from './canvas.ts';
import { isPlainMap } from './plain-edit.ts';
import { Refusal } from './refusal.ts';
import { blockScalarText, doubleQuoted, isScalarValue, type ScalarValue, scalarText } from './scalar-text.ts';
import type { ScalarStyle } from './syntax-tree.ts';

/** Whether a value is written on one line of a block: a scalar, `{}` or `[]`. */
export function fitsInline(value: unknown): boolean {
  return isScalarValue(value) || isEmptyCollection(value);
}

function isEmptyCollection(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isPlainMap(value) && Object.keys(value).length === 0;
}

/** A scalar, `{}` or `[]` on one line. */
export function inlineText(value: unknown, style: ScalarStyle, flow: boolean): string {
  if (isScalarValue(value)) return scalarText(value, style, flow);
  return Array.isArray(value) ? '[]' : '{}';
}

/** The lines of a filled map or list in block style, indented, without line ends. `near` is where they will go. */
export function blockLines(canvas: Canvas, value: unknown, column: number, near: number): string[] {
  const indent = ' '.repeat(column);
  const step = canvas.stepAt(near);
  const lines: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item === 'string') lines.push(...textLines(`${indent}-`, item, column + 2));
      else if (fitsInline(item)) lines.push(`${indent}- ${inlineText(item, 'plain', false)}`);
      else {
        const [first = '', ...rest] = blockLines(canvas, item, column + 2, near);
        lines.push(`${indent}- ${first.trimStart()}`, ...rest);
      }
    }
    return lines;
  }
  if (!isPlainMap(value)) throw new Refusal('Only a map or a list can be written as a block.');
  for (const key of Object.keys(value)) {
    const item = value[key];
    const head = `${indent}${scalarText(key, 'plain', false)}:`;
    if (typeof item === 'string') lines.push(...textLines(head, item, column + step));
    else if (fitsInline(item)) lines.push(`${head} ${inlineText(item, 'plain', false)}`);
    else {
      const deeper = column + (Array.isArray(item) ? canvas.dashStepAt(near) : step);
      lines.push(head, ...blockLines(canvas, item, deeper, near));
    }
  }
  return lines;
}

function textLines(head: string, text: string, column: number): string[] {
  const block = text.includes('\n') ? blockScalarText(text, false) : undefined;
  if (block === undefined) return [`${head} ${scalarText(text, 'plain', false)}`];
  return [`${head} ${block.header}`, ...indentLines(block.lines, column)];
}

/** Indents lines; empty ones stay empty. */
export function indentLines(lines: readonly string[], column: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(column) + line));
}

/** Any value in flow style. `indent` is the white space in front of the line that it begins on. */
export function flowText(
  canvas: Canvas,
  value: unknown,
  style: FlowStyle,
  indent: string,
  old?: ScalarStyle,
): string {
  if (isScalarValue(value)) return flowScalar(canvas, value, style, old);
  if (isEmptyCollection(value)) return inlineText(value, 'plain', true);
  const inner = indent + style.unit;
  const parts = Array.isArray(value)
    ? value.map((item) => flowText(canvas, item, style, inner))
    : Object.entries(value as object).map(([key, item]) => flowEntry(canvas, key, item, style, inner));
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (!style.multiline) return `${open}${style.padding}${parts.join(style.comma)}${style.padding}${close}`;
  const { newline } = canvas;
  const lines = parts.map((part) => inner + part).join(`,${newline}`);
  return `${open}${newline}${lines}${newline}${indent}${close}`;
}

/** An entry of a flow map. `indent` is the white space in front of its line. */
export function flowEntry(
  canvas: Canvas,
  key: string,
  value: unknown,
  style: FlowStyle,
  indent: string,
): string {
  const name = style.json ? doubleQuoted(key) : scalarText(key, 'plain', true);
  return `${name}${style.colon}${flowText(canvas, value, style, indent)}`;
}

function flowScalar(
  canvas: Canvas,
  value: ScalarValue,
  style: FlowStyle,
  old: ScalarStyle | undefined,
): string {
  if (canvas.language === 'json') {
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new Refusal(`JSON cannot write the number ${value}.`);
    return typeof value === 'string' ? JSON.stringify(value) : Object.is(value, -0) ? '-0' : String(value);
  }
  return scalarText(value, old ?? (style.json ? 'double' : 'plain'), true);
}
