/** A JSON object whose fields are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as a JSON object; `undefined` where it is none. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** The value as text; `undefined` where it is none. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value as a list of text; empty for null or absent, `undefined` where it is something else. */
export function asTexts(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
}

/** The value as a list of objects; empty for null or absent, `undefined` where it is something else. */
export function asObjects(value: unknown): readonly JsonObject[] | undefined {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return undefined;
  const objects = value.map(asObject).filter((item) => item !== undefined);
  return objects.length === value.length ? objects : undefined;
}
