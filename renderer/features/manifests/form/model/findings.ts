import type { Diagnostic, Fix } from '../../../../../shared/rules/diagnostic.ts';
import { placeKey, placeOf, type Shape } from './shape.ts';

/** Findings by the key of the place in the form that shows them; `''` is the card itself. */
export type PlacedFindings = ReadonlyMap<string, readonly Diagnostic[]>;

/** Sorts the findings of one object to the fields and groups they belong to. None is ever left out. */
export function placeFindings(shape: Shape, value: unknown, findings: readonly Diagnostic[]): PlacedFindings {
  const placed = new Map<string, Diagnostic[]>();
  for (const finding of findings) {
    const key = placeKey(placeOf(shape, value, finding.path));
    const list = placed.get(key);
    if (list) list.push(finding);
    else placed.set(key, [finding]);
  }
  return placed;
}

/** What of findings is seen; offsets, which move with every keystroke above, are not. */
export function findingsSignature(findings: readonly Diagnostic[]): string {
  return JSON.stringify(
    findings.map(({ code, severity, message, path, fixes }) => [
      code,
      severity,
      message,
      path,
      fixes?.map(({ title }) => title),
    ]),
  );
}

/** The fix of that title that the same finding has now, with the offsets of now. */
export function currentFix(now: readonly Diagnostic[], shown: Diagnostic, title: string): Fix | undefined {
  const same = now.find(
    (each) =>
      each.file === shown.file &&
      each.object === shown.object &&
      each.code === shown.code &&
      each.message === shown.message,
  );
  return same?.fixes?.find((fix) => fix.title === title);
}

/** How many findings of each severity. */
export function countFindings(findings: readonly Diagnostic[]): { errors: number; warnings: number } {
  return {
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
  };
}
