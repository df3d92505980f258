import { get, isMap } from '../../../../../shared/model/plain.ts';
import { formatPath, type Path } from '../../../../../shared/text/path.ts';

/** How a field is edited. */
export type Control =
  | 'text'
  | 'prose'
  /** A whole number where it reads as one, text otherwise. */
  | 'integer'
  | 'number'
  /** A number or a name: what reads as a number is one. */
  | 'integer-or-name'
  | 'quantity'
  | 'choice'
  | 'switch'
  | 'image'
  | 'variable'
  | 'pairs';

/** A value that the form shows as one control. */
export interface FieldSpec {
  readonly is: 'field';
  readonly label: string;
  readonly help: string;
  readonly control: Control;
  /** Emptied, it stays in the text as an empty value, with its line and comment. */
  readonly required?: true;
  /** Shown only where the text has it. */
  readonly onlyPresent?: true;
  readonly placeholder?: string;
  readonly options?: readonly { readonly value: string | boolean; readonly label: string }[];
}

interface MapShape {
  readonly is: 'map';
  /** Findings about the map itself have a place of their own in the form. */
  readonly place: boolean;
  readonly entries: Readonly<Record<string, Shape>>;
}

interface ListShape {
  readonly is: 'list';
  readonly item: Shape;
}

/** Known to the form, but shown in a heading and not as a field. */
interface HeadingShape {
  readonly is: 'heading';
}

/** What of an object the form shows, as a tree beside the object's own. */
export type Shape = FieldSpec | MapShape | ListShape | HeadingShape;

export const heading: HeadingShape = { is: 'heading' };

export function field(
  label: string,
  help: string,
  control: Control,
  more: Partial<Pick<FieldSpec, 'required' | 'onlyPresent' | 'placeholder' | 'options'>> = {},
): FieldSpec {
  return { is: 'field', label, help, control, ...more };
}

/** A map without a place of its own: findings about it go to what encloses it. */
export function within(entries: MapShape['entries']): MapShape {
  return { is: 'map', place: false, entries };
}

/** A map that the form draws as a group. */
export function group(entries: MapShape['entries']): MapShape {
  return { is: 'map', place: true, entries };
}

export function list(item: Shape): ListShape {
  return { is: 'list', item };
}

function stepInto(shape: Shape, step: string | number): Shape | undefined {
  if (shape.is === 'list') return typeof step === 'number' ? shape.item : undefined;
  if (shape.is !== 'map' || typeof step !== 'string') return undefined;
  return Object.hasOwn(shape.entries, step) ? shape.entries[step] : undefined;
}

/** The field that the form has for exactly this path. */
export function specAt(shape: Shape, path: Path): FieldSpec | undefined {
  let current: Shape | undefined = shape;
  for (const step of path) current = current && stepInto(current, step);
  return current?.is === 'field' ? current : undefined;
}

/** The field or group of the form that shows a path, or the nearest one that encloses it; `[]` is the object's card. */
export function placeOf(shape: Shape, value: unknown, path: Path): Path {
  let place: Path = [];
  let at: Shape | undefined = shape;
  let here = value;
  for (const [depth, step] of path.entries()) {
    at = stepInto(at, step);
    if (at === undefined) break;
    here = typeof step === 'number' ? (Array.isArray(here) ? here[step] : undefined) : get(here, step);
    if (typeof step === 'number' && here === undefined) break;
    const shown =
      at.is === 'list' ||
      (at.is === 'map' && at.place) ||
      (at.is === 'field' && (at.onlyPresent !== true || here !== undefined));
    if (shown) place = path.slice(0, depth + 1);
  }
  return place;
}

/** A value that the text has and the form does not show. */
export interface Stranger {
  readonly path: Path;
  readonly value: unknown;
}

/** Everything in an object that no field shows, the largest pieces first met, in the order of the text. */
export function strangersOf(shape: Shape, value: unknown): readonly Stranger[] {
  const found: Stranger[] = [];
  collect(shape, value, [], found);
  return found;
}

function collect(shape: Shape | undefined, value: unknown, path: Path, found: Stranger[]): void {
  if (shape === undefined) {
    found.push({ path, value });
    return;
  }
  // Nothing is written there: an empty field or list shows it well enough.
  if (value === null || value === undefined) return;
  const plain = typeof value !== 'object';
  switch (shape.is) {
    case 'heading':
      if (!plain) found.push({ path, value });
      return;
    case 'field':
      if (shape.control === 'pairs') collectPairs(value, path, found);
      else if (!plain) found.push({ path, value });
      return;
    case 'map':
      if (!isMap(value)) found.push({ path, value });
      else
        for (const [key, each] of Object.entries(value))
          collect(stepInto(shape, key), each, [...path, key], found);
      return;
    case 'list':
      if (!Array.isArray(value)) found.push({ path, value });
      else for (const [index, each] of value.entries()) collect(shape.item, each, [...path, index], found);
  }
}

function collectPairs(value: unknown, path: Path, found: Stranger[]): void {
  if (!isMap(value)) {
    found.push({ path, value });
    return;
  }
  for (const [key, each] of Object.entries(value)) {
    if (typeof each === 'object' && each !== null) found.push({ path: [...path, key], value: each });
  }
}

/** The key of a place within one object, for maps and element names. */
export function placeKey(path: Path): string {
  return formatPath(path);
}
