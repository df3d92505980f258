/** A map of plain data. */
export type PlainMap = Readonly<Record<string, unknown>>;

/** Whether plain data is a map (and not a sequence or `null`). */
export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A map's own entry, or `undefined`; never what a prototype holds. */
export function get(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The value where it is text, `undefined` otherwise. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The items of a sequence; nothing where it is none. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
