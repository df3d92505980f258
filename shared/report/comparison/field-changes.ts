import { isMap } from '../../model/plain.ts';
import { maskedValue } from '../../rules/credentials.ts';
import { leaves } from './pairs.ts';

/** A field that differs, or a whole part that came or went; its sides are in words for people, credentials masked. */
export interface FieldChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

const longest = 200;

/**
 * The fields in which two values differ, by their paths. A part that only one side has, such as a probe or a label, is one change
 * however many fields it has. Paths that `told` knows are left out.
 */
export function fieldChanges(
  before: unknown,
  after: unknown,
  told: (path: string, was: string | undefined, is: string | undefined) => boolean = () => false,
): FieldChange[] {
  const [one, two] = [leaves(before), leaves(after)];
  const [partsOfOne, partsOfTwo] = [allParts(one), allParts(two)];
  const changes: FieldChange[] = [];
  const whole = new Map<string, Map<string, string>>();
  for (const path of new Set([...one.keys(), ...two.keys()])) {
    const [was, is] = [one.get(path), two.get(path)];
    if (was === is || told(path, was, is)) continue;
    if (was !== undefined && is !== undefined) {
      changes.push({ path, before: leafWords(path, was), after: leafWords(path, is) });
      continue;
    }
    const others = was === undefined ? partsOfOne : partsOfTwo;
    const part = partsOf(path).find((each) => !others.has(each)) ?? path;
    const fields = whole.get(part) ?? new Map<string, string>();
    if (fields.size === 0) {
      // Its fields are gathered while the others are looked at; it keeps the place of its first.
      const side = was === undefined ? 'after' : 'before';
      changes.push({ path: part, [side]: '' });
    }
    whole.set(part, fields.set(path, was ?? is ?? ''));
  }
  return changes.map((change) => {
    const fields = whole.get(change.path);
    if (fields === undefined) return change;
    const words = partWords(change.path, fields);
    return { path: change.path, ...('after' in change ? { after: words } : { before: words }) };
  });
}

/** A change of a field as a sentence. `name` is what the reader calls the field. */
export function fieldSentence(name: string, { before, after }: FieldChange): string {
  if (before === undefined) return `${name} is new: ${after ?? ''}.`;
  if (after === undefined) return `${name} is gone; it was ${before}.`;
  // Two masked values may look the same though the values differ.
  if (before === after) return `${name} has another value (${after}).`;
  return `${name} changed from ${before} to ${after}.`;
}

/** Every part of a path that begins it, the shortest first: `a`, `a.b`, `a.b[c]`. */
function partsOf(path: string): string[] {
  const parts: string[] = [];
  let end = 0;
  for (const [token] of path.matchAll(/\[(?:"(?:[^"\\]|\\.)*"|[^\]]*)\]|\.?[^.[]+|[.[]/g)) {
    end += token.length;
    parts.push(path.slice(0, end));
  }
  return parts;
}

function allParts(values: ReadonlyMap<string, string>): Set<string> {
  return new Set([...values.keys()].flatMap(partsOf));
}

function partWords(part: string, fields: ReadonlyMap<string, string>): string {
  const words = [...fields].map(([path, value]) => {
    const rest = path.slice(part.length).replace(/^\./, '');
    return rest === '' ? leafWords(path, value) : `${rest} ${leafWords(path, value)}`;
  });
  return cut(words.join(', '));
}

/** A scalar, or what is empty, as `leaves` has it. */
function leafWords(path: string, leaf: string): string {
  const value: unknown = JSON.parse(leaf);
  if (Array.isArray(value)) return 'an empty list';
  if (isMap(value)) return 'an empty map';
  if (typeof value !== 'string' && typeof value !== 'number') return String(value);
  // The value of a variable goes by the variable's name, everything else by its own.
  const name =
    /\[([^\]]+)\]\.value$/.exec(path)?.[1] ??
    partsOf(path)
      .at(-1)
      ?.replace(/^.*[.[]/, '') ??
    '';
  const shown = cut(maskedValue(name, String(value)));
  return typeof value === 'string' ? `“${shown}”` : shown;
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
