import type { Path } from './path.ts';

/** How a scalar is written; `empty` is a value that the text leaves out (`key:`). */
export type ScalarStyle = 'empty' | 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** What every node has. Offsets count from the start of the text the tree was read from. */
interface NodeBase {
  /** First character of the value itself, behind its anchor and tag. */
  readonly start: number;
  /** Behind the last character of the value; line ends that close a block are not part of it. */
  end: number;
  /** Like `start`, but in front of the anchor and the tag. */
  readonly outerStart: number;
  readonly anchor?: string;
  readonly tag?: string;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
  readonly value: string | number | boolean | null;
}

interface AliasNode extends NodeBase {
  readonly kind: 'alias';
  readonly name: string;
  /** `undefined` where no anchor of that name comes before. */
  readonly target: SyntaxNode | undefined;
}

export interface MapEntry {
  /** Where the entry begins: its `?`, its key's anchor or tag, or its key. */
  readonly start: number;
  readonly key: SyntaxNode;
  /** The key as plain data: always text. */
  readonly name: string;
  /** True for YAML's merge key `<<`. */
  readonly merge: boolean;
  /** Behind the `:`, or behind the key where there is none. */
  readonly valueFrom: number;
  readonly value: SyntaxNode;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: MapEntry[];
}

interface SequenceItem {
  /** The `-` in block style, the value's own begin in flow style. */
  readonly start: number;
  readonly value: SyntaxNode;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly flow: boolean;
  readonly items: SequenceItem[];
}

export type SyntaxNode = ScalarNode | AliasNode | MapNode | SequenceNode;

/** A step of a path as it lies in the text. */
export type Place =
  | { readonly kind: 'entry'; readonly parent: MapNode; readonly position: number; readonly entry: MapEntry }
  | {
      readonly kind: 'item';
      readonly parent: SequenceNode;
      readonly position: number;
      readonly item: SequenceItem;
    };

/** The node an alias stands for, followed to its end; other nodes stand for themselves. */
export function resolveAlias(node: SyntaxNode): SyntaxNode | undefined {
  let current: SyntaxNode | undefined = node;
  // An anchor can only be followed backwards, so this ends; the bound guards against a tree built wrongly.
  for (let hops = 0; current?.kind === 'alias' && hops < 1000; hops++) current = current.target;
  return current?.kind === 'alias' ? undefined : current;
}

/** The last entry of a map with that key, as parsers take it where a key is doubled. */
function findEntry(map: MapNode, name: string): MapEntry | undefined {
  return map.entries.findLast((entry) => !entry.merge && entry.name === name);
}

/** The maps that the merge keys of a map draw from, those that win first. */
export function mergeSources(map: MapNode): MapNode[] {
  const sources: MapNode[] = [];
  for (const entry of map.entries) {
    if (!entry.merge) continue;
    const source = resolveAlias(entry.value);
    const parts =
      source?.kind === 'sequence' ? source.items.map((item) => resolveAlias(item.value)) : [source];
    for (const part of parts) if (part?.kind === 'map') sources.push(part);
  }
  return sources;
}

function findMergedEntry(map: MapNode, name: string, depth = 0): [MapNode, MapEntry] | undefined {
  const own = findEntry(map, name);
  if (own !== undefined) return [map, own];
  if (depth > 100) return undefined;
  for (const source of mergeSources(map)) {
    const found = findMergedEntry(source, name, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** One step down from a node, following aliases and merge keys. */
export function stepInto(node: SyntaxNode, step: string | number): Place | undefined {
  const within = resolveAlias(node);
  if (within?.kind === 'map') {
    const found = findMergedEntry(within, String(step));
    if (found === undefined) return undefined;
    const [parent, entry] = found;
    return { kind: 'entry', parent, position: parent.entries.indexOf(entry), entry };
  }
  if (within?.kind === 'sequence') {
    const position = typeof step === 'number' ? step : /^\d+$/.test(step) ? Number(step) : -1;
    const item = within.items[position];
    return item === undefined ? undefined : { kind: 'item', parent: within, position, item };
  }
  return undefined;
}

/** The steps of a path, as far as the text has them. */
export function placesAlong(root: SyntaxNode, path: Path): Place[] {
  const places: Place[] = [];
  let node = root;
  for (const step of path) {
    const place = stepInto(node, step);
    if (place === undefined) break;
    places.push(place);
    node = nodeAt(place);
  }
  return places;
}

/** The value at a place. */
export function nodeAt(place: Place): SyntaxNode {
  return place.kind === 'entry' ? place.entry.value : place.item.value;
}

/** The path of the innermost key or value around an offset. */
export function pathAround(root: SyntaxNode, offset: number): Path {
  const path: (string | number)[] = [];
  let node = root;
  for (;;) {
    if (node.kind === 'map') {
      const entry = node.entries.findLast((each) => each.start <= offset && offset <= each.value.end);
      if (entry === undefined) return path;
      path.push(entry.name);
      node = entry.value;
    } else if (node.kind === 'sequence') {
      const position = node.items.findLastIndex((each) => each.start <= offset && offset <= each.value.end);
      const item = node.items[position];
      if (item === undefined) return path;
      path.push(position);
      node = item.value;
    } else return path;
  }
}
