import { appendEntry, insertItem, moveItem, removePart } from './block-edit.ts';
import type { Canvas } from './canvas.ts';
import { appendFlowEntry, insertFlowItem, moveFlowItem, removeFlowPart } from './flow-edit.ts';
import { formatPath, type Path, valueAt } from './path.ts';
import type { PathEdit } from './plain-edit.ts';
import { setOwn } from './plain-value.ts';
import { Refusal } from './refusal.ts';
import { doubleQuoted, scalarText } from './scalar-text.ts';
import { slotOf, writeSlot } from './slot.ts';
import type { TextEdit } from './span.ts';
import {
  type MapNode,
  nodeAt,
  type Place,
  type SequenceNode,
  type SyntaxNode,
  stepInto,
} from './syntax-tree.ts';

/** A way to make an edit; the first whose text reads back as meant is taken. */
export type Way = () => TextEdit[];

/**
 * The ways to make an edit inside one object, the most faithful first.
 * @throws Refusal where the text has no place for it, or where it would change other paths too.
 */
export function waysToEdit(canvas: Canvas, edit: PathEdit): Way[] {
  const { places, rest } = follow(canvas, edit.path);
  const slot = slotOf(canvas, places);
  const node = slot.node;
  const chain = collectionsAlong(places, node);
  switch (edit.op) {
    case 'set': {
      if (rest.length === 0) {
        refuseShared(canvas, node, edit.path);
        return writeSlot(canvas, slot, edit.value);
      }
      return addInside(canvas, places, node, rest, edit.value);
    }
    case 'insert': {
      if (rest.length > 0) return addInside(canvas, places, node, rest, [edit.value]);
      if (node.kind !== 'sequence' || node.items.length === 0) return writeSlot(canvas, slot, [edit.value]);
      return [
        () =>
          node.flow
            ? insertFlowItem(canvas, chain, node, edit.index, edit.value)
            : insertItem(canvas, node, edit.index, edit.value),
      ];
    }
    case 'move': {
      if (node.kind !== 'sequence' || rest.length > 0)
        throw new Refusal(`There is no list at “${formatPath(edit.path)}”.`);
      const move = node.flow ? moveFlowItem : moveItem;
      return [() => move(canvas, node, edit.from, edit.to)];
    }
    case 'remove':
      return [() => remove(canvas, places, rest, edit.path)];
    case 'rename':
      return [() => rename(canvas, places.at(-1), rest, edit.path, edit.key)];
  }
}

interface Followed {
  readonly places: Place[];
  /** The steps that the text does not have yet. */
  readonly rest: Path;
}

/** Follows a path without leaving it: what an alias or a merge key brings in belongs to another path. */
function follow(canvas: Canvas, path: Path): Followed {
  const places: Place[] = [];
  let node = canvas.root;
  for (let depth = 0; depth < path.length; depth++) {
    if (node.kind === 'alias') {
      throw new Refusal(
        `“${formatPath(path.slice(0, depth))}” repeats the value of “&${node.name}”: a change inside would change both. Change it there, or write the value out here first.`,
      );
    }
    if (isShared(canvas.root, node)) {
      throw new Refusal(
        `“${formatPath(path.slice(0, depth)) || 'The document'}” is repeated elsewhere through “*${node.anchor}”: a change inside would change both.`,
      );
    }
    const place = stepInto(node, path[depth] ?? '');
    const merged = place !== undefined && place.parent !== node;
    if (merged && depth < path.length - 1) {
      throw new Refusal(
        `“${formatPath(path.slice(0, depth + 1))}” comes from a merge key “<<”: a change inside would change its source too.`,
      );
    }
    if (place === undefined || merged) return { places, rest: path.slice(depth) };
    if (place.kind === 'entry') refuseDoubled(place.parent, place.entry.name);
    places.push(place);
    node = nodeAt(place);
  }
  return { places, rest: [] };
}

function refuseDoubled(map: MapNode, name: string): void {
  if (map.entries.filter((entry) => entry.name === name).length < 2) return;
  throw new Refusal(
    `The key “${name}” appears twice in the same map, so it is not clear which one to change. Remove one first.`,
  );
}

/** Whether an alias repeats this very node. */
function isShared(root: SyntaxNode, node: SyntaxNode): boolean {
  return node.anchor !== undefined && someNode(root, (each) => each.kind === 'alias' && each.target === node);
}

function refuseShared(canvas: Canvas, node: SyntaxNode, path: Path): void {
  if (!isShared(canvas.root, node)) return;
  throw new Refusal(
    `“${formatPath(path)}” is repeated elsewhere through “*${node.anchor}”: a change here would change both.`,
  );
}

function someNode(node: SyntaxNode, test: (node: SyntaxNode) => boolean): boolean {
  if (test(node)) return true;
  if (node.kind === 'map') {
    return node.entries.some((entry) => someNode(entry.key, test) || someNode(entry.value, test));
  }
  return node.kind === 'sequence' && node.items.some((item) => someNode(item.value, test));
}

function collectionsAlong(places: readonly Place[], node: SyntaxNode): (MapNode | SequenceNode)[] {
  const around: (MapNode | SequenceNode)[] = places.map((place) => place.parent);
  return node.kind === 'map' || node.kind === 'sequence' ? [...around, node] : around;
}

/** Adds what is missing on the way to a value, and the value. */
function addInside(
  canvas: Canvas,
  places: readonly Place[],
  node: SyntaxNode,
  rest: Path,
  value: unknown,
): Way[] {
  const [step = '', ...deeper] = rest;
  const wrapped = deeper.reduceRight<unknown>(wrap, value);
  const chain = collectionsAlong(places, node);
  const flow = node.kind !== 'scalar' && node.kind !== 'alias' && node.flow;
  const empty =
    node.kind === 'map' ? node.entries.length === 0 : node.kind === 'sequence' && node.items.length === 0;
  const isNull = node.kind === 'scalar' && node.value === null;
  if (isNull || (empty && !isInsideFlow(canvas, places))) {
    return [
      ...writeSlot(canvas, slotOf(canvas, places), wrap(wrapped, step)),
      ...(node.kind === 'map' ? [() => appendFlowEntry(canvas, chain, node, String(step), wrapped)] : []),
    ];
  }
  if (node.kind === 'map') {
    const key = String(step);
    return [
      () =>
        flow ? appendFlowEntry(canvas, chain, node, key, wrapped) : appendEntry(canvas, node, key, wrapped),
    ];
  }
  if (node.kind === 'sequence') {
    const end = node.items.length;
    return [
      () =>
        flow ? insertFlowItem(canvas, chain, node, end, wrapped) : insertItem(canvas, node, end, wrapped),
    ];
  }
  throw new Refusal('A plain value stands where a map or a list would be needed.');
}

function isInsideFlow(canvas: Canvas, places: readonly Place[]): boolean {
  return canvas.language === 'json' || places.at(-1)?.parent.flow === true;
}

function wrap(value: unknown, step: string | number): unknown {
  if (typeof step === 'number') return [value];
  const map: Record<string, unknown> = {};
  setOwn(map, step, value);
  return map;
}

function remove(canvas: Canvas, places: readonly Place[], rest: Path, path: Path): TextEdit[] {
  const place = places.at(-1);
  if (place === undefined || rest.length > 0) throw notHere(path, rest);
  const { parent, position } = place;
  if (parent.flow) return removeFlowPart(canvas, parent, position);
  const count = parent.kind === 'map' ? parent.entries.length : parent.items.length;
  if (count > 1) return removePart(canvas, parent, position);
  const [way] = writeSlot(canvas, slotOf(canvas, places.slice(0, -1)), parent.kind === 'map' ? {} : []);
  return way?.() ?? [];
}

function rename(canvas: Canvas, place: Place | undefined, rest: Path, path: Path, key: string): TextEdit[] {
  if (place === undefined || rest.length > 0) throw notHere(path, rest);
  if (place.kind !== 'entry') throw new Refusal('Only the entry of a map has a key to rename.');
  const { key: old } = place.entry;
  if (old.end === old.start) throw new Refusal('The entry has an empty key, which cannot be renamed.');
  const style =
    old.kind === 'scalar' && (old.style === 'single' || old.style === 'double') ? old.style : 'plain';
  const text = canvas.language === 'json' ? doubleQuoted(key) : scalarText(key, style, place.parent.flow);
  return [{ start: old.start, end: old.end, text }];
}

function notHere(path: Path, rest: Path): Refusal {
  const name = formatPath(path);
  // A merge key can bring in a value that the path itself does not hold.
  return new Refusal(
    rest.length === 1 ? `“${name}” is not written here itself.` : `There is nothing at “${name}”.`,
  );
}

/** Whether an edit would leave everything as it is. */
export function changesNothing(
  value: unknown,
  edit: PathEdit,
  same: (a: unknown, b: unknown) => boolean,
): boolean {
  if (edit.op === 'set') {
    const old = valueAt(value, edit.path);
    return old !== undefined && same(old, edit.value);
  }
  if (edit.op === 'move') return edit.from === edit.to;
  return edit.op === 'rename' && edit.path.at(-1) === edit.key;
}
