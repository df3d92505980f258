import type { Change } from '../../contract/comparison.ts';

export type ChangeSeverity = Change['severity'];

interface ChangeDetails {
  readonly path?: string;
  readonly before?: string;
  readonly after?: string;
  /** It lets the app reach more, or others reach more of it. */
  readonly widens?: boolean;
}

const rank: Readonly<Record<ChangeSeverity, number>> = { critical: 0, notable: 1, minor: 2 };

/** Gathers changes of one file. */
export class ChangeList {
  readonly list: Change[] = [];
  readonly file: string;

  /** @param file where the changes stand in the new one; empty where it has none */
  constructor(file: string) {
    this.file = file;
  }

  add(kind: string, severity: ChangeSeverity, message: string, details: ChangeDetails = {}): void {
    const { path = '', before, after, widens = false } = details;
    this.list.push({
      kind,
      severity,
      message,
      file: this.file,
      path,
      before: before ?? null,
      after: after ?? null,
      widensAccess: widens,
    });
  }
}

/** What became of the version first, then the most severe, what widens access before the rest of its severity; otherwise as they came. */
export function inOrder(changes: readonly Change[]): Change[] {
  const weight = (change: Change): number =>
    change.kind.startsWith('version-') ? -1 : rank[change.severity] * 2 + (change.widensAccess ? 0 : 1);
  return [...changes].sort((a, b) => weight(a) - weight(b));
}
