import { Ajv } from 'ajv';
import standaloneCode from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'rolldown';
import { studioTable } from '../../electron/services/page/studio-table.ts';

/**
 * Puts the table of operations into the programs as what a host needs of it: the names, and the checks of all inputs as
 * code. Compiling them takes Ajv, the builder of the schemas and a tenth of a second, while a page waits for its first
 * answer. What runs from source compiles the same schemas in `input-checks.ts`.
 */
export function compiledInputs(): Plugin {
  return {
    name: 'compiled-inputs',
    load: {
      filter: { id: /[\\/]services[\\/]page[\\/](?:input-checks|studio-table)\.ts$/ },
      handler: (id) => (id.endsWith('input-checks.ts') ? checksAsCode() : tableAsCode()),
    },
  };
}

function checksAsCode(): string {
  const ajv = new Ajv({ code: { source: true, esm: true } });
  const names = Object.keys(studioTable);
  // Copies, as Ajv would name what two operations share once, and print it twice.
  for (const [name, { input }] of Object.entries(studioTable)) ajv.addSchema(structuredClone(input), name);
  // An operation's own name has a dot, so no check can be called by it.
  const code = standaloneCode(ajv, Object.fromEntries(names.map((name, at) => [`check${at}`, name])));
  const members = names.map((name, at) => `${JSON.stringify(name)}: check${at}`);
  return `${code}
const checks = { ${members.join(', ')} };
export const checkOf = (name) => (Object.hasOwn(checks, name) ? checks[name] : undefined);
`;
}

/** Without the schemas: serving asks which operations there are, and how each tells its progress. */
function tableAsCode(): string {
  const rest = Object.entries(studioTable).map(([name, operation]) => {
    const { input: _, output: _output, progress: _progress, errors: _errors, ...own } = operation;
    return [name, own] as const;
  });
  return `export const studioTable = ${JSON.stringify(Object.fromEntries(rest))};
`;
}
