import { describe, expect, it } from 'vitest';
import {
  type ProblemFilter,
  type ProblemRow,
  problemRows,
  rowText,
} from '../../../../renderer/features/problems/problem-rows.ts';
import type { Diagnostic, Severity, Validation } from '../../../../shared/rules/diagnostic.ts';

function finding(file: string, severity: Severity, code: string, line: number): Diagnostic {
  const range = { start: { line, column: 3 }, end: { line, column: 9 } };
  return {
    code,
    severity,
    message: `Trouble with ${code}.`,
    file,
    path: ['a'],
    span: { start: 0, end: 1 },
    range,
  };
}

const validation: Validation = {
  diagnostics: [
    finding('appspec.yaml', 'error', 'appspec/port-tag', 4),
    finding('appspec.yaml', 'note', 'appspec/port-missing-protocol', 9),
    finding('app.json', 'warning', 'appjson/version-not-raised', 2),
  ],
  notChecked: [
    { code: 'image/missing', reason: 'No engine answered.', remedy: 'Start Docker.' },
    { code: 'image/platform', reason: 'No engine answered.', remedy: 'Start Docker.' },
  ],
  checked: [],
};
const all: ProblemFilter = { text: '', hidden: new Set(), grouping: 'file', folded: new Set() };
const outline = (rows: readonly ProblemRow[]): readonly string[] =>
  rows.map((row) =>
    row.kind === 'group'
      ? `${row.title} ${row.count}`
      : `- ${row.kind === 'finding' ? row.diagnostic.code : row.codes.join(' ')}`,
  );

describe('the lines of the panel', () => {
  it('stand under their files, in the order of the findings, with what was not checked at the end', () => {
    expect(outline(problemRows(validation, all))).toEqual([
      'appspec.yaml 2',
      '- appspec/port-tag',
      '- appspec/port-missing-protocol',
      'app.json 1',
      '- appjson/version-not-raised',
      'Not checked 2',
      '- image/missing image/platform',
    ]);
  });

  it('stand under their severities, the worst first', () => {
    const rows = problemRows(validation, { ...all, grouping: 'severity', hidden: new Set(['not-checked']) });
    expect(outline(rows).filter((line) => !line.startsWith('-'))).toEqual([
      'Errors 1',
      'Warnings 1',
      'Notes 1',
    ]);
  });

  it('of a hidden severity are left out, with a group that has no others', () => {
    const rows = problemRows(validation, { ...all, hidden: new Set<Severity>(['warning', 'note']) });
    expect(outline(rows).slice(0, 2)).toEqual(['appspec.yaml 1', '- appspec/port-tag']);
    expect(outline(rows).some((line) => line.startsWith('app.json'))).toBe(false);
  });

  it('match every word of the filter, in the message, the code or the file, in any case', () => {
    const matching = (text: string): readonly string[] => outline(problemRows(validation, { ...all, text }));
    expect(matching('APP.JSON trouble')).toEqual(['app.json 1', '- appjson/version-not-raised']);
    expect(matching('docker')).toEqual(['Not checked 2', '- image/missing image/platform']);
    expect(matching('nowhere')).toEqual([]);
  });

  it('of a folded group are away, but counted', () => {
    const rows = problemRows(validation, { ...all, folded: new Set(['file appspec.yaml']) });
    expect(outline(rows).slice(0, 2)).toEqual(['appspec.yaml 2', 'app.json 1']);
  });

  it('keep their keys when another finding comes before them, and never share one', () => {
    const twice = { ...validation, diagnostics: [...validation.diagnostics, ...validation.diagnostics] };
    const keys = problemRows(twice, all).map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const { key } of problemRows(validation, all)) expect(keys).toContain(key);
  });

  it('copy as file, place, severity, code and message', () => {
    expect(problemRows(validation, all).map(rowText).slice(0, 2)).toEqual([
      undefined,
      'appspec.yaml:4:3 error appspec/port-tag: Trouble with appspec/port-tag.',
    ]);
  });
});
