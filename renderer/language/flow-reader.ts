import type { Path } from '../../shared/text/path.ts';
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
  readonly node: LooseNode;
  readonly path: Path;
  readonly map: boolean;
  /** What comes next. `colon`: behind a key; `after`: behind a value, before the comma. */
  state: 'begin' | 'colon' | 'value' | 'after';
  key: string;
  keyNode: LooseNode;
}

interface FlowTask {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly cursor: number;
  /** Where the collection stands, and what it fills. */
  readonly path: Path;
  readonly node: LooseNode;
  /** Lines that are not indented deeper than this column end the collection, closed or not. */
  readonly parentColumn: number;
}

/** Reads a JSON text that may be unfinished. */
export function readLooseJson(text: string, cursor: number): LooseReading {
  const root = newNode();
  const start = text.search(/[^\s\uFEFF]/);
  const here = { at: 'value', path: [], node: root, quote: '', colon: false, flow: true } as const;
  if (start < 0 || cursor < start) {
    const { start: line } = lineAround(text, cursor);
    const column = cursor - line;
    const place: CursorPlace = { ...here, span: { start: cursor, end: cursor }, column, indent: column };
    return { root, place: start < 0 ? place : undefined };
  }
  const { place } = readFlow({
    text,
    start,
    end: text.length,
    cursor,
    path: [],
    node: root,
    parentColumn: -1,
  });
  return { root, place };
}

/** Reads one `{…}` or `[…]` from its bracket on; gives where it ends and, where it lies inside, the cursor's place. */
export function readFlow(task: FlowTask): { readonly end: number; readonly place: CursorPlace | undefined } {
  return new FlowReader(task).read();
}

class FlowReader {
  readonly #task: FlowTask;
  readonly #stack: Frame[] = [];
  #place: CursorPlace | undefined;
  /** Behind the value read last. */
  #valueEnd = -1;

  constructor(task: FlowTask) {
    this.#task = task;
  }

  read(): { end: number; place: CursorPlace | undefined } {
    const { text, end, cursor } = this.#task;
    let at = this.#task.start;
    while (at <= end) {
      const sign = at < end ? (text[at] ?? '') : '';
      if (at === cursor && !this.#place && /^[\s,}\]]?$/.test(sign)) this.#gap(at);
      if (at === end) break;
      if (sign === '\n' && this.#endsBefore(at + 1)) break;
      if (/\s/.test(sign)) at += 1;
      else if (sign === '#' && /\s/.test(text[at - 1] ?? '')) at = lineAround(text, at).end;
      else if (sign === '{' || sign === '[') {
        this.#open(sign === '{');
        at += 1;
      } else if (sign === '}' || sign === ']') {
        at += 1;
        this.#stack.pop();
        this.#valueEnd = at;
        const top = this.#stack.at(-1);
        if (!top) break;
        top.state = 'after';
      } else if (sign === ',' || sign === ':') {
        const top = this.#stack.at(-1);
        if (top) top.state = sign === ',' ? 'begin' : top.map ? 'value' : top.state;
        at += 1;
      } else at = this.#token(at);
      if (this.#stack.length === 0) break;
    }
    return { end: Math.min(at, end), place: this.#place };
  }

  /** Whether the block around goes on at a line, so that the collection was never closed. */
  #endsBefore(lineStart: number): boolean {
    const { text, end, parentColumn } = this.#task;
    if (parentColumn < 0) return false;
    let first = lineStart;
    while (first < end && text[first] === ' ') first += 1;
    const sign = text[first];
    if (first >= end || sign === undefined || '\r\n}]'.includes(sign)) return false;
    return first - lineStart <= parentColumn;
  }

  #open(map: boolean): void {
    const top = this.#stack.at(-1);
    const { node, path } = top ? this.#target(top) : this.#task;
    this.#stack.push({ node, path, map, state: 'begin', key: '', keyNode: node });
  }

  /** What the next value of a frame fills. */
  #target(frame: Frame): { node: LooseNode; path: Path } {
    if (frame.map) return { node: frame.keyNode, path: [...frame.path, frame.key] };
    const node = newNode();
    frame.node.items.push(node);
    return { node, path: [...frame.path, frame.node.items.length - 1] };
  }

  #token(start: number): number {
    const { text, end, cursor } = this.#task;
    const sign = text[start] ?? '';
    const quote = sign === '"' || sign === "'" ? sign : '';
    const line = Math.min(lineAround(text, start).end, end);
    const stop = quote === '' ? this.#plainEnd(start, line) : (quotedEnd(text, start, line) ?? line);
    const word = unquoted(text.slice(start, stop));
    const top = this.#stack.at(-1);
    if (!top) return stop;
    const inside = start <= cursor && cursor <= stop;
    const span = { start, end: stop };
    const isKey = top.map && top.state !== 'value';
    if (isKey) {
      const colon = /^\s*:/.test(text.slice(stop, stop + 200));
      if (inside) {
        const commaAt = top.state === 'begin' ? undefined : this.#valueEnd;
        this.#settle({ at: 'entry', path: top.path, node: top.node, span, quote, key: word, colon }, commaAt);
      }
      top.key = word;
      top.keyNode = newNode();
      if (colon) top.node.entries.set(word, top.keyNode);
      top.state = 'colon';
      if (!colon) this.#valueEnd = stop;
      return stop;
    }
    const { node, path } = this.#target(top);
    node.scalar = word;
    if (inside) this.#settle({ at: 'value', path, node, span, quote, colon: false });
    top.state = 'after';
    this.#valueEnd = stop;
    return stop;
  }

  #plainEnd(start: number, limit: number): number {
    const { text } = this.#task;
    let at = start;
    while (at < limit) {
      const sign = text[at] ?? '';
      if (',[]{}'.includes(sign)) break;
      if (sign === ':' && /^[\s,[\]{}"]?$/.test(text[at + 1] ?? '')) break;
      if (sign === '#' && text[at - 1] === ' ') break;
      at += 1;
    }
    while (at > start + 1 && /\s/.test(text[at - 1] ?? '')) at -= 1;
    return Math.max(at, start + 1);
  }

  /** The cursor stands between tokens. */
  #gap(at: number): void {
    const top = this.#stack.at(-1);
    if (!top) return;
    const span = { start: at, end: at };
    const here = { span, quote: '', colon: false } as const;
    if (top.map && top.state === 'begin') {
      this.#settle({ at: 'entry', path: top.path, node: top.node, ...here });
    } else if (top.map && top.state === 'value') {
      this.#settle({ at: 'value', path: [...top.path, top.key], node: top.keyNode, ...here });
    } else if (top.map && top.state === 'after' && /[\r\n]/.test(this.#task.text.slice(this.#valueEnd, at))) {
      this.#settle({ at: 'entry', path: top.path, node: top.node, ...here }, this.#valueEnd);
    } else if (!top.map && top.state === 'begin') {
      const path = [...top.path, top.node.items.length];
      this.#settle({ at: 'value', path, node: newNode(), ...here });
    }
  }

  #settle(place: Omit<CursorPlace, 'flow' | 'column' | 'indent'>, commaAt?: number): void {
    const { text } = this.#task;
    const { start } = lineAround(text, place.span.start);
    const indent = /^ */.exec(text.slice(start, place.span.start))?.[0].length ?? 0;
    const column = place.span.start - start;
    this.#place = { ...place, flow: true, column, indent, ...(commaAt === undefined ? {} : { commaAt }) };
  }
}
