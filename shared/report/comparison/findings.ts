import type { Change } from '../../contract/comparison.ts';
import type { Diagnostic } from '../../rules/diagnostic.ts';
import { ChangeList, type ChangeSeverity } from './change-list.ts';

type Finding = Pick<Diagnostic, 'code' | 'severity' | 'message' | 'file'>;

const severities: Readonly<Record<Diagnostic['severity'], ChangeSeverity>> = {
  error: 'critical',
  warning: 'notable',
  note: 'minor',
};

/**
 * Findings that came and went. One of the same code that only words another name or value is the same finding, so a rename
 * makes none new.
 */
export function compareFindings(before: readonly Finding[], after: readonly Finding[]): Change[] {
  const key = (finding: Finding): string => `${finding.code} ${finding.message}`;
  const came = less(after, before, key);
  const went = less(before, after, key);
  const fresh = less(came, went, ({ code }) => code);
  const gone = less(went, came, ({ code }) => code);
  return [
    ...fresh.flatMap((finding) =>
      one(
        finding.file,
        'finding-new',
        severities[finding.severity],
        `New ${finding.severity}: ${finding.message}`,
        finding.code,
      ),
    ),
    ...gone.flatMap((finding) =>
      one('', 'finding-gone', 'minor', `No longer found: ${finding.message}`, finding.code),
    ),
  ];
}

function one(file: string, kind: string, severity: ChangeSeverity, message: string, code: string): Change[] {
  const changes = new ChangeList(file);
  changes.add(kind, severity, message, { path: code });
  return changes.list;
}

/** What is in the first and not in the second, each counted as often as it is there. */
function less<T>(items: readonly T[], others: readonly T[], keyOf: (item: T) => string): T[] {
  const open = new Map<string, number>();
  for (const other of others) open.set(keyOf(other), (open.get(keyOf(other)) ?? 0) + 1);
  return items.filter((item) => {
    const left = open.get(keyOf(item)) ?? 0;
    open.set(keyOf(item), left - 1);
    return left <= 0;
  });
}
