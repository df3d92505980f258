import type { DiagnosticOutput, ValidateOutput } from '../contract/outputs.ts';
import type { Diagnostic, Validation } from '../rules/diagnostic.ts';
import { toPointer } from '../text/path.ts';
import { LineIndex } from '../text/span.ts';

/** How many findings of each severity. */
export function summarise(
  diagnostics: readonly { readonly severity: Diagnostic['severity'] }[],
): ValidateOutput['summary'] {
  const count = (severity: Diagnostic['severity']) =>
    diagnostics.filter((d) => d.severity === severity).length;
  return { errors: count('error'), warnings: count('warning'), notes: count('note') };
}

/**
 * Findings as they leave Gantry: paths as JSON Pointers, edits with lines and columns.
 * `textOf` gives the text of a file that a fix edits; a fix for a file it does not know is left out.
 */
export function toDiagnosticOutputs(
  diagnostics: readonly Diagnostic[],
  textOf: (file: string) => string | undefined,
): DiagnosticOutput[] {
  const indexes = new Map<string, LineIndex | undefined>();
  const indexOf = (file: string): LineIndex | undefined => {
    if (!indexes.has(file)) {
      const text = textOf(file);
      indexes.set(file, text === undefined ? undefined : new LineIndex(text));
    }
    return indexes.get(file);
  };
  return diagnostics.map((diagnostic) => ({
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    file: diagnostic.file,
    ...(diagnostic.object === undefined ? {} : { object: diagnostic.object }),
    path: toPointer(diagnostic.path),
    range: diagnostic.range,
    fixes: (diagnostic.fixes ?? []).flatMap((fix) => {
      const index = indexOf(fix.file);
      if (index === undefined) return [];
      const edits = fix.edits.map((edit) => ({
        file: fix.file,
        range: index.rangeOf(edit),
        text: edit.text,
      }));
      return [{ title: fix.title, safe: fix.safe, edits }];
    }),
    ...(diagnostic.related === undefined ? {} : { related: diagnostic.related.map((r) => ({ ...r })) }),
  }));
}

/** A validation as `gantry validate --format json` prints it. */
export function toValidateOutput(
  target: string,
  validation: Validation,
  textOf: (file: string) => string | undefined,
): ValidateOutput {
  return {
    schemaVersion: 1,
    target,
    summary: summarise(validation.diagnostics),
    diagnostics: toDiagnosticOutputs(validation.diagnostics, textOf),
    notChecked: validation.notChecked.map((n) => ({ ...n })),
  };
}
