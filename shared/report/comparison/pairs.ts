import { get, isMap, textOf } from '../../model/plain.ts';

/** Two things that are one and the same thing before and after, or one that has no other. */
export type Pair<T> =
  | { readonly before: T; readonly after: T }
  | { readonly before: T; readonly after?: undefined }
  | { readonly before?: undefined; readonly after: T };

/** One thing on both sides, as far as it is there. */
export interface Sides<T> {
  readonly before?: T | undefined;
  readonly after?: T | undefined;
}

/** How alike two things of different names must be to count as one that was renamed. */
const leastAlike = 0.6;
/** Beyond it every leftover would be held against every other for too long. */
const mostCompared = 200;

/**
 * Matches what was before with what is after: first by key, then what is left by how alike it is, so that neither a new order nor
 * a new name looks like something removed and something added. Ordered as after, with what is gone at the end.
 */
export function pairUp<T>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (item: T) => string | undefined,
  likeness: (before: T, after: T) => number,
): Pair<T>[] {
  const open = new Map<string, T[]>();
  const left = new Set(before);
  for (const item of before) {
    const key = keyOf(item);
    if (key !== undefined) open.set(key, [...(open.get(key) ?? []), item]);
  }
  const partners = new Map<T, T>();
  for (const item of after) {
    const key = keyOf(item);
    const partner = key === undefined ? undefined : open.get(key)?.shift();
    if (partner === undefined) continue;
    partners.set(item, partner);
    left.delete(partner);
  }
  const unmatched = after.filter((item) => !partners.has(item));
  for (const [one, two] of mostAlike([...left], unmatched, likeness)) {
    partners.set(two, one);
    left.delete(one);
  }
  return [
    ...after.map((item): Pair<T> => {
      const partner = partners.get(item);
      return partner === undefined ? { after: item } : { before: partner, after: item };
    }),
    ...before.filter((item) => left.has(item)).map((item): Pair<T> => ({ before: item })),
  ];
}

function mostAlike<T>(
  before: readonly T[],
  after: readonly T[],
  likeness: (before: T, after: T) => number,
): [T, T][] {
  if (before.length > mostCompared || after.length > mostCompared) return [];
  const candidates = before.flatMap((one) => after.map((two) => ({ one, two, score: likeness(one, two) })));
  candidates.sort((a, b) => b.score - a.score);
  const used = new Set<T>();
  const found: [T, T][] = [];
  for (const { one, two, score } of candidates) {
    if (score < leastAlike || used.has(one) || used.has(two)) continue;
    used.add(one);
    used.add(two);
    found.push([one, two]);
  }
  return found;
}

/** How much two values have in common, 0 to 1: the share of their leaves that both have in the same place. */
export function likenessOf(
  before: unknown,
  after: unknown,
  ignored: ReadonlySet<string> = new Set(),
): number {
  const [one, two] = [leaves(before, ignored), leaves(after, ignored)];
  if (one.size === 0 && two.size === 0) return 0;
  let common = 0;
  for (const [path, value] of one) if (two.get(path) === value) common += 1;
  return common / (one.size + two.size - common);
}

/**
 * The scalars of a value by their path; keys in `ignored` are passed over wherever they stand. The items of a list go by their
 * names where each has one of its own, so that a new order changes no path.
 */
export function leaves(value: unknown, ignored: ReadonlySet<string> = new Set()): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (each: unknown, path: string): void => {
    if (isMap(each)) {
      for (const [key, inner] of Object.entries(each)) {
        if (!ignored.has(key)) walk(inner, keyPath(path, key));
      }
    } else if (Array.isArray(each)) {
      const names = itemNames(each);
      for (const [i, inner] of each.entries()) walk(inner, `${path}[${names?.[i] ?? i}]`);
    } else if (each !== undefined) found.set(path, JSON.stringify(each));
  };
  walk(value, '');
  return found;
}

/** A key with a dot or bracket of its own, as labels have, stands in quotes, so that it stays one part of its path. */
function keyPath(path: string, key: string): string {
  if (/[.[\]]/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function itemNames(items: readonly unknown[]): string[] | undefined {
  const names = items.flatMap((item) => textOf(get(item, 'name')) ?? []);
  return names.length === items.length && new Set(names).size === names.length ? names : undefined;
}
