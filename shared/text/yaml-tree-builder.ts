import {
  type Alias,
  type CST,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
} from 'yaml';
import type { SyntaxProblem } from './document.ts';
import type { Span } from './span.ts';
import {
  type MapEntry,
  type MapNode,
  resolveAlias,
  type ScalarNode,
  type ScalarStyle,
  type SequenceNode,
  type SyntaxNode,
} from './syntax-tree.ts';
import { problem } from './yaml-problem.ts';

/** A value that the text leaves out. */
export function emptyScalar(at: number): ScalarNode {
  return { kind: 'scalar', style: 'empty', value: null, start: at, end: at, outerStart: at };
}

type Properties = readonly CST.SourceToken[];

/** What a node of the library may carry besides its value. */
interface Named {
  readonly anchor?: string;
  readonly tag?: string;
}

/** Turns the library's nodes into ours: exact spans, keys as text, aliases tied to their anchors. */
export class TreeBuilder {
  readonly #source: string;
  readonly #problems: SyntaxProblem[];
  readonly #anchors = new Map<string, SyntaxNode>();

  constructor(source: string, problems: SyntaxProblem[]) {
    this.#source = source;
    this.#problems = problems;
  }

  /** `before` holds the tokens in front of the node, its anchor and tag among them. */
  build(node: ParsedNode, before: Properties): SyntaxNode {
    if (isAlias(node)) return this.#alias(node);
    if (isMap(node)) return this.#map(node as never, before);
    if (isSeq(node)) return this.#sequence(node as never, before);
    return this.#scalar(node as Scalar.Parsed, before);
  }

  /** What is left open is reported by the library where it gives up; a person looks where it was opened. */
  #openedAt(code: string, end: number, span: Span): void {
    const index = this.#problems.findIndex((each) => each.code === code && each.span.start === end);
    const found = this.#problems[index];
    if (found !== undefined) this.#problems[index] = { ...found, span };
  }

  #remember(node: SyntaxNode): void {
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #alias(node: Alias.Parsed): SyntaxNode {
    const [start, end] = node.range;
    const target = this.#anchors.get(node.source);
    if (target === undefined) {
      this.#problems.push(problem('unknown-anchor', { start, end }, node.source));
    }
    return { kind: 'alias', name: node.source, target, start, end, outerStart: start };
  }

  #scalar(node: Scalar.Parsed, before: Properties): SyntaxNode {
    const [start, end] = node.range;
    let last = end;
    const style = styleOf(node, start === end);
    if (style === 'literal' || style === 'folded') {
      if (this.#source[last - 1] === '\n') last -= this.#source[last - 2] === '\r' ? 2 : 1;
    }
    const plain: ScalarNode = {
      kind: 'scalar',
      style,
      value: plainScalar(node.value),
      start,
      end: Math.max(start, last),
      outerStart: outerStart(start, before),
    };
    const scalar = named(plain, node);
    if (style === 'single' || style === 'double') {
      const line = /^[^\r\n]*/.exec(this.#source.slice(start, end))?.[0].length ?? 1;
      this.#openedAt('unclosed-quote', end, { start, end: start + line });
    }
    this.#remember(scalar);
    return scalar;
  }

  #map(
    node: Named & { items: unknown[]; flow?: boolean; range: [number, number, number] },
    before: Properties,
  ): MapNode {
    const [start] = node.range;
    const plain: MapNode = {
      kind: 'map',
      flow: node.flow === true,
      entries: [],
      start,
      end: start,
      outerStart: outerStart(start, before),
    };
    const map = named(plain, node);
    this.#remember(map);
    const seen = new Set<string>();
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const token = pair.srcToken as CST.CollectionItem | undefined;
      const entry = this.#entry(pair.key as ParsedNode, pair.value as ParsedNode | null, token);
      if (seen.has(entry.name)) {
        const { start, end } = entry.key;
        this.#problems.push(problem('duplicate-key', { start, end }, entry.name));
      }
      seen.add(entry.name);
      if (entry.merge && !isMergeable(entry.value)) {
        this.#problems.push(problem('bad-merge', { start: entry.value.start, end: entry.value.end }));
      }
      map.entries.push(entry);
    }
    map.end = map.flow
      ? Math.max(map.start, node.range[1])
      : Math.max(map.start, map.entries.at(-1)?.value.end ?? map.start);
    if (map.flow) this.#openedAt('unclosed-bracket', map.end, { start: map.start, end: map.start + 1 });
    return map;
  }

  #entry(keyNode: ParsedNode, valueNode: ParsedNode | null, token: CST.CollectionItem | undefined): MapEntry {
    const key = this.build(keyNode, token?.start ?? []);
    const separator = token?.sep?.find((each) => each.type === 'map-value-ind');
    const valueFrom = separator === undefined ? key.end : separator.offset + 1;
    const written = valueNode === null ? emptyScalar(valueFrom) : this.build(valueNode, token?.sep ?? []);
    const value: SyntaxNode =
      written.kind === 'scalar' && written.style === 'empty'
        ? {
            ...written,
            start: valueFrom,
            end: valueFrom,
            outerStart: Math.min(written.outerStart, valueFrom),
          }
        : written;
    const indicator = token?.start.find((each) => each.type === 'explicit-key-ind');
    const name = this.#nameOf(key);
    return {
      start: indicator?.offset ?? key.outerStart,
      key,
      name,
      merge: name === '<<' && key.kind === 'scalar' && key.style === 'plain',
      valueFrom,
      value,
    };
  }

  #nameOf(key: SyntaxNode): string {
    const node = resolveAlias(key);
    if (node?.kind === 'scalar') {
      if (typeof node.value === 'string') return node.value;
      return this.#source.slice(node.start, node.end);
    }
    return this.#source.slice(key.start, key.end);
  }

  #sequence(
    node: Named & {
      items: ParsedNode[];
      flow?: boolean;
      range: [number, number, number];
      srcToken?: CST.Token;
    },
    before: Properties,
  ): SequenceNode {
    const [start] = node.range;
    const plain: SequenceNode = {
      kind: 'sequence',
      flow: node.flow === true,
      items: [],
      start,
      end: start,
      outerStart: outerStart(start, before),
    };
    const sequence = named(plain, node);
    this.#remember(sequence);
    const tokens = itemTokens(node.srcToken);
    node.items.forEach((child, index) => {
      const token = tokens[index];
      const value = this.build(child, token?.start ?? []);
      const dash = token?.start.find((each) => each.type === 'seq-item-ind');
      sequence.items.push({ start: dash?.offset ?? value.outerStart, value });
    });
    const last = sequence.items.at(-1);
    sequence.end = sequence.flow
      ? Math.max(sequence.start, node.range[1])
      : Math.max(sequence.start, last === undefined ? 0 : Math.max(last.start + 1, last.value.end));
    if (sequence.flow)
      this.#openedAt('unclosed-bracket', sequence.end, { start: sequence.start, end: sequence.start + 1 });
    return sequence;
  }
}

/** Where a node begins whose value begins at `start`: at its anchor or tag, where it has one. */
function outerStart(start: number, before: Properties): number {
  for (const token of before) {
    if (token.type === 'anchor' || token.type === 'tag') return Math.min(token.offset, start);
  }
  return start;
}

/**
 * Gives a node its anchor and its tag. Hardly any has one, and copying costs many times what the node itself does: those
 * without stay as they are.
 */
function named<Node extends SyntaxNode>(plain: Node, { anchor, tag }: Named): Node {
  if (anchor === undefined && tag === undefined) return plain;
  return { ...plain, ...(anchor === undefined ? {} : { anchor }), ...(tag === undefined ? {} : { tag }) };
}

/** What a tag made of a scalar beyond plain data is shown as text. */
function plainScalar(value: unknown): ScalarNode['value'] {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  return String(value);
}

/** The tokens of a sequence's items; those that hold nothing but comments make no item. */
function itemTokens(token: CST.Token | undefined): CST.CollectionItem[] {
  if (token?.type !== 'block-seq' && token?.type !== 'flow-collection') return [];
  const items: CST.CollectionItem[] = token.items;
  return items.filter(
    (item) =>
      item.value !== undefined ||
      item.key !== undefined ||
      item.sep !== undefined ||
      item.start.some((each) => ['seq-item-ind', 'anchor', 'tag', 'explicit-key-ind'].includes(each.type)),
  );
}

function isMergeable(node: SyntaxNode): boolean {
  const source = resolveAlias(node);
  if (source?.kind === 'map') return true;
  return (
    source?.kind === 'sequence' && source.items.every((item) => resolveAlias(item.value)?.kind === 'map')
  );
}

function styleOf(node: Scalar.Parsed, nothing: boolean): ScalarStyle {
  switch (node.type) {
    case 'QUOTE_SINGLE':
      return 'single';
    case 'QUOTE_DOUBLE':
      return 'double';
    case 'BLOCK_LITERAL':
      return 'literal';
    case 'BLOCK_FOLDED':
      return 'folded';
    default:
      return isScalar(node) && nothing ? 'empty' : 'plain';
  }
}
