import { Ajv, type ValidateFunction } from 'ajv';
import { formatPath } from '../../../shared/text/path.ts';
import { studioTable } from './studio-table.ts';

const ajv = new Ajv();
const checks = new Map<string, ValidateFunction>();

/** What is wrong with an operation's input, in words for a log; `undefined` where it is as its schema says. */
export function inputProblem(name: string, input: unknown): string | undefined {
  const check = checkOf(name);
  if (check === undefined) return 'the operation is not known';
  if (check(input)) return undefined;
  const [error] = check.errors ?? [];
  const path = error?.instancePath.split('/').slice(1) ?? [];
  return `${path.length === 0 ? 'it' : `“${formatPath(path)}”`} ${error?.message ?? 'is wrong'}`;
}

/** Compiled when an operation is first called: most pages use few of them. */
function checkOf(name: string): ValidateFunction | undefined {
  const known = checks.get(name);
  if (known !== undefined) return known;
  const operation = Object.entries(studioTable).find(([each]) => each === name)?.[1];
  if (operation === undefined) return undefined;
  const check = ajv.compile(operation.input);
  checks.set(name, check);
  return check;
}
