import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Tickets } from '../../../electron/services/tickets.ts';
import type { InputOf } from '../../../shared/contract/operations.ts';
import type { ValidateOutput } from '../../../shared/contract/outputs.ts';
import { nowhere, runCli } from '../../support/run-cli.ts';
import { finding, range, validating, validation } from './findings.ts';

const clean = validation([]);
const warned = validation([finding({ severity: 'warning' })]);
const noted = validation([finding({ severity: 'note' })]);
const failed = validation([finding()]);

describe('gantry validate', () => {
  test.each([
    ['nothing is found', clean, [], 0],
    ['only notes are found', noted, ['--fail-on', 'warning'], 0],
    ['a warning is found', warned, [], 0],
    ['a warning is found and warnings fail', warned, ['--fail-on', 'warning'], 1],
    ['an error is found', failed, [], 1],
    [
      'the reference validator alone refuses',
      { ...clean, referenceValidator: { verdict: 'reject', message: 'no' } },
      [],
      1,
    ],
    [
      'the reference validator accepts what has errors',
      { ...failed, referenceValidator: { verdict: 'accept', message: 'Valid App Spec.' } },
      [],
      1,
    ],
  ] as const)(
    'when %s, ends with its documented status in every format',
    async (_name, output, options, status) => {
      for (const format of ['text', 'json', 'sarif']) {
        const run = await runCli(['validate', 'demo', '--format', format, ...options], {
          services: validating(output as ValidateOutput),
        });
        expect(run).toMatchObject({ status, stderr: '' });
      }
    },
  );

  test('shows findings by file with place, severity in words, code and the command that fixes', async () => {
    const fixes = [{ title: 'Use ui', safe: true, edits: [] }];
    const output = validation([finding({ fixes }), finding({ file: 'app.json', severity: 'warning' })]);
    const { stdout } = await runCli(['validate', 'demo/appspec.yaml'], { services: validating(output) });
    expect(stdout).toBe(
      [
        join('demo', 'appspec.yaml'),
        '  3:5  error    “web” is not a port tag. Use ui.',
        '                fix: Use ui (gantry fix demo/appspec.yaml)',
        '                appspec/port-tag',
        '',
        join('demo', 'app.json'),
        '  3:5  warning  “web” is not a port tag. Use ui.',
        '                appspec/port-tag',
        '',
        '1 error, 1 warning.',
        '',
      ].join('\n'),
    );
  });

  test('does not offer a fix that may change the meaning as something it would apply', async () => {
    const fixes = [{ title: 'Use ui', safe: false, edits: [] }];
    const { stdout } = await runCli(['validate', 'demo.yaml'], {
      services: validating(validation([finding({ fixes })])),
    });
    expect(stdout).toContain('possible fix: Use ui\n');
  });

  test('says where a related finding is', async () => {
    const related = [{ message: 'the other one', file: 'app.json', range }];
    const { stdout } = await runCli(['validate', 'x.tar.gz'], {
      services: validating(validation([finding({ related })])),
    });
    expect(stdout).toContain('x.tar.gz › appspec.yaml');
    expect(stdout).toContain('see x.tar.gz › app.json:3:5: the other one');
  });

  test('lists what was not checked, those with the same reason together', async () => {
    const missing = { reason: 'No image is known.', remedy: 'Name an archive.' };
    const notChecked = [
      { code: 'image/size', ...missing },
      { code: 'image/platform', ...missing },
    ];
    const { stdout } = await runCli(['validate', 'demo'], { services: validating({ ...clean, notChecked }) });
    expect(stdout).toBe(
      [
        'Not checked (2)',
        '  No image is known. Name an archive.',
        '  image/size, image/platform',
        '',
        'Valid. No findings.',
        '',
      ].join('\n'),
    );
  });

  test('does not let “valid” of the reference validator hide an error', async () => {
    const referenceValidator = { verdict: 'accept' as const, message: 'Valid App Spec.' };
    const { stdout } = await runCli(['validate', 'demo', '--reference-validator', './bin'], {
      services: validating({ ...failed, referenceValidator }),
    });
    expect(stdout).toContain(
      'Reference validator: accepts it (Valid App Spec). It does not see the errors above',
    );
  });

  test('prints nothing with --quiet where all is well, and no notes otherwise', async () => {
    expect((await runCli(['validate', 'demo', '--quiet'], { services: validating(noted) })).stdout).toBe('');
    const output = validation([finding(), finding({ severity: 'note', message: 'by the way' })]);
    const { stdout } = await runCli(['validate', 'demo', '--quiet'], { services: validating(output) });
    expect(stdout).toContain('1 error.');
    expect(stdout).not.toContain('by the way');
  });

  test('wraps messages to the width of a terminal and to none elsewhere', async () => {
    const message = 'word '.repeat(60).trim();
    const services = validating(validation([finding({ message })]));
    const wide = (await runCli(['validate', 'demo'], { services })).stdout;
    expect(wide).toContain(message);
    const narrow = await runCli(['validate', 'demo', '--no-color'], {
      services,
      terminal: true,
      columns: 60,
    });
    expect(Math.max(...narrow.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(60);
  });

  test('never sends control characters of a manifest to the terminal', async () => {
    const services = validating(
      validation([finding({ message: 'value “\u001b]0;x\u0007”', file: 'a\u001b.yaml' })]),
    );
    const { stdout } = await runCli(['validate', 'demo', '--no-color'], { services, terminal: true });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u0007');
  });

  test('prints one JSON document that is the operation’s output, whatever --quiet says', async () => {
    const { stdout, stderr } = await runCli(['validate', 'demo', '--format', 'json', '--quiet'], {
      services: validating(failed),
      terminal: true,
    });
    expect(JSON.parse(stdout)).toEqual(failed);
    expect(stderr).toBe('');
  });

  test('hands over tickets and never paths', async () => {
    let tickets: Tickets | undefined;
    let input: InputOf<'target.validate'> | undefined;
    await runCli(['validate', 'demo', '--reference-validator', '/opt/bin/validator'], {
      onTickets: (given) => {
        tickets = given;
      },
      services: {
        'target.validate': (given) => {
          input = given;
          return Promise.resolve(clean);
        },
      },
    });
    expect(JSON.stringify(input)).not.toMatch(/demo|validator"?:"\//);
    expect(tickets?.resolve(input?.target ?? '')).toBe(join(nowhere, 'demo'));
    expect(tickets?.resolve(input?.referenceValidator ?? '')).toMatch(/validator$/);
  });
});

describe('colours', () => {
  const run = (env: Record<string, string>, terminal: boolean, ...options: string[]) =>
    runCli(['validate', 'demo', ...options], { services: validating(failed), env, terminal });
  const colour = '\u001b[';

  test.each<[string, Record<string, string>, boolean, readonly string[], boolean]>([
    ['on a terminal', {}, true, [], true],
    ['elsewhere', {}, false, [], false],
    ['on a dumb terminal', { TERM: 'dumb' }, true, [], false],
    ['with NO_COLOR', { NO_COLOR: '1' }, true, [], false],
    ['with an empty NO_COLOR', { NO_COLOR: '' }, true, [], true],
    ['with --no-color', {}, true, ['--no-color'], false],
    ['with FORCE_COLOR', { FORCE_COLOR: '1' }, false, [], true],
    ['with FORCE_COLOR=0', { FORCE_COLOR: '0' }, true, [], false],
    ['with both', { FORCE_COLOR: '1', NO_COLOR: '1' }, true, [], false],
    ['with FORCE_COLOR and --no-color', { FORCE_COLOR: '1' }, true, ['--no-color'], false],
  ])('%s', async (_name, env, terminal, options, coloured) => {
    expect((await run(env, terminal, ...options)).stdout.includes(colour)).toBe(coloured);
  });

  test('carry nothing that the words do not say', async () => {
    const plain = (await run({ NO_COLOR: '1' }, true)).stdout;
    expect(stripVTControlCharacters((await run({}, true)).stdout)).toBe(plain);
  });
});
