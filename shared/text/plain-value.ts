import { type MapNode, mergeSources, type SyntaxNode } from './syntax-tree.ts';

/** How deep maps and sequences may lie in one another, aliases followed. */
export const MAX_DEPTH = 200;

/** How many values aliases may add to those that are written out. */
const MAX_ALIASED_VALUES = 100_000;

/** Why a tree has no plain value, with the node at fault. */
export type ValueFailure = {
  readonly code: 'alias-bomb' | 'alias-cycle' | 'too-deep';
  readonly node: SyntaxNode;
};

interface Measure {
  readonly written: number;
  readonly values: number;
  readonly depth: number;
}

const leaf: Measure = { written: 1, values: 1, depth: 0 };

/**
 * Finds out, without following any alias twice, whether the plain value of a tree is of a sane size.
 * Values repeated by aliases are shared in memory, but whoever walks them would walk them all.
 */
export function findValueFailure(root: SyntaxNode): ValueFailure | undefined {
  const done = new Map<SyntaxNode, Measure>();
  const open = new Set<SyntaxNode>();
  let failure: ValueFailure | undefined;

  const measure = (node: SyntaxNode): Measure => {
    // Most nodes of a text; nothing about them is worth remembering.
    if (node.kind === 'scalar') return leaf;
    if (node.kind === 'alias') {
      if (node.target === undefined) return leaf;
      if (open.has(node.target)) {
        failure ??= { code: 'alias-cycle', node };
        return leaf;
      }
      // The target stands earlier in the text and is measured already, so this does not recurse far.
      const target = measure(node.target);
      if (target.depth > MAX_DEPTH) failure ??= { code: 'too-deep', node };
      return { ...target, written: 1 };
    }
    const known = done.get(node);
    if (known !== undefined) return known;
    open.add(node);
    let written = 1;
    let values = 1;
    let depth = 0;
    const add = (child: SyntaxNode): void => {
      const part = measure(child);
      written += part.written;
      values += part.values;
      depth = Math.max(depth, part.depth);
    };
    if (node.kind === 'sequence') for (const item of node.items) add(item.value);
    else
      for (const entry of node.entries) {
        add(entry.key);
        add(entry.value);
      }
    open.delete(node);
    const result = { written, values, depth: depth + 1 };
    done.set(node, result);
    return result;
  };

  const total = measure(root);
  if (failure !== undefined) return failure;
  if (total.values > total.written + MAX_ALIASED_VALUES) return { code: 'alias-bomb', node: root };
  if (total.depth > MAX_DEPTH) return { code: 'too-deep', node: root };
  return undefined;
}

/** The plain data of a tree that `findValueFailure` has passed. What an alias repeats is shared, not copied. */
export function plainValue(root: SyntaxNode): unknown {
  /** Only what has an anchor can be met twice. */
  const known = new Map<SyntaxNode, unknown>();
  const convert = (node: SyntaxNode): unknown => {
    if (node.kind === 'scalar') return node.value;
    if (node.kind === 'alias') return node.target === undefined ? null : convert(node.target);
    if (node.anchor !== undefined && known.has(node)) return known.get(node);
    const value =
      node.kind === 'map' ? convertMap(node, convert) : node.items.map((item) => convert(item.value));
    if (node.anchor !== undefined) known.set(node, value);
    return value;
  };
  return convert(root);
}

function convertMap(map: MapNode, convert: (node: SyntaxNode) => unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const entry of map.entries) if (!entry.merge) setOwn(result, entry.name, convert(entry.value));
  for (const source of mergeSources(map)) {
    const merged = convert(source) as Record<string, unknown>;
    for (const key of Object.keys(merged)) if (!Object.hasOwn(result, key)) setOwn(result, key, merged[key]);
  }
  return result;
}

/** Sets a key as the object's own, `__proto__` included. */
export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  } else target[key] = value;
}
