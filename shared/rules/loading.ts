import type { Diagnostic, NotChecked, Validation } from './diagnostic.ts';
import type { Project } from './project.ts';

/** What reading a project brought to light by itself: a damaged image archive, files that were too many to look at. */
export interface LoadingResult {
  readonly findings: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
}

/** The findings of the rules followed by those of loading, which follow the same severities of gantry.json. */
export function withLoading(
  validation: Validation,
  loading: LoadingResult,
  severities: Project['severities'],
): Validation {
  const own = loading.findings.flatMap((finding) => {
    const severity = Object.hasOwn(severities, finding.code) ? severities[finding.code] : undefined;
    if (severity === 'off') return [];
    return [severity === undefined ? finding : { ...finding, severity }];
  });
  return {
    diagnostics: [...validation.diagnostics, ...own],
    notChecked: [...validation.notChecked, ...loading.notChecked],
    checked: validation.checked,
  };
}
