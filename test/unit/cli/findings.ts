/** Findings and validations for tests of the command line. */
import { join } from 'node:path';
import type { DiagnosticOutput, ValidateOutput } from '../../../shared/contract/outputs.ts';
import { nowhere } from '../../support/run-cli.ts';

export const range = { start: { line: 3, column: 5 }, end: { line: 3, column: 9 } };

/** A finding of error severity, but for what is given. */
export function finding(over: Partial<DiagnosticOutput> = {}): DiagnosticOutput {
  return {
    code: 'appspec/port-tag',
    severity: 'error',
    message: '“web” is not a port tag. Use ui.',
    file: 'appspec.yaml',
    path: '/spec',
    range,
    fixes: [],
    ...over,
  };
}

/** The output of `gantry validate` for the findings. */
export function validation(
  diagnostics: readonly DiagnosticOutput[],
  over: Partial<ValidateOutput> = {},
): ValidateOutput {
  const count = (severity: string) => diagnostics.filter((each) => each.severity === severity).length;
  return {
    schemaVersion: 1,
    target: join(nowhere, 'demo'),
    summary: { errors: count('error'), warnings: count('warning'), notes: count('note') },
    diagnostics: [...diagnostics],
    notChecked: [],
    ...over,
  };
}

export const validating = (output: ValidateOutput) => ({ 'target.validate': () => Promise.resolve(output) });
