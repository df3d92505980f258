import type { Path } from '../../shared/text/path.ts';
import type { Span } from '../../shared/text/span.ts';
import { splitYamlStream } from '../../shared/text/yaml-stream.ts';
import { readFlow } from './flow-reader.ts';
import {
  type CursorPlace,
  type LooseNode,
  type LooseReading,
  lineAround,
  newNode,
  quotedEnd,
  unquoted,
} from './loose-tree.ts';

interface Frame {
  readonly kind: 'key' | 'item';
  readonly column: number;
  readonly step: string | number;
  readonly node: LooseNode;
}

/**
 * Reads the YAML document around the cursor by its lines and their indentation alone, so that a text broken at the
 * cursor still tells where the cursor is.
 */
export function readLooseYaml(text: string, cursor: number): LooseReading {
  const chunk = splitYamlStream(text).findLast((each) => each.start < cursor) ?? { start: 0, text };
  return new BlockReader(text, chunk.start, chunk.start + chunk.text.length, cursor).read();
}

class BlockReader {
  readonly #text: string;
  readonly #end: number;
  readonly #cursor: number;
  #at: number;
  #root = newNode();
  #stack: Frame[] = [];
  #place: CursorPlace | undefined;
  #lineStart = 0;
  #indent = 0;

  constructor(text: string, start: number, end: number, cursor: number) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#cursor = cursor;
  }

  read(): LooseReading {
    while (this.#at < this.#end) this.#line();
    // The cursor behind the last line end has no line of its own above.
    const last = this.#text[this.#end - 1];
    if (this.#cursor === this.#end && (this.#end === 0 || last === '\n' || last === '\r')) {
      this.#startLine(this.#end);
      this.#blank();
    }
    return { root: this.#root, place: this.#place };
  }

  #startLine(start: number): void {
    this.#lineStart = start;
    let first = start;
    while (first < this.#end && this.#text[first] === ' ') first += 1;
    this.#indent = first - start;
    this.#at = first;
  }

  #line(): void {
    this.#startLine(this.#at);
    const end = Math.min(lineAround(this.#text, this.#at).end, this.#end);
    const line = this.#text.slice(this.#lineStart, end);
    if (/^\uFEFF?(?:---|\.\.\.)(?:\s|$)/.test(line)) {
      if (line.includes('...')) {
        this.#root = newNode();
        this.#stack = [];
      }
      this.#at = end;
    } else if (/^\s*$/.test(line)) {
      if (this.#lineStart <= this.#cursor && this.#cursor <= end) this.#blank();
      this.#at = end;
    } else if (/^\s*#/.test(line) || line.startsWith('%')) this.#at = end;
    else this.#content(end);
    this.#nextLine();
  }

  #nextLine(): void {
    const { end } = lineAround(this.#text, this.#at);
    this.#at = this.#text[end] === '\r' && this.#text[end + 1] === '\n' ? end + 2 : end + 1;
  }

  #content(end: number): void {
    let marked = false;
    while (/^-(?:\s|$)/.test(this.#text.slice(this.#at, Math.min(this.#at + 2, end)))) {
      this.#item(this.#at - this.#lineStart);
      marked = true;
      this.#at += 1;
      while (this.#at < end && this.#text[this.#at] === ' ') this.#at += 1;
    }
    const column = this.#at - this.#lineStart;
    if (this.#at >= end || this.#text[this.#at] === '#') {
      // An item that holds nothing yet.
      if (this.#cursorIn({ start: this.#at, end: this.#at }))
        this.#settle('entry', this.#top(), this.#empty());
      this.#at = end;
      return;
    }
    const key = this.#keyAt(this.#at, end);
    if (key) {
      this.#entry(column, key, end);
      return;
    }
    if (!marked) this.#leave(column);
    const parent = this.#top();
    this.#value(parent, this.#stack.at(-1)?.column ?? -1, end, 'entry');
  }

  /** Closes what a line at that column no longer belongs to. */
  #leave(column: number): void {
    while ((this.#stack.at(-1)?.column ?? -1) >= column) this.#stack.pop();
  }

  #item(column: number): void {
    for (let top = this.#stack.at(-1); top; top = this.#stack.at(-1)) {
      // A sequence may stand at the column of its own key.
      if (top.column < column || (top.column === column && top.kind === 'key')) break;
      this.#stack.pop();
    }
    const parent = this.#top();
    const node = newNode();
    parent.column ??= column;
    parent.items.push(node);
    this.#stack.push({ kind: 'item', column, step: parent.items.length - 1, node });
  }

  #keyAt(
    start: number,
    end: number,
  ): { readonly name: string; readonly span: Span; readonly behind: number } | undefined {
    const sign = this.#text[start] ?? '';
    if ('{[|>#%@`'.includes(sign)) return undefined;
    let stop: number;
    if (sign === '"' || sign === "'") {
      const close = quotedEnd(this.#text, start, end);
      if (close === undefined) return undefined;
      stop = close;
      if (!/^\s*:(?:\s|$)/.test(this.#text.slice(stop, end))) return undefined;
    } else {
      const found = /:(?:\s|$)/.exec(this.#text.slice(start, end));
      const comment = this.#text.slice(start, end).indexOf(' #');
      if (!found || (comment >= 0 && comment < found.index)) return undefined;
      stop = start + found.index;
    }
    const colon = this.#text.indexOf(':', stop);
    const source = this.#text.slice(start, stop).trimEnd();
    return { name: unquoted(source), span: { start, end: start + source.length }, behind: colon + 1 };
  }

  #entry(column: number, key: { name: string; span: Span; behind: number }, end: number): void {
    this.#leave(column);
    const parent = this.#top();
    parent.column ??= column;
    const path = this.#path();
    if (this.#cursorIn(key.span)) {
      const sign = this.#text[key.span.start];
      this.#set({
        at: 'entry',
        path,
        node: parent,
        span: key.span,
        quote: sign === '"' || sign === "'" ? sign : '',
        key: key.name,
        colon: true,
        column,
      });
    }
    const node = newNode();
    parent.entries.set(key.name, node);
    this.#stack.push({ kind: 'key', column, step: key.name, node });
    this.#at = key.behind;
    const blanks = /^[ \t]*(?:[&!][^\s]*[ \t]+)*/.exec(this.#text.slice(this.#at, end))?.[0].length ?? 0;
    const first = this.#at + blanks;
    if (first >= end || (blanks > 0 && this.#text[first] === '#')) {
      if (this.#cursor >= key.behind && this.#cursor <= first) this.#settle('value', node, this.#empty());
      this.#at = end;
      return;
    }
    this.#at = first;
    this.#value(node, column, end, 'value');
  }

  /** Reads a scalar or a flow collection at `#at`, which belongs to a key or item at `column`. */
  #value(node: LooseNode, column: number, end: number, at: CursorPlace['at']): void {
    const sign = this.#text[this.#at] ?? '';
    if (sign === '{' || sign === '[') {
      const flow = readFlow({
        text: this.#text,
        start: this.#at,
        end: this.#end,
        cursor: this.#cursor,
        path: this.#path(),
        node,
        parentColumn: column,
      });
      this.#place ??= flow.place;
      this.#at = Math.max(flow.end, this.#at);
      return;
    }
    if (/^[|>][-+0-9]*[ \t]*(?:#.*)?$/.test(this.#text.slice(this.#at, end))) {
      node.scalar = sign;
      this.#skipBlockScalar(column, end);
      return;
    }
    let stop: number;
    if (sign === '"' || sign === "'")
      stop = quotedEnd(this.#text, this.#at, this.#blockEnd(column, end)) ?? end;
    else {
      const comment = this.#text.slice(this.#at, end).search(/\s#/);
      stop = comment < 0 ? end : this.#at + comment;
      stop = this.#at + this.#text.slice(this.#at, stop).trimEnd().length;
    }
    const span = { start: this.#at, end: stop };
    const continues = node.scalar !== undefined;
    if (at === 'value' || this.#stack.at(-1)?.kind === 'item')
      node.scalar ??= unquoted(this.#text.slice(span.start, stop));
    if (this.#cursorIn(span) && !continues) this.#settle(at, node, span);
    this.#at = Math.max(stop, this.#at);
  }

  /** Where the lines that are indented deeper than a column end. */
  #blockEnd(column: number, lineEnd: number): number {
    const rest = /\r\n|\r|\n/g;
    rest.lastIndex = lineEnd;
    for (let found = rest.exec(this.#text); found; found = rest.exec(this.#text)) {
      const start = found.index + found[0].length;
      if (start >= this.#end) break;
      let first = start;
      while (first < this.#end && this.#text[first] === ' ') first += 1;
      const blank = first >= this.#end || '\r\n'.includes(this.#text[first] ?? '');
      if (!blank && first - start <= column) return found.index;
    }
    return this.#end;
  }

  #skipBlockScalar(column: number, lineEnd: number): void {
    const stop = this.#blockEnd(column, lineEnd);
    // Blank lines behind the scalar may be where something new is to be written.
    const tail = /[\r\n \t]*$/.exec(this.#text.slice(lineEnd, stop))?.[0].length ?? 0;
    this.#at = lineAround(this.#text, Math.max(lineEnd, stop - tail)).end;
  }

  #blank(): void {
    const column = this.#cursor - this.#lineStart;
    const stack = this.#stack;
    this.#stack = [...stack];
    this.#leave(column);
    const span = this.#empty();
    this.#settle('entry', this.#top(), span);
    this.#stack = stack;
  }

  #settle(at: CursorPlace['at'], node: LooseNode, span: Span): void {
    const sign = this.#text[span.start];
    const quote = span.end > span.start && (sign === '"' || sign === "'") ? sign : '';
    this.#set({
      at,
      path: this.#path(),
      node,
      span,
      quote,
      colon: false,
      column: span.start - this.#lineStart,
    });
  }

  #set(place: Omit<CursorPlace, 'flow' | 'indent'>): void {
    this.#place = { ...place, flow: false, indent: Math.min(this.#indent, place.column) };
  }

  #cursorIn(span: Span): boolean {
    return span.start <= this.#cursor && this.#cursor <= span.end;
  }

  #empty(): Span {
    return { start: this.#cursor, end: this.#cursor };
  }

  #top(): LooseNode {
    return this.#stack.at(-1)?.node ?? this.#root;
  }

  #path(): Path {
    return this.#stack.map((frame) => frame.step);
  }
}
