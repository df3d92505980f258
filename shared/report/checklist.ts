import type { Diagnostic, NotChecked, Validation } from '../rules/diagnostic.ts';
import { type ChecklistLine, checklistLines } from './checklist-lines.ts';
import { formatCount } from './format.ts';

/** `ticked` and `open` are of lines that a person answers. */
export type ChecklistState = 'passed' | 'failed' | 'not-checked' | 'ticked' | 'open';

/** A line with what is known about it now. */
export interface ChecklistItem {
  readonly line: ChecklistLine;
  readonly state: ChecklistState;
  /** What stands against it, or what there is to consider. */
  readonly findings: readonly Diagnostic[];
  /** Notes: worth a look, no fault. */
  readonly notes: readonly Diagnostic[];
  /** Why it could not be checked whole, each reason once. */
  readonly lacking: readonly Omit<NotChecked, 'code'>[];
  /** How many of its checks ran. */
  readonly ran: number;
}

/** Ticks made by hand, by the id of the line. */
export type ManualTicks = Readonly<Record<string, boolean>>;

/** A line as it travels with the export report. */
export interface ChecklistEntry {
  readonly id: string;
  readonly title: string;
  readonly state: ChecklistState;
  /** One or more plain sentences. */
  readonly detail: string;
}

/** Every line with its state. Without a validation nothing is checked, and what a person ticked stays ticked. */
export function checklistOf(
  validation: Validation | undefined,
  ticks: ManualTicks,
): readonly ChecklistItem[] {
  return checklistLines.map((line) => itemOf(line, validation, ticks));
}

/** How many lines are settled, of how many. */
export function checklistProgress(items: readonly Pick<ChecklistItem, 'state'>[]): {
  readonly done: number;
  readonly total: number;
} {
  const done = items.filter(({ state }) => state === 'passed' || state === 'ticked').length;
  return { done, total: items.length };
}

/** The state of the list as the export report carries it. */
export function checklistReport(validation: Validation | undefined, ticks: ManualTicks): ChecklistEntry[] {
  return checklistOf(validation, ticks).map((item) => ({
    id: item.line.id,
    title: item.line.title,
    state: item.state,
    detail: detailOf(item),
  }));
}

function itemOf(line: ChecklistLine, validation: Validation | undefined, ticks: ManualTicks): ChecklistItem {
  const codes = new Set(line.codes);
  const found = validation?.diagnostics.filter(({ code }) => codes.has(code)) ?? [];
  const asks = line.byHand === 'on-finding';
  const findings = asks ? found : found.filter(({ severity }) => severity !== 'note');
  const ran = validation?.checked.filter((code) => codes.has(code)).length ?? 0;
  const lacking = lackingOf(line, validation, ran);
  const answer = Object.hasOwn(ticks, line.id) && ticks[line.id] === true ? 'ticked' : 'open';
  const state =
    line.byHand === 'always'
      ? answer
      : findings.length > 0
        ? asks
          ? answer
          : 'failed'
        : lacking.length > 0
          ? 'not-checked'
          : 'passed';
  return {
    line,
    state,
    findings,
    notes: asks ? [] : found.filter(({ severity }) => severity === 'note'),
    lacking,
    ran,
  };
}

function lackingOf(
  line: ChecklistLine,
  validation: Validation | undefined,
  ran: number,
): ChecklistItem['lacking'] {
  if (line.byHand === 'always') return [];
  if (!validation)
    return [{ reason: 'The project was not checked yet.', remedy: 'Open it, or wait a moment.' }];
  const lacking = new Map<string, Omit<NotChecked, 'code'>>();
  for (const { code, reason, remedy } of validation.notChecked) {
    if (line.codes.includes(code)) lacking.set(`${reason} ${remedy}`, { reason, remedy });
  }
  if (lacking.size === 0 && ran === 0) {
    return [
      { reason: 'None of its checks applies here.', remedy: 'Check the whole project with all of them on.' },
    ];
  }
  return [...lacking.values()];
}

function detailOf({ line, state, findings, lacking, ran }: ChecklistItem): string {
  const found = findings.map(({ file, range, message }) => {
    const { line: row, column } = range.start;
    return `${file}:${row}:${column}: ${message}`;
  });
  switch (state) {
    case 'passed':
      return `${formatCount(ran, 'check')} ran and found nothing against it.`;
    case 'failed':
      return found.join('\n');
    case 'not-checked':
      return lacking.map(({ reason, remedy }) => `${reason} ${remedy}`).join('\n');
    case 'ticked':
      return 'Confirmed by hand.';
    case 'open':
      return ['Nobody has confirmed it yet.', line.why, ...found].join('\n');
  }
}
