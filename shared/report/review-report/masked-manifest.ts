import { below, readAppSpec } from '../../model/appspec.ts';
import { isMap } from '../../model/plain.ts';
import { findCredentials, mask, maskedValue } from '../../rules/credentials.ts';
import { parseJson } from '../../text/json-document.ts';
import type { Path } from '../../text/path.ts';
import { parseYaml } from '../../text/yaml-document.ts';

/** A shorter one may be an ordinary word of the text. */
const leastRepeated = 8;

/** A value in a text, and what others may see of it. */
interface Hidden {
  readonly span: { readonly start: number; readonly end: number };
  readonly value: string;
  readonly shown: string;
}

/**
 * A manifest’s text as others may see it: values of variables and fields that are credentials by their name, wherever else the same
 * value stands (a comment, a command), and whatever looks like a credential, are masked.
 */
export function maskedManifest(text: string, role: 'appSpec' | 'appJson'): string {
  const hidden = role === 'appSpec' ? hiddenVariables(text) : hiddenFields(text);
  let masked = withoutSpans(text, hidden);
  for (const { value, shown } of hidden) {
    if (value.length >= leastRepeated) masked = masked.replaceAll(value, () => shown);
  }
  for (const { value } of findCredentials(masked)) masked = masked.replaceAll(value, () => mask(value));
  return masked;
}

function hiddenVariables(text: string): Hidden[] {
  return readAppSpec(parseYaml(text)).containers.flatMap((container) =>
    container.variables.flatMap((variable) => {
      const { object, path, value } = below(variable, 'value');
      return hiddenAt(variable.name ?? '', value, () => object.locate(path));
    }),
  );
}

function hiddenFields(text: string): Hidden[] {
  const [object] = parseJson(text).objects;
  if (object === undefined) return [];
  const found: Hidden[] = [];
  const walk = (value: unknown, path: Path): void => {
    if (isMap(value)) for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    else if (Array.isArray(value)) for (const [i, inner] of value.entries()) walk(inner, [...path, i]);
    else
      found.push(
        ...hiddenAt(String(path.findLast((part) => typeof part === 'string') ?? ''), value, () =>
          object.locate(path),
        ),
      );
  };
  walk(object.value, []);
  return found;
}

function hiddenAt(name: string, value: unknown, locate: () => Hidden['span'] | undefined): Hidden[] {
  if (typeof value !== 'string' && typeof value !== 'number') return [];
  const text = String(value);
  const shown = maskedValue(name, text);
  const span = shown === text ? undefined : locate();
  return span === undefined ? [] : [{ span, value: text, shown }];
}

function withoutSpans(text: string, hidden: readonly Hidden[]): string {
  // From the end, so that the places before stay right; an alias names the place of its anchor once more.
  const places = [...hidden].sort((a, b) => b.span.start - a.span.start);
  let masked = text;
  let limit = Number.POSITIVE_INFINITY;
  for (const { span, shown } of places) {
    if (span.end > limit) continue;
    masked = `${masked.slice(0, span.start)}"${shown}"${masked.slice(span.end)}`;
    limit = span.start;
  }
  return masked;
}
