import type { EntryPart, ParsedObject } from './document.ts';
import type { Path } from './path.ts';
import type { Span } from './span.ts';
import { nodeAt, type Place, pathAround, placesAlong, resolveAlias, type SyntaxNode } from './syntax-tree.ts';

/** A parsed object over its syntax tree. `base` is where the tree's offset 0 lies in the file's text. */
export class TreeObject implements ParsedObject {
  readonly index: number;
  readonly value: unknown;
  readonly valid: boolean;
  readonly root: SyntaxNode;
  readonly base: number;
  readonly #text: string;

  constructor(text: string, index: number, base: number, root: SyntaxNode, value: unknown, valid: boolean) {
    this.#text = text;
    this.index = index;
    this.base = base;
    this.root = root;
    this.value = value;
    this.valid = valid;
  }

  get span(): Span {
    return this.#shift(this.root.outerStart, this.root.end);
  }

  locate(path: Path, part: EntryPart = 'value'): Span | undefined {
    if (path.length === 0) return part === 'key' ? undefined : this.span;
    const places = placesAlong(this.root, path);
    const place = places.at(-1);
    return place === undefined || places.length < path.length ? undefined : this.#partOf(place, part);
  }

  nearest(path: Path, part: EntryPart = 'value'): Span {
    const exact = this.locate(path, part);
    if (exact !== undefined) return exact;
    const places = placesAlong(this.root, path);
    for (const place of places.reverse()) {
      const span = this.#partOf(place, 'key') ?? this.#firstLine(this.#partOf(place, 'entry'));
      if (span !== undefined) return span;
    }
    return this.#firstLine(this.span) ?? this.span;
  }

  pathAt(offset: number): Path {
    return pathAround(this.root, offset - this.base);
  }

  sourceAt(path: Path): string | undefined {
    const places = placesAlong(this.root, path);
    if (places.length < path.length) return undefined;
    const place = places.at(-1);
    const node = resolveAlias(place === undefined ? this.root : nodeAt(place));
    if (node?.kind !== 'scalar') return undefined;
    return this.#text.slice(this.base + node.start, this.base + node.end);
  }

  #partOf(place: Place, part: EntryPart): Span | undefined {
    const value = nodeAt(place);
    if (part === 'value') {
      return value.end > value.start ? this.#shift(value.start, value.end) : undefined;
    }
    if (place.kind === 'item') {
      const least = place.parent.flow ? 0 : 1;
      const { start } = place.item;
      return part === 'entry' ? this.#shift(start, Math.max(start + least, value.end)) : undefined;
    }
    if (part === 'key') {
      const { key } = place.entry;
      return key.end > key.start ? this.#shift(key.start, key.end) : undefined;
    }
    return this.#shift(place.entry.start, Math.max(place.entry.valueFrom, value.end));
  }

  #shift(start: number, end: number): Span {
    return { start: this.base + start, end: this.base + end };
  }

  /** A whole block underlined helps nobody: its first line says where it is. */
  #firstLine(span: Span | undefined): Span | undefined {
    if (span === undefined) return undefined;
    const line = /^[^\r\n]*/.exec(this.#text.slice(span.start, span.end))?.[0].trimEnd() ?? '';
    return { start: span.start, end: span.start + line.length };
  }
}
