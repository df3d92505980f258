/** Writes `resources/schemas`; run by `npm run schemas` from the top of the checkout. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFiles } from '../shared/contract/json-schemas.ts';

const folder = join(process.cwd(), 'resources', 'schemas');
mkdirSync(folder, { recursive: true });
for (const { name, text } of schemaFiles()) writeFileSync(join(folder, name), text);
process.stdout.write(`Wrote ${schemaFiles().length} schemas to ${folder}.\n`);
