import { Ajv, type ErrorObject } from 'ajv';
import { studioTable } from './studio-table.ts';

/** Whether a value is as a schema says; what is wrong with it is kept with the check until the next one. */
export interface InputCheck {
  (input: unknown): boolean;
  errors?: readonly ErrorObject[] | null;
}

const ajv = new Ajv();
const checks = new Map<string, InputCheck>();

/**
 * The check of an operation's input; `undefined` where there is no such operation. In the built programs this file is
 * replaced by the same checks as code (`scripts/packaging/compiled-inputs.ts`).
 */
export function checkOf(name: string): InputCheck | undefined {
  const known = checks.get(name);
  if (known !== undefined) return known;
  const operation = Object.entries(studioTable).find(([each]) => each === name)?.[1];
  if (operation === undefined) return undefined;
  const check: InputCheck = ajv.compile(operation.input);
  checks.set(name, check);
  return check;
}
