import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { desktopProgram } from '../../../electron/cli/desktop-program.ts';
import { buildGantry, gantry } from '../../support/gantry-process.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

beforeAll(buildGantry);

const noDesktop = { GANTRY_ELECTRON: '', GANTRY_DESKTOP_APP: '' };
/** A checkout that has Electron starts it. */
const installed = await desktopProgram(noDesktop);
const address = /^Gantry studio: (http:\/\/127\.0\.0\.1:(\d+))(\/\?token=[\w-]+)$/m;

interface Studio {
  readonly child: ChildProcess;
  readonly origin: string;
  readonly path: string;
  readonly ended: ReturnType<typeof gantry>;
}

/** Starts the studio and waits for its address. */
async function startStudio(args: readonly string[]): Promise<Studio> {
  let child: ChildProcess | undefined;
  let printed = '';
  const ended = gantry(['studio', '--no-open', ...args], {
    onStart: (process) => {
      child = process;
      process.stdout?.on('data', (text: string) => {
        printed += text;
      });
    },
  });
  for (;;) {
    const [, origin, , path] = address.exec(printed) ?? [];
    if (child !== undefined && origin !== undefined && path !== undefined)
      return { child, origin, path, ended };
    const over = await Promise.race([ended, setTimeout(20, undefined)]);
    if (over !== undefined) throw new Error(`the studio ended: ${over.stderr}`);
  }
}

/** Calls operations as the page does, with the cookie that the address gives. */
async function callAll(studio: Studio, ask: (call: Call) => Promise<void>): Promise<void> {
  const entered = await fetch(studio.origin + studio.path, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const socket = new WebSocket(`${studio.origin.replace('http', 'ws')}/rpc`, {
    headers: { Origin: studio.origin, Cookie: cookie },
  });
  await once(socket, 'open');
  let id = 0;
  await ask(async (name, input) => {
    socket.send(JSON.stringify({ type: 'call', id: ++id, name, input }));
    const [data] = await once(socket, 'message');
    return JSON.parse(String(data)).output;
  });
  socket.close();
}

type Call = (name: string, input: unknown) => Promise<Record<string, unknown>>;

describe.skipIf(process.platform === 'win32')('gantry studio', () => {
  test('prints one address, serves the project it was given, and ends well on Ctrl-C', async () => {
    const folder = await sampleProject(['my-app:1.0']);
    const studio = await startStudio([folder]);
    await callAll(studio, async (call) => {
      const { host, project } = await call('host.info', {});
      expect(host).toBe('web');
      expect(await call('project.open', { project })).toMatchObject({
        project,
        files: expect.arrayContaining([expect.objectContaining({ name: 'appspec.yaml' })]),
      });
    });
    studio.child.kill('SIGINT');
    const { status, stdout, stderr } = await studio.ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Gantry studio: http:\S+\n$/);
    // Whoever asks for an address means the browser, so nothing is said of Electron.
    expect(stderr).toBe('');
  });

  describe('where the desktop app can start', () => {
    let program: string;
    let record: string;
    /** Stands where Electron's program would, and writes down what it is started with. */
    beforeAll(async () => {
      const folder = await temporaryFolder();
      program = join(folder, 'electron');
      record = join(folder, 'arguments');
      await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$@" > "${record}"\n`, { mode: 0o755 });
    });
    const start = (args: readonly string[], env: Readonly<Record<string, string>>) =>
      gantry(['studio', ...args], { env: { ...noDesktop, DISPLAY: ':0', ...env } });

    test('Electron is started with Gantry’s folder and the project', async () => {
      const project = await sampleProject(['my-app:1.0']);
      expect(await start([project], { GANTRY_ELECTRON: program })).toEqual({
        status: 0,
        stdout: 'Gantry studio: the desktop app is open.\n',
        stderr: '',
      });
      const [app = '', ...rest] = (await readFile(record, 'utf8')).trimEnd().split('\n');
      expect(JSON.parse(await readFile(join(app, 'package.json'), 'utf8'))).toMatchObject({ name: 'gantry' });
      expect(rest).toEqual([project]);
    });

    test('a packaged app is started with the project only', async () => {
      const project = await sampleProject(['my-app:1.0']);
      expect(await start([project], { GANTRY_DESKTOP_APP: program })).toMatchObject({ status: 0 });
      expect(await readFile(record, 'utf8')).toBe(`${project}\n`);
    });

    test('a GANTRY_ELECTRON that names no file is wrong usage', async () => {
      const { status, stderr } = await start([], { GANTRY_ELECTRON: `${program}-nowhere` });
      expect(status).toBe(2);
      expect(stderr).toContain('there is no such file');
    });
  });

  describe('where the desktop app cannot start, opens in the browser and says why', () => {
    /** Started as a user does who asks for nothing; the browser is one that takes the address and ends. */
    async function startInBrowser(env: Readonly<Record<string, string>>) {
      const folder = await temporaryFolder();
      await writeFile(join(folder, 'xdg-open'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
      const path = `${folder}:${process.env.PATH}`;
      let printed = '';
      return await gantry(['studio'], {
        env: { ...noDesktop, PATH: path, ...env },
        onStart: (child) => {
          child.stdout?.on('data', (text: string) => {
            printed += text;
            if (address.test(printed)) child.kill('SIGINT');
          });
        },
      });
    }
    async function electron(script: string): Promise<string> {
      const program = join(await temporaryFolder(), 'electron');
      await writeFile(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      return program;
    }

    test.runIf(process.platform === 'linux')('for want of a display, without trying', async () => {
      const started = await startInBrowser({
        GANTRY_ELECTRON: await electron('echo tried >&2; exit 1'),
        DISPLAY: '',
        WAYLAND_DISPLAY: '',
      });
      expect(started).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(address),
        stderr: 'There is no display here for the desktop app, so the studio opens in your browser.\n',
      });
    });

    test('for whatever makes Electron end at once, which says so itself', async () => {
      const started = await startInBrowser({
        GANTRY_ELECTRON: await electron('echo Missing X server >&2; exit 1'),
        DISPLAY: ':99',
      });
      expect(started).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(address),
        stderr: 'Missing X server\nThe desktop app could not start, so the studio opens in your browser.\n',
      });
    });

    test.skipIf(installed !== undefined)('for want of Electron', async () => {
      expect(await startInBrowser({ DISPLAY: ':0' })).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(address),
        stderr:
          'Electron is not installed here (npx install-electron fetches it), so the studio opens in your browser.\n',
      });
    });
  });

  test('runs on when its last page has gone', async () => {
    const studio = await startStudio(['--browser']);
    await callAll(studio, async (call) => {
      expect((await call('host.info', {})).project).toBeUndefined();
    });
    expect((await fetch(studio.origin)).status).toBe(403);
    studio.child.kill('SIGTERM');
    const { status, stderr } = await studio.ended;
    expect(status).toBe(0);
    expect(stderr).toMatch(/^gantry studio: refused GET 127\.0\.0\.1:\d+\/: .*\n$/);
  });

  test('opens the sample in a copy of the user’s own', async () => {
    const studio = await startStudio(['--browser', '--sample']);
    await callAll(studio, async (call) => {
      const { project } = await call('host.info', {});
      expect(await call('project.open', { project })).toMatchObject({
        name: expect.stringMatching(/sample/i),
      });
    });
    studio.child.kill('SIGINT');
    expect((await studio.ended).status).toBe(0);
  });

  test('a port that is taken is said in one line', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const facts = taken.address();
    const port = typeof facts === 'object' ? String(facts?.port) : '';
    const { status, stderr } = await gantry(['studio', '--browser', '--no-open', '--port', port]);
    taken.close();
    expect([status, stderr]).toEqual([
      2,
      `gantry: The port ${port} is in use by another program; name another one.\n`,
    ]);
  });

  test.each([
    [['nowhere'], '“nowhere” cannot be read: there is nothing of this name.'],
    [['package.json'], '“package.json” cannot be read: it is not a folder.'],
    [['--port', '0'], '“0” is no value for “--port <number>”'],
    [['--port', '65536'], '“65536” is no value for “--port <number>”'],
    [['.', '--sample'], 'Name a project or --sample, not both.'],
  ])('%j is wrong usage', async (args, words) => {
    const { status, stdout, stderr } = await gantry(['studio', '--no-open', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(words);
  });
});
