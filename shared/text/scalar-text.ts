import type { ScalarStyle } from './syntax-tree.ts';

/** A value that is written as one scalar. */
export type ScalarValue = string | number | boolean | null;

export function isScalarValue(value: unknown): value is ScalarValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** What some reader of YAML 1.1 or 1.2 takes for something other than text. */
const NOT_TEXT = [
  /^(?:~|null|true|false|yes|no|on|off|y|n)$/i,
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?0[box][0-9a-f_]+$/i,
  /^[-+]?(?:[0-9][0-9_]*)?\.?[0-9_]*(?:e[-+]?[0-9]+)?$/i,
  /^[-+]?\.(?:inf|nan)$/i,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt \t]|$)/,
  /^(?:<<|=)$/,
];

// Everything that YAML does not let stand unescaped, and what editors treat as invisible or as a line end.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\ufeff\ufffe\uffff]/u;

function isPrintable(text: string): boolean {
  return !UNPRINTABLE.test(text.replaceAll('\t', ''));
}

function isPlainSafe(text: string, flow: boolean): boolean {
  if (text === '' || text !== text.trim() || text.includes('\t') || !isPrintable(text)) return false;
  if (
    /^[,[\]{}#&*!|>'"%@`?:~]/.test(text) ||
    /^-(?:$|[ ,[\]{}])/.test(text) ||
    /^(?:---|\.\.\.)/.test(text)
  ) {
    return false;
  }
  if (/:(?:\s|$)|\s#/.test(text)) return false;
  if (flow && /[,[\]{}]/.test(text)) return false;
  return !NOT_TEXT.some((pattern) => pattern.test(text));
}

/** Text in double quotes, as JSON and YAML both read it. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (sign) => {
    return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A value on one line of YAML, in the style asked for where that can hold it. */
export function scalarText(value: ScalarValue, style: ScalarStyle, flow: boolean): string {
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return String(value);
  if (style !== 'single' && style !== 'double' && isPlainSafe(value, flow)) return value;
  const singleFits = isPrintable(value);
  const single = style === 'single' || (style !== 'double' && /["\\]/.test(value) && !value.includes("'"));
  return single && singleFits ? `'${value.replaceAll("'", "''")}'` : doubleQuoted(value);
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A block scalar in its two parts. The lines carry no indentation; empty ones stay empty. */
export interface BlockScalarText {
  readonly header: string;
  readonly lines: readonly string[];
}

/** A text as a block scalar, or `undefined` where a block would not give it back exactly. */
export function blockScalarText(text: string, folded: boolean): BlockScalarText | undefined {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text;
  const lines = body.split('\n');
  const odd = lines.some((line) => /^[ \t]+$/.test(line) || !isPrintable(line));
  if (odd || body === '' || body.endsWith('\n') || /^[ \t\n]/.test(text)) return undefined;
  const chomp = text.endsWith('\n') ? '' : '-';
  if (folded && !lines.some((line) => /^[ \t]/.test(line))) {
    // A line end in folded text is a space; a blank line is a line end.
    return { header: `>${chomp}`, lines: body.replace(/\n+/g, (run) => `${run}\n`).split('\n') };
  }
  return { header: `|${chomp}`, lines };
}
