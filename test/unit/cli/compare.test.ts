import { describe, expect, test } from 'vitest';
import type { Change, CompareOutput } from '../../../shared/contract/comparison.ts';
import { runCli } from '../../support/run-cli.ts';

const change = (severity: Change['severity'], widensAccess = false): Change => ({
  kind: 'port-added',
  severity,
  message: `Something ${severity} changed.`,
  file: 'appspec.yaml',
  path: 'Service web › port web',
  before: null,
  after: '80/TCP',
  widensAccess,
});

const nothing: CompareOutput = {
  schemaVersion: 1,
  before: { target: '/a/old.tar.gz', kind: 'bundle' },
  after: { target: '/a/new.tar.gz', kind: 'bundle' },
  identical: false,
  changes: [],
  texts: [],
  images: [],
  entries: [],
};

const compare = (output: Partial<CompareOutput>, ...options: string[]) =>
  runCli(['compare', './old.tar.gz', './new.tar.gz', ...options], {
    services: { 'target.compare': () => Promise.resolve({ ...nothing, ...output }) },
  });

describe('gantry compare', () => {
  test('says what changed, what widens access, and how much', async () => {
    const { stdout, status } = await compare({ changes: [change('critical', true), change('minor')] });
    expect(stdout).toContain('Widens access: Something critical changed.');
    expect(stdout).toContain('2 changes: 1 critical, 1 minor. 1 change widens access.');
    expect(status).toBe(0);
  });

  test.each([
    ['critical', ['critical'], 1],
    ['critical', ['notable'], 0],
    ['notable', ['notable'], 1],
    ['minor', ['minor'], 1],
    ['any', ['minor'], 1],
    ['any', [], 0],
    ['never', ['critical'], 0],
  ] as const)('--fail-on %s with %j ends with %i', async (failOn, severities, expected) => {
    const changes = severities.map((severity) => change(severity));
    expect((await compare({ changes }, '--fail-on', failOn)).status).toBe(expected);
  });

  test('--fail-on any counts an entry that differs without meaning', async () => {
    const entries = [{ name: 'my-app.tar', before: 'a', after: 'b' }];
    expect((await compare({ entries }, '--fail-on', 'any')).status).toBe(1);
    expect((await compare({ entries }, '--fail-on', 'minor')).status).toBe(0);
  });

  test('says so where both are the same', async () => {
    expect((await compare({ identical: true })).stdout).toContain('The same, byte for byte.');
    expect((await compare({ identical: true }, '--quiet')).stdout).toBe('');
    expect((await compare({})).stdout).toContain('Nothing changed.');
  });

  test('shows nothing of what a name may try to do to the terminal', async () => {
    const message = 'A name with \u001b[2J in it.';
    expect((await compare({ changes: [{ ...change('minor'), message }] })).stdout).not.toContain('\u001b');
  });

  test('prints the comparison as JSON', async () => {
    const { stdout } = await compare({}, '--format', 'json');
    expect(JSON.parse(stdout)).toEqual(nothing);
  });
});

describe('gantry inspect --report', () => {
  test('refuses a name whose ending tells no format, before anything is read', async () => {
    const { status, stderr } = await runCli(['inspect', './x.tar.gz', '--report', 'x.pdf']);
    expect(status).toBe(2);
    expect(stderr).toContain('.html, .json or .sarif');
  });

  test.each(['html', 'json', 'sarif'])('writes a .%s for so many nodes', async (format) => {
    const asked: unknown[] = [];
    const { status } = await runCli(['inspect', './x.tar.gz', '--report', `r.${format}`, '--nodes', '6'], {
      services: {
        'target.inspect': () =>
          Promise.resolve({ schemaVersion: 1, kind: 'bundle', target: 'x', images: [], diagnostics: [] }),
        'review.report': (input) => {
          asked.push(input);
          return Promise.resolve({ file: 'r', bytes: 1, sha256: 'ab'.repeat(32) });
        },
      },
    });
    expect(status).toBe(0);
    expect(asked).toMatchObject([{ format, nodes: 6 }]);
  });
});
