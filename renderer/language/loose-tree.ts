import type { Path } from '../../shared/text/path.ts';
import type { Span } from '../../shared/text/span.ts';

/** What a text that may be unfinished seems to hold: enough to know where the cursor is, and what stands beside it. */
export interface LooseNode {
  readonly entries: Map<string, LooseNode>;
  readonly items: LooseNode[];
  /** A scalar as it is written, without quotes. */
  scalar?: string;
  /** Column (from 0) of its keys or of its `-` in block style. */
  column?: number;
}

/** Where the cursor is, and what is being written there. */
export interface CursorPlace {
  /** `entry`: a key, or whatever else may begin a line or an item; `value`: what stands behind a key or in a sequence. */
  readonly at: 'entry' | 'value';
  /** Of the map that a key goes into, or of the value. */
  readonly path: Path;
  /** What stands at the path so far. */
  readonly node: LooseNode;
  /** The word around the cursor, quotes included: it will be replaced. */
  readonly span: Span;
  /** The quotes that the word has. */
  readonly quote: '' | '"' | "'";
  /** The key around the cursor; it counts as not written yet. */
  readonly key?: string;
  /** Whether a `:` follows the key already. */
  readonly colon: boolean;
  readonly flow: boolean;
  /** Column (from 0) where the word begins, and the indentation of its line. */
  readonly column: number;
  readonly indent: number;
  /** Where a comma is missing before the word (flow style). */
  readonly commaAt?: number;
}

/** The cursor in what a text seems to hold; without `place` nothing can be completed there. */
export interface LooseReading {
  readonly root: LooseNode;
  readonly place: CursorPlace | undefined;
}

export function newNode(): LooseNode {
  return { entries: new Map(), items: [] };
}

/** The end of the line around an offset, and its beginning; line ends are not part of it. */
export function lineAround(text: string, offset: number): Span {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start -= 1;
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return { start, end };
}

/** Behind the closing quote of a quoted text, or `undefined` where it does not close before `limit`. */
export function quotedEnd(text: string, start: number, limit: number): number | undefined {
  const quote = text[start];
  for (let at = start + 1; at < limit; at++) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) {
      if (quote === "'" && text[at + 1] === "'") at += 1;
      else return at + 1;
    }
  }
  return undefined;
}

/** The text of a scalar without its quotes. */
export function unquoted(source: string): string {
  const quote = source[0];
  if (quote !== '"' && quote !== "'") return source;
  return source.slice(1, source.length > 1 && source.endsWith(quote) ? -1 : undefined);
}
