import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tickets } from '../../../electron/services/tickets.ts';
import { GantryError } from '../../../shared/contract/error.ts';
import type { InputOf, OperationName } from '../../../shared/contract/operations.ts';
import type { BundleOutput } from '../../../shared/contract/outputs.ts';
import { nowhere, runCli } from '../../support/run-cli.ts';
import { finding } from './findings.ts';

const sha256 = 'ab'.repeat(32);

const bundled: BundleOutput = {
  schemaVersion: 1,
  file: join(nowhere, 'demo', 'demo-bundle.tar.gz'),
  layout: 'bundle',
  bytes: 12_345_678,
  sha256,
  entries: [{ name: 'app.json', bytes: 120, sha256 }],
  images: [
    {
      ref: 'web:1.0',
      id: `sha256:${sha256}`,
      platform: 'linux/amd64',
      bytes: 450_000_000,
      compressedBytes: 12_000_000,
    },
  ],
  elapsedMs: 4200,
  diagnostics: [],
};

describe('gantry bundle', () => {
  test('shows the file, its size and digest, what is in it, and the next step', async () => {
    const { status, stdout } = await runCli(['bundle', 'demo'], {
      services: { 'bundle.export': () => Promise.resolve(bundled) },
    });
    expect(status).toBe(0);
    for (const part of [
      join('demo', 'demo-bundle.tar.gz'),
      '12.3 MB (12,345,678 bytes)',
      sha256,
      '4.2 s',
      'app.json',
      '450 MB',
      '12.0 MB',
      'Next: ',
      'Upload',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  test('prints only the file with --quiet', async () => {
    const services = { 'bundle.export': () => Promise.resolve(bundled) };
    const { stdout } = await runCli(['bundle', 'demo', '--quiet'], { services });
    expect(stdout).toBe(`${join('demo', 'demo-bundle.tar.gz')}\n`);
  });

  test('turns its options into the operation’s input', async () => {
    let tickets: Tickets | undefined;
    let input: InputOf<'bundle.export'> | undefined;
    const argv = 'bundle demo -o out.pkg --image web:1.0=web.tar --image db:2=a=b.tar --level 9 --layout pkg';
    const signing = '--force --sign-key k.pem --sign-cert c.pem';
    await runCli(`${argv} ${signing}`.split(' '), {
      onTickets: (given) => {
        tickets = given;
      },
      services: {
        'bundle.export': (given) => {
          input = given;
          return Promise.resolve(bundled);
        },
      },
    });
    const path = (ticket = '') => tickets?.resolve(ticket).slice(nowhere.length + 1);
    expect(input).toMatchObject({ level: 9, layout: 'pkg', force: true });
    expect(path(input?.output)).toBe('out.pkg');
    expect(input?.images.map(({ reference, archive }) => [reference, path(archive)])).toEqual([
      ['web:1.0', 'web.tar'],
      ['db:2', 'a=b.tar'],
    ]);
    expect([path(input?.signing?.key), path(input?.signing?.certificate)]).toEqual(['k.pem', 'c.pem']);
  });

  const blocked = (name: OperationName) => ({
    [name]: () =>
      Promise.reject(new GantryError('FindingsBlock', { errors: 1, name: 'demo', diagnostics: [finding()] })),
  });

  test('shows the findings that stand in its way, then one line, and ends with 1', async () => {
    const { status, stdout, stderr } = await runCli(['bundle', 'demo'], {
      services: blocked('bundle.export'),
    });
    expect(status).toBe(1);
    expect(stdout).toContain('“web” is not a port tag');
    expect(stderr).toMatch(/^gantry: “demo” was not bundled: the check found 1 error\.[^\n]*\n$/);
  });

  test('has the findings in its JSON error', async () => {
    const { status, stdout, stderr } = await runCli(['bundle', 'demo', '--format', 'json'], {
      services: blocked('bundle.export'),
    });
    expect(status).toBe(1);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'FindingsBlock', data: { diagnostics: [{ code: 'appspec/port-tag' }] } },
    });
  });

  test('shows progress on a terminal only, and takes it away', async () => {
    const services = {
      'bundle.export': (_input: unknown, call: { progress(value: unknown): void }) => {
        call.progress({ phase: 'image', subject: 'web:1.0', bytesDone: 50, bytesTotal: 100 });
        return Promise.resolve(bundled);
      },
    };
    const shown = await runCli(['bundle', 'demo'], { services, terminal: true, env: { NO_COLOR: '1' } });
    expect(shown.stderr).toContain('Packing  web:1.0  ██████████░░░░░░░░░░ 50 %');
    expect(shown.stderr.endsWith('\r\u001b[2K')).toBe(true);
    const silent = [{ terminal: false }, { terminal: true, env: { TERM: 'dumb' } }];
    for (const setting of silent)
      expect((await runCli(['bundle', 'demo'], { services, ...setting })).stderr).toBe('');
    const quiet = await runCli(['bundle', 'demo', '--quiet'], { services, terminal: true });
    expect(quiet.stderr).toBe('');
  });
});
