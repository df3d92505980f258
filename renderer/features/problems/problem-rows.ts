import type { Diagnostic, NotChecked, Severity, Validation } from '../../../shared/rules/diagnostic.ts';
import { toPointer } from '../../../shared/text/path.ts';

export type Grouping = 'file' | 'severity';
export type Shown = Severity | 'not-checked';

/** What the panel shows of a validation. */
export interface ProblemFilter {
  readonly text: string;
  readonly hidden: ReadonlySet<Shown>;
  readonly grouping: Grouping;
  /** Groups that are folded, by their key. */
  readonly folded: ReadonlySet<string>;
}

/** A line of the panel. */
export type ProblemRow =
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly title: string;
      readonly shown: Shown | undefined;
      /** Findings, or checks that were not made: several of those may share a line. */
      readonly count: number;
      readonly open: boolean;
    }
  | { readonly kind: 'finding'; readonly key: string; readonly diagnostic: Diagnostic }
  | {
      readonly kind: 'not-checked';
      readonly key: string;
      readonly codes: readonly string[];
      readonly reason: string;
      readonly remedy: string;
    };

const severities: readonly Severity[] = ['error', 'warning', 'note'];
const severityTitles: Readonly<Record<Severity, string>> = {
  error: 'Errors',
  warning: 'Warnings',
  note: 'Notes',
};

/** The lines of the panel: groups with their findings, then what could not be checked. */
export function problemRows(validation: Validation, filter: ProblemFilter): readonly ProblemRow[] {
  const matches = matcher(filter.text);
  const findings = withKeys(validation.diagnostics).filter(
    ({ diagnostic: { severity, message, code, file } }) =>
      !filter.hidden.has(severity) && matches(`${message} ${code} ${file}`),
  );
  const rows: ProblemRow[] = [];
  const group = (
    key: string,
    title: string,
    shown: Shown | undefined,
    members: readonly ProblemRow[],
  ): void => {
    if (members.length === 0) return;
    const open = !filter.folded.has(key);
    const count = members.reduce((sum, row) => sum + (row.kind === 'not-checked' ? row.codes.length : 1), 0);
    rows.push({ kind: 'group', key, title, shown, count, open });
    if (open) rows.push(...members);
  };
  if (filter.grouping === 'file') {
    for (const file of new Set(findings.map(({ diagnostic }) => diagnostic.file))) {
      group(
        `file ${file}`,
        file,
        undefined,
        findings.filter((each) => each.diagnostic.file === file),
      );
    }
  } else {
    for (const severity of severities) {
      const members = findings.filter((each) => each.diagnostic.severity === severity);
      group(`severity ${severity}`, severityTitles[severity], severity, members);
    }
  }
  if (!filter.hidden.has('not-checked')) {
    const lacking = notCheckedRows(validation.notChecked, matches);
    group('not-checked', 'Not checked', 'not-checked', lacking);
  }
  return rows;
}

/** Findings with keys that stay while the text around them changes. */
function withKeys(diagnostics: readonly Diagnostic[]): Extract<ProblemRow, { kind: 'finding' }>[] {
  const seen = new Map<string, number>();
  return diagnostics.map((diagnostic) => {
    const { code, file, object, path } = diagnostic;
    const key = `${code} ${file} ${object ?? ''} ${toPointer(path)}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return { kind: 'finding', key: `${key} ${count}`, diagnostic };
  });
}

/** One line for all checks that lack the same fact. */
function notCheckedRows(
  notChecked: readonly NotChecked[],
  matches: (text: string) => boolean,
): Extract<ProblemRow, { kind: 'not-checked' }>[] {
  const groups = new Map<string, { codes: string[]; reason: string; remedy: string }>();
  for (const { code, reason, remedy } of notChecked) {
    if (!matches(`${code} ${reason} ${remedy}`)) continue;
    const key = `${reason} ${remedy}`;
    const group = groups.get(key) ?? { codes: [], reason, remedy };
    group.codes.push(code);
    groups.set(key, group);
  }
  return [...groups].map(([key, group]) => ({ kind: 'not-checked', key: `not-checked ${key}`, ...group }));
}

function matcher(text: string): (candidate: string) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return (candidate) => {
    const folded = candidate.toLowerCase();
    return words.every((word) => folded.includes(word));
  };
}

/** A line as text for the clipboard; `undefined` for the head of a group. */
export function rowText(row: ProblemRow): string | undefined {
  if (row.kind === 'group') return undefined;
  if (row.kind === 'not-checked') return `not checked ${row.codes.join(', ')}: ${row.reason} ${row.remedy}`;
  const { file, range, severity, code, message } = row.diagnostic;
  return `${file}:${range.start.line}:${range.start.column} ${severity} ${code}: ${message}`;
}
