import { below, readAppSpec } from '../../model/appspec.ts';
import { findCredentials, mask, maskedValue } from '../../rules/credentials.ts';
import { parseYaml } from '../../text/yaml-document.ts';

/** A manifest’s text as others may see it: values of variables that are credentials, and whatever looks like one, are masked. */
export function maskedManifest(text: string, role: 'appSpec' | 'appJson'): string {
  let masked = role === 'appSpec' ? maskedVariables(text) : text;
  for (const { value } of findCredentials(masked)) masked = masked.replaceAll(value, mask(value));
  return masked;
}

function maskedVariables(text: string): string {
  const spans = readAppSpec(parseYaml(text)).containers.flatMap((container) =>
    container.variables.flatMap((variable) => {
      const { object, path, value } = below(variable, 'value');
      if (typeof value !== 'string') return [];
      const shown = maskedValue(variable.name ?? '', value);
      const span = shown === value ? undefined : object.locate(path);
      return span === undefined ? [] : [{ span, shown }];
    }),
  );
  // From the end, so that the places before stay right; an alias names the place of its anchor once more.
  spans.sort((a, b) => b.span.start - a.span.start);
  let masked = text;
  let limit = Number.POSITIVE_INFINITY;
  for (const { span, shown } of spans) {
    if (span.end > limit) continue;
    masked = `${masked.slice(0, span.start)}"${shown}"${masked.slice(span.end)}`;
    limit = span.start;
  }
  return masked;
}
