import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Tickets } from '../../../electron/services/tickets.ts';
import { GantryError } from '../../../shared/contract/error.ts';
import type { InputOf } from '../../../shared/contract/operations.ts';
import type { CacheOutput, InspectOutput } from '../../../shared/contract/outputs.ts';
import { nowhere, runCli } from '../../support/run-cli.ts';

const sha256 = 'ab'.repeat(32);

describe('gantry inspect', () => {
  const output: InspectOutput = {
    schemaVersion: 1,
    kind: 'image-archive',
    target: 'web.tar',
    images: [
      {
        ref: 'web:1.0',
        tags: ['web:1.0', 'web:latest'],
        id: `sha256:${sha256}`,
        platform: 'linux/amd64',
        bytes: 5_000_000,
        layers: [
          { diffId: `sha256:${sha256}`, bytes: 4_000_000, command: '/bin/sh -c #(nop) COPY dir:x in /' },
          {
            diffId: `sha256:${sha256}`,
            bytes: 1_000_000,
            command: `/bin/sh -c apt-get ${'install '.repeat(40)}`,
          },
        ],
      },
    ],
    diagnostics: [],
  };

  test('lists layers with their sizes and their commands, cut to the width', async () => {
    const { stdout } = await runCli(['inspect', 'web.tar'], {
      services: { 'target.inspect': () => Promise.resolve(output) },
      terminal: true,
      env: { NO_COLOR: '1' },
    });
    expect(stdout).toContain('5.00 MB in 2 layers');
    expect(stdout).toContain('also tagged web:latest');
    expect(stdout).toMatch(/1 {2}4\.00 MB {2}abababababab {2}COPY dir:x in \/\n/);
    expect(stdout).toMatch(/2 {2}1\.00 MB {2}abababababab {2}RUN apt-get install .*…\n/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('shows largest files, waste and advice, and leaves them out with --quiet', async () => {
    const [image] = output.images;
    if (image === undefined) throw new Error('no image');
    const advice = [
      {
        code: 'advice/tests',
        message: 'Tests take 2.00 MB in 3 files.',
        savesBytes: 2e6,
        paths: ['/app/tests/a', '/app/tests/b', '/app/tests/c'],
        layers: [0, 1],
        edit: {
          file: '.dockerignore',
          title: 'Leave them out',
          diff: '--- a\n+++ b\n@@ -0,0 +1 @@\n+**/tests\n',
        },
      },
    ];
    const measured = {
      ...image,
      files: 12,
      fileBytes: 4_000_000,
      wastedBytes: 1_000_000,
      efficiency: 0.8,
      largest: [{ path: '/bin/app', bytes: 3_000_000, layer: 1 }],
      wasted: [{ path: '/etc/motd', bytes: 1_000_000, copies: 1, layers: [0], removed: true }],
      advice,
    };
    const services = { 'target.inspect': () => Promise.resolve({ ...output, images: [measured] }) };
    const { stdout } = await runCli(['inspect', 'web.tar'], { services });
    expect(stdout).toContain(
      '4.00 MB in 12 files, 1.00 MB wasted in files that later layers change or remove; efficiency 80 %',
    );
    expect(stdout).toMatch(/3\.00 MB +2 {2}\/bin\/app\n/);
    expect(stdout).toMatch(/1\.00 MB +1 {2}\/etc\/motd \(removed\)\n/);
    expect(stdout).toContain('2.00 MB  Tests take 2.00 MB in 3 files.');
    expect(stdout).toContain('layers 1, 2: /app/tests/a, /app/tests/b, …\n');
    expect(stdout).toMatch(/change: \.dockerignore, Leave them out\n +@@ -0,0 \+1 @@\n +\+\*\*\/tests\n/);
    const quiet = await runCli(['inspect', 'web.tar', '--quiet'], { services });
    expect(quiet.stdout).not.toContain('Tests take');
  });

  test('ends with 1 and a finding where an image breaks a limit, and with 0 where it keeps it', async () => {
    const services = { 'target.inspect': () => Promise.resolve(output) };
    const over = await runCli(['inspect', 'web.tar', '--max-size', '4.9MB', '--format', 'json'], {
      services,
    });
    expect(over.status).toBe(1);
    const printed: unknown = JSON.parse(over.stdout);
    expect(printed).toMatchObject({
      diagnostics: [{ code: 'size/too-large', severity: 'error', file: 'web:1.0' }],
    });
    const within = ['inspect', 'web.tar', '--max-size', '5MB', '--max-waste', '1', '--min-efficiency', '99%'];
    expect((await runCli(within, { services })).status).toBe(0);
  });

  test('says which limit is broken without naming a line, and fails where an image was not measured', async () => {
    const services = { 'target.inspect': () => Promise.resolve(output) };
    const over = await runCli(['inspect', 'web.tar', '--max-size', '4.9MB'], { services });
    expect(over.stdout).toMatch(/\nLimits\n {2}error {2}The image “web:1\.0” has 5\.00 MB, 100 kB more than/);
    expect(over.stdout).not.toContain('1:1');
    const none = { 'target.inspect': () => Promise.resolve({ ...output, images: [] }) };
    const unread = await runCli(['inspect', 'web.tar', '--max-size', '1GB'], { services: none });
    expect([unread.status, unread.stdout]).toEqual([1, expect.stringContaining('no image was measured')]);
    expect((await runCli(['inspect', 'web.tar'], { services: none })).status).toBe(0);
  });

  test.each([
    ['--max-size', 'big'],
    ['--max-waste', '-1'],
    ['--min-efficiency', '950'],
  ])('refuses %s %s', async (option, value) => {
    const { status, stderr } = await runCli(['inspect', 'web.tar', `${option}=${value}`]);
    expect(status).toBe(2);
    expect(stderr).toContain('It must be a s');
  });

  test.each([
    ['./web', 'file'],
    ['web.tar', 'file'],
    ['/srv/web', 'file'],
    ['..', 'file'],
    ['web:1.0', 'image'],
    ['localhost/web', 'image'],
  ])('takes %s, which does not exist, for an %s', async (target, kind) => {
    let input: InputOf<'target.inspect'> | undefined;
    await runCli(['inspect', target], {
      services: {
        'target.inspect': (given) => {
          input = given;
          return Promise.resolve(output);
        },
      },
    });
    expect(input).toHaveProperty(kind === 'file' ? 'target' : 'image');
  });
});

describe('the other verbs', () => {
  test('gantry new lists what it wrote and what to do next', async () => {
    const services = {
      'project.create': () =>
        Promise.resolve({
          schemaVersion: 1 as const,
          folder: join(nowhere, 'demo'),
          template: 'sidecar',
          files: ['app.json', 'appspec.yaml'],
        }),
    };
    const { status, stdout } = await runCli(['new', 'demo', '--template', 'sidecar'], { services });
    expect(status).toBe(0);
    expect(stdout).toContain(
      'Created demo from the template sidecar (2 files):\n  app.json\n  appspec.yaml\n',
    );
    expect(stdout).toContain('  gantry validate demo\n');
    expect((await runCli(['new', 'demo', '--template', 'sidecar', '--quiet'], { services })).stdout).toBe('');
  });

  const fixed = (written: boolean, fixes: number) => ({
    'target.fix': () =>
      Promise.resolve({
        schemaVersion: 1 as const,
        target: 'demo',
        written,
        files:
          fixes === 0
            ? []
            : [
                {
                  file: 'app.json',
                  fixes: [{ code: 'a/b', title: 'Use "1.0.0"' }],
                  diff: '--- a/app.json\n+++ b/app.json\n@@ -1 +1 @@\n-1\r\n+2\r\n',
                },
              ],
        remaining: { errors: 1, warnings: 0, notes: 0 },
      }),
  });

  test('gantry fix prints the difference, what it did and what remains', async () => {
    const { status, stdout } = await runCli(['fix', 'demo'], { services: fixed(true, 1) });
    expect(status).toBe(0);
    expect(stdout).toBe(
      '--- a/app.json\n+++ b/app.json\n@@ -1 +1 @@\n-1\n+2\n\n' +
        'Made 1 fix in 1 file. 1 error remains: see “gantry validate demo”.\n',
    );
  });

  test('gantry fix --dry-run says that nothing was written', async () => {
    const { stdout } = await runCli(['fix', 'demo', '--dry-run'], { services: fixed(false, 1) });
    expect(stdout).toContain('nothing was written');
  });

  test('gantry fix says where there is nothing to fix', async () => {
    const { stdout } = await runCli(['fix', 'demo'], { services: fixed(false, 0) });
    expect(stdout).toBe('There is nothing to fix safely. 1 error remains: see “gantry validate demo”.\n');
  });

  const bumped = {
    'project.bump': () =>
      Promise.resolve({
        schemaVersion: 1 as const,
        file: join(nowhere, 'demo', 'app.json'),
        before: '1.0.0',
        after: '1.1.0',
      }),
  };

  test('gantry bump prints both versions, or with --quiet the new one', async () => {
    const { stdout } = await runCli(['bump', 'demo', 'minor'], { services: bumped });
    expect(stdout).toBe(`${join('demo', 'app.json')}: version 1.0.0 → 1.1.0\n`);
    expect((await runCli(['bump', 'demo', 'minor', '--quiet'], { services: bumped })).stdout).toBe('1.1.0\n');
  });

  test('gantry build lists what it built', async () => {
    const { status, stdout } = await runCli(['build', 'demo'], {
      services: {
        'project.build': () =>
          Promise.resolve({
            schemaVersion: 1 as const,
            project: 'demo',
            endpoint: 'unix:///run/docker.sock',
            images: [{ ref: 'web:1.0', id: `sha256:${sha256}`, platform: 'linux/amd64' }],
            elapsedMs: 12_000,
          }),
      },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('unix:///run/docker.sock in 12.0 s');
    expect(stdout).toMatch(/web:1\.0 {2}linux\/amd64 {2}sha256:abababababab\n/);
  });

  test('gantry build shows the end of the log of a build that failed', async () => {
    const services = {
      'project.build': (_input: unknown, call: { progress(value: { line: string }): void }) => {
        for (let i = 0; i < 50; i++) call.progress({ line: `step ${i}` });
        return Promise.reject(new GantryError('BuildFailed', { reference: 'web:1.0', reason: 'RUN gave 2' }));
      },
    };
    const { status, stderr } = await runCli(['build', 'demo'], { services });
    expect(status).toBe(3);
    expect(stderr).toMatch(/^ {2}step 30\n/);
    expect(stderr).toMatch(/ {2}step 49\ngantry: Building “web:1\.0” failed: RUN gave 2\.[^\n]*\n$/);
    const json = await runCli(['build', 'demo', '--format', 'json'], { services });
    expect(json.stderr).toBe('');
  });

  const attempts = [
    {
      endpoint: 'unix:///a',
      source: 'DOCKER_HOST',
      ok: false,
      answer: 'nothing is there',
      advice: 'Start it.',
    },
    { endpoint: 'unix:///b', source: 'Podman', ok: true, answer: 'Podman 5.4' },
  ];

  test('gantry doctor tells signs in words too, and advice once', async () => {
    const output = {
      schemaVersion: 1 as const,
      attempts,
      advice: ['unix:///a: nothing is there. Start it.'],
    };
    const { status, stdout } = await runCli(['doctor'], {
      services: { 'engine.doctor': () => Promise.resolve(output) },
    });
    expect(status).toBe(3);
    expect(stdout).toMatch(
      /✗ no {5}unix:\/\/\/a {2}DOCKER_HOST\n {11}nothing is there\n {2}✓ works {2}unix:\/\/\/b/,
    );
    expect(stdout.match(/Start it\./g)).toHaveLength(1);
    expect(stdout).toContain('No engine can be used.');
  });

  test('gantry doctor ends with 0 where an engine works', async () => {
    const engine = {
      endpoint: 'unix:///b',
      product: 'Podman',
      version: '5.4',
      apiVersion: '1.41',
      platform: 'linux/amd64',
    };
    const { status, stdout } = await runCli(['doctor'], {
      services: {
        'engine.doctor': () => Promise.resolve({ schemaVersion: 1, engine, attempts, advice: [] }),
      },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('Gantry uses Podman 5.4, API 1.41, linux/amd64 at unix:///b.');
  });
});

describe('gantry extract', () => {
  const services = {
    'review.extract': ({ entry }: InputOf<'review.extract'>) =>
      Promise.resolve({
        schemaVersion: 1 as const,
        entry,
        file: join(nowhere, 'web.tar'),
        bytes: 2048,
        sha256,
      }),
  };

  test('writes to the entry’s own name in this folder and keeps what is there, unless told otherwise', async () => {
    const seen: unknown[] = [];
    let path = (ticket: string): string => ticket;
    const setting = {
      services: {
        'review.extract': (input: InputOf<'review.extract'>) => {
          seen.push([path(input.output), input.keepExisting]);
          return services['review.extract'](input);
        },
      },
      onTickets: (tickets: Tickets) => {
        path = (ticket) => tickets.resolve(ticket);
      },
    };
    const { stdout } = await runCli(['extract', 'a.pkg', 'app.tar.gz/images/web.tar'], setting);
    expect(stdout).toContain('Extracted web.tar\n');
    expect(stdout).toContain(sha256);
    await runCli(['extract', 'a.pkg', 'app.tar.gz/images/web.tar', '-o', 'x.tar', '--force'], setting);
    expect(seen).toEqual([
      [join(nowhere, 'web.tar'), true],
      [join(nowhere, 'x.tar'), false],
    ]);
  });

  test('asks for a name where the entry’s own cannot be one everywhere', async () => {
    for (const entry of ['images/my:app.tar', 'con.tar', '../app.json', '']) {
      const { status, stderr } = await runCli(['extract', 'a.tar.gz', entry], { services });
      expect([status, stderr]).toEqual([2, expect.stringContaining('Name one with -o.')]);
    }
    expect((await runCli(['extract', 'a.tar.gz', 'con.tar', '-o', 'c.tar'], { services })).status).toBe(0);
  });
});

describe('gantry unpack', () => {
  test('lists what it wrote and says how to go on', async () => {
    const services = {
      'review.openAsProject': () =>
        Promise.resolve({ schemaVersion: 1 as const, folder: join(nowhere, 'demo'), files: ['app.json'] }),
    };
    const { status, stdout } = await runCli(['unpack', 'a.tar.gz', 'demo'], { services });
    expect(status).toBe(0);
    expect(stdout).toContain('Created demo from a.tar.gz (1 file):\n  app.json\n');
    expect(stdout).toContain('gantry bundle demo');
    expect((await runCli(['unpack', 'a.tar.gz', 'demo', '--quiet'], { services })).stdout).toBe('');
  });
});

describe('gantry cache', () => {
  const output: CacheOutput = {
    schemaVersion: 1,
    folder: '/home/me/.cache/gantry',
    bytes: 1_234_000,
    layers: 3,
    limitBytes: 10_000_000_000,
  };

  test('shows what is kept and what may be', async () => {
    const { stdout, status } = await runCli(['cache'], {
      services: { 'cache.status': () => Promise.resolve(output) },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('1.23 MB in 3 layers');
    expect(stdout).toContain('up to 10.0 GB');
  });

  test('says what clearing freed', async () => {
    const cleared = { ...output, bytes: 0, layers: 0, freedBytes: 1_234_000 };
    const { stdout } = await runCli(['cache', '--clear'], {
      services: { 'cache.clear': () => Promise.resolve(cleared) },
    });
    expect(stdout).toContain('Removed 1.23 MB.');
  });

  test.each([
    ['20G', 20e9],
    ['1.5g', 1.5e9],
    ['500MB', 500e6],
    ['0', 0],
  ])('takes a limit of %s', async (text, limitBytes) => {
    let given: number | undefined;
    await runCli(['cache', '--limit', text], {
      services: {
        'cache.limit': (input) => {
          given = input.limitBytes;
          return Promise.resolve(output);
        },
      },
    });
    expect(given).toBe(limitBytes);
  });

  test.each([['lots'], ['-1'], ['1P'], ['']])('refuses %j as a limit', async (text) => {
    expect((await runCli(['cache', '--limit', text])).status).toBe(2);
  });

  test('does not clear and limit at once', async () => {
    expect((await runCli(['cache', '--clear', '--limit', '1G'])).status).toBe(2);
  });
});
