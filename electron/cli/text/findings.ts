import type { DiagnosticOutput, ValidateOutput } from '../../../shared/contract/outputs.ts';
import { formatCount } from '../../../shared/report/format.ts';
import { type Colors, printable, type Style, wrapAfter } from './style.ts';

/** How findings are shown. */
export interface FindingsView {
  readonly style: Style;
  /** What the reader calls a file of the target: `demo/appspec.yaml`. */
  readonly fileName: (file: string) => string;
  /** The command that applies safe fixes; absent where there is nothing to write to. */
  readonly fixCommand?: string;
}

const severityColor: Readonly<
  Record<DiagnosticOutput['severity'], keyof Colors & ('red' | 'yellow' | 'cyan')>
> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
};
const severityWidth = 'warning'.length;

/** Findings by file: place, severity, message, code and what would repair it. */
export function renderFindings(diagnostics: readonly DiagnosticOutput[], view: FindingsView): string {
  const byFile = new Map<string, DiagnosticOutput[]>();
  for (const diagnostic of diagnostics) {
    const those = byFile.get(diagnostic.file);
    if (those === undefined) byFile.set(diagnostic.file, [diagnostic]);
    else those.push(diagnostic);
  }
  const { colors } = view.style;
  return [...byFile]
    .map(([file, those]) => {
      const placeWidth = Math.max(...those.map((each) => place(each).length));
      const blocks = those.map((each) => renderFinding(each, placeWidth, view));
      return [colors.underline(printable(view.fileName(file))), ...blocks].join('\n');
    })
    .join('\n\n');
}

function renderFinding(diagnostic: DiagnosticOutput, placeWidth: number, view: FindingsView): string {
  const { style } = view;
  const { colors } = style;
  const indent = 2 + placeWidth + 2 + severityWidth + 2;
  const blank = ' '.repeat(indent);
  const word = diagnostic.severity.padEnd(severityWidth);
  const head = `  ${colors.dim(place(diagnostic).padStart(placeWidth))}  ${colors.bold(colors[severityColor[diagnostic.severity]](word))}  `;
  const lines = [head + wrapAfter(indent, diagnostic.message, style)];
  for (const related of diagnostic.related ?? []) {
    const where = `${view.fileName(related.file)}:${related.range.start.line}:${related.range.start.column}`;
    lines.push(blank + wrapAfter(indent, `see ${where}: ${related.message}`, style));
  }
  const fix = diagnostic.fixes[0];
  if (fix !== undefined) {
    const how = fix.safe && view.fixCommand !== undefined ? ` (${view.fixCommand})` : '';
    const label = fix.safe ? 'fix: ' : 'possible fix: ';
    lines.push(blank + colors.green(label) + wrapAfter(indent + label.length, fix.title + how, style));
  }
  lines.push(blank + colors.dim(diagnostic.code));
  return lines.join('\n');
}

function place({ range }: DiagnosticOutput): string {
  return `${range.start.line}:${range.start.column}`;
}

/** The checks that lacked a fact; those with the same reason are told together. */
export function renderNotChecked(notChecked: ValidateOutput['notChecked'], style: Style): string {
  const groups = new Map<string, string[]>();
  for (const { code, reason, remedy } of notChecked) {
    const text = `${reason} ${remedy}`;
    groups.set(text, [...(groups.get(text) ?? []), code]);
  }
  const { colors } = style;
  const blocks = [...groups].map(
    ([text, codes]) =>
      `  ${wrapAfter(2, text, style)}\n  ${colors.dim(wrapAfter(2, codes.join(', '), style))}`,
  );
  return [colors.bold(`Not checked (${notChecked.length})`), ...blocks].join('\n');
}

/** `2 errors, 1 warning, 3 notes`; what there is none of is left out. */
export function countFindings(summary: ValidateOutput['summary']): string {
  const parts = [
    summary.errors > 0 ? formatCount(summary.errors, 'error') : '',
    summary.warnings > 0 ? formatCount(summary.warnings, 'warning') : '',
    summary.notes > 0 ? formatCount(summary.notes, 'note') : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'No findings' : parts.join(', ');
}

/** The summary line, with a word and a colour for the worst there is. */
export function renderSummary(summary: ValidateOutput['summary'], style: Style): string {
  const { colors } = style;
  const text = `${countFindings(summary)}.`;
  if (summary.errors > 0) return colors.bold(colors.red(text));
  if (summary.warnings > 0) return colors.bold(colors.yellow(text));
  return colors.bold(colors.green(summary.notes > 0 ? `Valid: ${text}` : `Valid. ${text}`));
}
