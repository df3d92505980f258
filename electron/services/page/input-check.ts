import { formatPath } from '../../../shared/text/path.ts';
import { checkOf } from './input-checks.ts';

/** What is wrong with an operation's input, in words for a log; `undefined` where it is as its schema says. */
export function inputProblem(name: string, input: unknown): string | undefined {
  const check = checkOf(name);
  if (check === undefined) return 'the operation is not known';
  if (check(input)) return undefined;
  const [error] = check.errors ?? [];
  const path = error?.instancePath.split('/').slice(1) ?? [];
  return `${path.length === 0 ? 'it' : `“${formatPath(path)}”`} ${error?.message ?? 'is wrong'}`;
}
