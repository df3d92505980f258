import { isDeepStrictEqual } from 'node:util';
import { isScalar, parseDocument } from 'yaml';
import type { Edit } from '../../shared/text/edit.ts';
import fc from '../support/fast-check.ts';
import type { Draw } from './random-manifest.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * The data of every document of a stream, as the yaml library alone reads it; `undefined` for one with errors.
 * Each is read apart: the library lets a quote left open swallow the documents behind it.
 */
export function readAll(text: string): unknown[] {
  const documents = text.replace(/^\uFEFF/, '').split(/^---(?=\s|$)/m);
  return documents.flatMap((source) => {
    const document = parseDocument(source.replace(/^[ \t]+(?=#)/, ''), { merge: true, uniqueKeys: false });
    if (document.errors.length > 0) return [undefined];
    const bare =
      document.contents === null || (isScalar(document.contents) && document.contents.source === '');
    if (bare) return [];
    try {
      return [document.toJS({ maxAliasCount: 1000 })];
    } catch {
      return [undefined];
    }
  });
}
/** All paths of some data, the root's own left out. */
export function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  const own = path.length === 0 ? [] : [path];
  if (Array.isArray(value))
    return [...own, ...value.flatMap((item, index) => pathsOf(item, [...path, index]))];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

function container(data: unknown, path: readonly (string | number)[]): Record<string | number, unknown> {
  let at = data as Record<string | number, unknown>;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  return at;
}

export function read(data: unknown, path: readonly (string | number)[]): unknown {
  let at = data;
  for (const step of path) at = (at as Record<string | number, unknown>)[step];
  return at;
}

/** The data an edit should lead to, worked out by plain assignment on a copy. */
export function oracle(data: unknown, edit: Edit): unknown {
  const copy: unknown = structuredClone(unshare(data));
  if (!('path' in edit)) throw new Error('not an edit of a path');
  const last = edit.path.at(-1);
  if (last === undefined) throw new Error('not an edit below the root');
  const parent = container(copy, edit.path);
  if (edit.op === 'set') parent[last] = edit.value;
  if (edit.op === 'remove') {
    if (Array.isArray(parent)) parent.splice(Number(last), 1);
    else delete parent[last];
  }
  if (edit.op === 'insert') (parent[last] as unknown[]).splice(edit.index, 0, edit.value);
  if (edit.op === 'move') {
    const list = parent[last] as unknown[];
    list.splice(edit.to, 0, ...list.splice(edit.from, 1));
  }
  if (edit.op === 'rename') {
    const value = parent[last];
    delete parent[last];
    parent[edit.key] = value;
  }
  return copy;
}

/** Data in which nothing is shared, so that assigning at one path cannot show at another. */
function unshare(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(unshare);
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, unshare(value)]));
}

export function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(unshare(a), unshare(b));
}

const TEXTS = [
  'web',
  'true',
  '1.0',
  'null',
  '0644',
  'yes',
  '1e3',
  '*star',
  '&amp',
  '',
  ' lead',
  'trail ',
  'a: b',
  'a #b',
  "it's",
  '"q"',
  'two\nlines',
  'end\n',
  '\n',
  'tab\there',
  '- x',
  '[x]',
  'é ☃ 😀',
  '{',
  '%d',
  '@at',
  '`',
  '12:30',
  '~',
  '<<',
  'a,b',
  '---',
  '# x',
  'x:',
  'very long '.repeat(12),
  'a\n\nb\n',
  '  two\n    spaces\n',
  'cr\r\nlf',
  '\u0007bell',
];

const scalar = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Json>(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.constantFrom<Json>(0, 1, -7, 1.5, 1e21, 8080, true, false, null) },
);

/** Random data of the kinds a manifest holds. */
export const data: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('name', 'k', 'true', 'a b', '1', 'x: y', 'é'), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).value;

/** A random edit that makes sense on some data, or `undefined` where there is nothing to edit. */
export function randomEdit(draw: Draw, object: number, value: unknown): Edit | undefined {
  const paths = pathsOf(value);
  const maps = [[], ...paths].filter((path) => {
    const at = read(value, path);
    return typeof at === 'object' && at !== null && !Array.isArray(at);
  });
  const lists = paths.filter((path) => Array.isArray(read(value, path)));
  const pick = (from: (string | number)[][]) =>
    from[draw(fc.integer, { min: 0, max: from.length - 1 })] ?? [];
  const kind = draw(fc.integer, { min: 0, max: 9 });
  if (kind <= 3 && paths.length > 0) return { op: 'set', object, path: pick(paths), value: draw(() => data) };
  if (kind === 4 && maps.length > 0)
    return { op: 'set', object, path: [...pick(maps), 'added'], value: draw(() => data) };
  if (kind <= 6 && paths.length > 0) return { op: 'remove', object, path: pick(paths) };
  if (lists.length > 0) {
    const path = pick(lists);
    const length = (read(value, path) as unknown[]).length;
    const at = (max: number) => draw(fc.integer, { min: 0, max });
    if (kind === 7) return { op: 'insert', object, path, index: at(length), value: draw(() => data) };
    if (kind === 8 && length > 1)
      return { op: 'move', object, path, from: at(length - 1), to: at(length - 1) };
  }
  const named = paths.filter((path) => typeof path.at(-1) === 'string');
  return named.length === 0
    ? undefined
    : {
        op: 'rename',
        object,
        path: pick(named),
        key: draw(() => fc.constantFrom('renamed', 'no', 'new key', '7')),
      };
}
