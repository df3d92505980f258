import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { exitStatus, statusOf } from '../../../electron/cli/exit-status.ts';
import { GantryError } from '../../../shared/contract/error.ts';
import { ErrorOutput } from '../../../shared/contract/outputs.ts';
import { runCli } from '../../support/run-cli.ts';

const isErrorOutput = new Ajv().compile(ErrorOutput);

describe('wrong usage', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['a misspelt verb', ['valdate', 'demo'], ['“valdate”', 'did you mean validate?', '“gantry --help”']],
    ['a verb that is nothing like one', ['frobnicate'], ['“frobnicate”', '“gantry --help”']],
    ['a missing target', ['validate'], ['target', '“gantry validate --help”']],
    ['a second target', ['validate', 'a', 'b'], ['validate', '1', '2']],
    ['an unknown option', ['validate', 'a', '--fomat', 'json'], ['“--fomat”', '--format']],
    [
      'a format the verb has not',
      ['bundle', 'a', '--format', 'sarif'],
      ['--format', '“sarif”', 'text, json'],
    ],
    ['an option without its value', ['bundle', 'a', '-o'], ['--output']],
    [
      'a threshold that is none',
      ['validate', 'a', '--fail-on', 'notes'],
      ['--fail-on', '“notes”', 'warning'],
    ],
    ['a new project without a template', ['new', 'demo'], ['--template', '“gantry new --help”']],
    ['a level out of range', ['bundle', 'a', '--level', '12'], ['--level', '“12”', 'from 1 to 9']],
    ['a layout that is none', ['bundle', 'a', '--layout', 'zip'], ['--layout', '“zip”', 'bundle, pkg']],
    [
      'an image without its archive',
      ['bundle', 'a', '--image', 'web:1.0'],
      ['“web:1.0”', 'my-app:1.0=my-app.tar'],
    ],
    ['an image with an empty archive', ['bundle', 'a', '--image', 'web:1.0='], ['“web:1.0=”']],
    ['a signature on a bundle', ['bundle', 'a', '--sign-key', 'k', '--sign-cert', 'c'], ['--layout pkg']],
    ['a key without a certificate', ['bundle', 'a', '--layout', 'pkg', '--sign-key', 'k'], ['--sign-cert']],
    ['a platform that is none', ['build', 'a', '--platform', 'amd64'], ['“amd64”', 'linux/amd64']],
    ['a part of the version that is none', ['bump', 'a', 'huge'], ['“huge”', 'major, minor, patch']],
  ])('%s ends with 2 and one sentence', async (_name, argv, words) => {
    const { status, stdout, stderr } = await runCli(argv);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^gantry: [^\n]*[.?]\n$/);
    for (const word of words) expect(stderr).toContain(word);
    expect(stderr).not.toContain('error:');
  });

  test('is one JSON document where JSON was asked for', async () => {
    for (const argv of [
      ['validate', '--format', 'json'],
      ['validate', '--format=json', 'a', 'b'],
    ]) {
      const { status, stdout, stderr } = await runCli(argv);
      expect(status).toBe(2);
      expect(stderr).toBe('');
      const output: unknown = JSON.parse(stdout);
      isErrorOutput(output);
      expect(isErrorOutput.errors).toBeNull();
      expect(output).toMatchObject({ error: { code: 'Usage' } });
    }
  });

  test('no verb at all prints the help on standard error and ends with 2', async () => {
    const { status, stdout, stderr } = await runCli([]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('validate');
  });
});

describe('help', () => {
  test('lists every verb and the exit statuses on standard output', async () => {
    const { status, stdout, stderr } = await runCli(['--help']);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    for (const verb of ['new', 'validate', 'fix', 'build', 'bundle', 'inspect', 'bump', 'doctor']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${verb} `, 'm'));
    }
    expect(stdout).toContain('130 cancelled');
  });

  test('of a verb names its own options and the common ones', async () => {
    const { status, stdout } = await runCli(['bundle', '--help']);
    expect(status).toBe(0);
    for (const option of ['--image', '--level', '--layout', '--force', '--format', '--quiet', '--no-color']) {
      expect(stdout).toContain(option);
    }
  });

  test('the version is printed alone', async () => {
    const { status, stdout } = await runCli(['--version']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('a failed operation', () => {
  const failing = (error: unknown) => ({ 'target.validate': () => Promise.reject(error) });

  test('is one sentence on standard error with paths from where the user stands', async () => {
    const cwd = process.cwd();
    const error = new GantryError('NotAProject', { path: `${cwd}/demo` });
    const { status, stdout, stderr } = await runCli(['validate', 'demo'], { services: failing(error), cwd });
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^gantry: “demo” is not an app project[^\n]*\n$/);
  });

  test('is one JSON document with its code and data where JSON was asked for', async () => {
    const error = new GantryError('FileTooLarge', { path: 'app.json', bytes: 10, limit: 5 });
    const { status, stdout, stderr } = await runCli(['validate', 'demo', '--format', 'json'], {
      services: failing(error),
      terminal: true,
    });
    expect(status).toBe(2);
    expect(stderr).toBe('');
    const output: unknown = JSON.parse(stdout);
    expect(isErrorOutput(output)).toBe(true);
    expect(output).toMatchObject({
      error: { code: 'FileTooLarge', data: { path: 'app.json', bytes: 10, limit: 5 } },
    });
  });

  test('that nobody foresaw is Internal, without its stack but with how to see it', async () => {
    const services = failing(new TypeError('x is undefined\nsecond line'));
    const { status, stderr } = await runCli(['validate', 'demo'], { services });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^gantry: Gantry itself failed: x is undefined\. .*GANTRY_DEBUG=1.*\n$/);
    expect(stderr).not.toContain('    at ');
  });

  test('shows its stack and that of its cause with GANTRY_DEBUG', async () => {
    const services = failing(new TypeError('x is undefined'));
    const { stderr } = await runCli(['validate', 'demo'], { services, env: { GANTRY_DEBUG: '1' } });
    expect(stderr).toMatch(/caused by\nTypeError: x is undefined\n\s+at /);
  });

  test('after an abort is a cancellation, whatever was thrown', async () => {
    const controller = new AbortController();
    const services = {
      'target.validate': () => {
        controller.abort();
        return Promise.reject(new Error('socket hang up'));
      },
    };
    const { status, stderr } = await runCli(['validate', 'demo'], { services, signal: controller.signal });
    expect(status).toBe(130);
    expect(stderr).toContain('Cancelled');
  });

  test('never sends control characters of a name to the terminal', async () => {
    const error = new GantryError('FileUnreadable', { path: 'a\u001b[2Jb', reason: 'it does not exist' });
    const { stderr } = await runCli(['validate', 'x'], { services: failing(error), env: { NO_COLOR: '1' } });
    expect(stderr).not.toContain('\u001b');
    expect(stderr).toContain('\\u{1b}');
  });
});

test.each([
  ['FindingsBlock', exitStatus.findings],
  ['NotAProject', exitStatus.usage],
  ['ArchiveInvalid', exitStatus.usage],
  ['EngineUnavailable', exitStatus.engine],
  ['ImageNotFound', exitStatus.engine],
  ['OutputUnwritable', exitStatus.writing],
  ['DiskFull', exitStatus.writing],
  ['VerificationFailed', exitStatus.writing],
  ['Cancelled', exitStatus.cancelled],
] as const)('%s ends with %i', (code, status) => {
  expect(statusOf(code)).toBe(status);
});
