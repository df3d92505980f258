/** The checks in the built programs are code made from the schemas; from source the schemas are compiled as they are. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { beforeAll, expect, test } from 'vitest';
import { inputProblem } from '../../../electron/services/page/input-check.ts';
import { studioTable } from '../../../electron/services/page/studio-table.ts';
import { compiledInputs } from '../../../scripts/packaging/compiled-inputs.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const page = join(import.meta.dirname, '../../../electron/services/page');
const values = [
  undefined,
  null,
  0,
  1.5,
  -1,
  true,
  '',
  'x',
  'major',
  [],
  [1],
  {},
  { x: 1 },
  ['x'],
  '💥'.repeat(70),
];

let built: {
  readonly inputProblem: typeof inputProblem;
  readonly studioTable: Readonly<Record<string, object>>;
};
let bytes = 0;

beforeAll(async () => {
  const dir = await temporaryFolder();
  const { output } = await build({
    input: 'both',
    platform: 'node',
    plugins: [
      {
        name: 'both',
        resolveId: (id) => (id === 'both' ? join(page, 'both.ts') : null),
        load: (id) =>
          id.endsWith('both.ts')
            ? `export * from './input-check.ts';\nexport * from './studio-table.ts';`
            : null,
      },
      compiledInputs(),
    ],
    output: { dir, format: 'esm', entryFileNames: 'both.mjs' },
  });
  bytes = output[0].code.length;
  built = (await import(pathToFileURL(join(dir, 'both.mjs')).href)) as typeof built;
});

test.each(Object.entries(studioTable))(
  '%s takes and refuses the same, in the same words',
  (name, { input }) => {
    const members = Object.keys('properties' in input ? (input.properties as object) : {});
    const all = (value: unknown) => Object.fromEntries(members.map((member) => [member, value]));
    const inputs: unknown[] = [...values, all('x'), all(1), { ...all('x'), more: 1 }];
    for (const member of members)
      for (const value of values) inputs.push({ ...all('x'), [member]: value }, { [member]: value });
    const answers = inputs.map((each) => built.inputProblem(name, each));
    expect(answers).toEqual(inputs.map((each) => inputProblem(name, each)));
    expect(answers).toContain('it must be object');
  },
);

test('an operation that nobody declared is known to neither', () => {
  for (const name of ['no.such', 'constructor', '__proto__', 'check0'])
    expect([built.inputProblem(name, {}), inputProblem(name, {})]).toEqual(
      Array(2).fill('the operation is not known'),
    );
});

test('the table keeps every name, and how its progress is told, without what builds schemas', () => {
  expect(Object.keys(built.studioTable)).toEqual(Object.keys(studioTable));
  for (const [name, operation] of Object.entries(studioTable))
    expect(built.studioTable[name]).toEqual(operation.everyProgress ? { everyProgress: true } : {});
  expect(bytes).toBeLessThan(250_000);
});
