import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** What is wrong with an output by its published schema; `undefined` where nothing is. */
export function outputProblem(schema: string, output: unknown): string | undefined {
  const path = new URL(`../../resources/schemas/${schema}.schema.json`, import.meta.url);
  const ajv = new Ajv();
  const valid = ajv.validate(JSON.parse(readFileSync(path, 'utf8')) as object, output);
  return valid === true ? undefined : ajv.errorsText();
}
