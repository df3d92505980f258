import type { Edit } from './edit.ts';
import { formatPath, type Path } from './path.ts';
import { MAX_DEPTH, setOwn } from './plain-value.ts';
import { Refusal } from './refusal.ts';

/** The edits that change one object from the inside. */
export type PathEdit = Extract<Edit, { readonly path: Path }>;

export type PlainMap = Readonly<Record<string, unknown>>;

export function isPlainMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What the data of an object has to be after an edit. Shares what does not change.
 * @throws Refusal where the data has no place for the edit.
 */
export function applyToPlain(value: unknown, edit: PathEdit): unknown {
  switch (edit.op) {
    case 'set':
      return change(value, edit.path, 0, () => edit.value);
    case 'insert':
      return change(value, edit.path, 0, (old) => {
        const items = old === undefined || old === null ? [] : old;
        if (!Array.isArray(items)) throw new Refusal(`“${name(edit.path)}” is not a list.`);
        checkIndex(edit.index, items.length, edit.path);
        return items.toSpliced(edit.index, 0, edit.value);
      });
    case 'move':
      return change(value, edit.path, 0, (old) => {
        if (!Array.isArray(old)) throw new Refusal(`“${name(edit.path)}” is not a list.`);
        checkIndex(edit.from, old.length - 1, edit.path);
        checkIndex(edit.to, old.length - 1, edit.path);
        return old.toSpliced(edit.from, 1).toSpliced(edit.to, 0, old[edit.from]);
      });
    case 'remove':
      return changeParent(value, edit.path, (parent, step) => {
        if (Array.isArray(parent)) return parent.toSpliced(Number(step), 1);
        return copyMap(parent as PlainMap, (key) => (key === String(step) ? undefined : key));
      });
    case 'rename':
      return changeParent(value, edit.path, (parent, step) => {
        if (!isPlainMap(parent)) throw new Refusal('Only the entry of a map has a key to rename.');
        if (edit.key !== String(step) && Object.hasOwn(parent, edit.key)) {
          throw new Refusal(`The map already has the key “${edit.key}”.`);
        }
        return copyMap(parent, (key) => (key === String(step) ? edit.key : key));
      });
  }
}

function name(path: Path): string {
  return path.length === 0 ? 'the document' : formatPath(path);
}

function checkIndex(index: number, last: number, path: Path): void {
  if (Number.isInteger(index) && index >= 0 && index <= last) return;
  throw new Refusal(`“${name(path)}” has no place ${index}.`);
}

function copyMap(map: PlainMap, rename: (key: string) => string | undefined): PlainMap {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(map)) {
    const to = rename(key);
    if (to !== undefined) setOwn(result, to, map[key]);
  }
  return result;
}

function change(value: unknown, path: Path, depth: number, to: (old: unknown) => unknown): unknown {
  const step = path[depth];
  if (step === undefined) return to(value);
  const within = value ?? (typeof step === 'number' ? [] : {});
  if (Array.isArray(within)) {
    const index = Number(step);
    checkIndex(index, within.length, path.slice(0, depth));
    const item = change(within[index], path, depth + 1, to);
    return index === within.length ? [...within, item] : within.with(index, item);
  }
  if (!isPlainMap(within)) {
    throw new Refusal(
      `“${name(path.slice(0, depth))}” holds a plain value, so nothing can be put inside it.`,
    );
  }
  const key = String(step);
  const result = { ...copyMap(within, (each) => each) };
  setOwn(result, key, change(Object.hasOwn(within, key) ? within[key] : undefined, path, depth + 1, to));
  return result;
}

function changeParent(
  value: unknown,
  path: Path,
  to: (parent: unknown, step: string | number) => unknown,
): unknown {
  const step = path.at(-1);
  if (step === undefined) throw new Refusal('The document as a whole can only be removed as an object.');
  return change(value, path.slice(0, -1), 0, (parent) => {
    const there =
      typeof parent === 'object' &&
      parent !== null &&
      (!Array.isArray(parent) || step !== 'length') &&
      Object.hasOwn(parent, step);
    if (!there) throw new Refusal(`There is nothing at “${name(path)}”.`);
    return to(parent, step);
  });
}

/** Whether two plain values are the same; the order of keys does not count. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  }
  if (!isPlainMap(a) || !isPlainMap(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

/** @throws Refusal where a value is not made of maps, lists, text, numbers, booleans and null. */
export function checkPlain(value: unknown, depth = 0): void {
  if (depth > MAX_DEPTH) throw new Refusal('The value is nested more than 200 levels deep.');
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return;
  if (Array.isArray(value)) {
    for (const item of value) checkPlain(item, depth + 1);
    return;
  }
  if (typeof value !== 'object')
    throw new Refusal(`A value of the kind “${typeof value}” cannot be written.`);
  for (const key of Object.keys(value)) checkPlain((value as PlainMap)[key], depth + 1);
}
