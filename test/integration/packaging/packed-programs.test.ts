/** The programs in a packaged app run from where they lie: nothing of this checkout is needed. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { moduleGraph } from '../../../scripts/packaging/module-graph.ts';
import { productionPackages } from '../../../scripts/packaging/production-packages.ts';
import { startStandIn } from '../../support/electron/launch.ts';
import { describeWith, tool } from '../../support/engines.ts';
import { packageFile } from '../../support/package-file.ts';
import { buildForPackaging, packageDesktop, unpackArchive } from '../../support/packaged-desktop.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

/** Bytes of the command line with all it needs. */
const commandLineBudget = 13_000_000;

/** Both out of the app: its archive as files, and the folder of the command line, away from any node_modules. */
let archive: string;
let commandLine: string;

beforeAll(async () => {
  await buildForPackaging();
  const app = await packageDesktop('linux');
  archive = await unpackArchive(app);
  commandLine = join(await temporaryFolder(), 'Gantry app', 'cli');
  await cp(join(app.resources, 'cli'), commandLine, { recursive: true });
}, 300_000);

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

describe('the app’s archive', () => {
  test('holds every module its programs import', () => {
    const programs = ['main.js', 'preload.cjs'].map((name) => join(archive, 'dist/desktop', name));
    const { files, packages } = moduleGraph(programs);
    for (const file of [...files, ...productionPackages(packages, archive)]) {
      expect(file.startsWith(archive + sep), file).toBe(true);
    }
  });

  test('holds a client of the engine that loads', async () => {
    expect(await loadEngineClient(archive)).toMatchObject({ status: 0, stderr: '' });
  });
});

describeWith(['chromium'], 'the app’s archive (host: stand-in for Electron)', () => {
  test('shows the studio, and the sample out of the archive', async () => {
    const home = await temporaryFolder();
    const { app, endpoint } = await startStandIn({ app: archive, home, chromium: tool('chromium') });
    onTestFinished(() => app.kill());
    const page = await app.page(endpoint ?? 'it ended at once');
    await page.getByRole('button', { name: /sample/i }).click();
    await page.getByText('appspec.yaml').first().waitFor({ timeout: 60_000 });
    expect(app.failures).toEqual([]);
  });

  test('opens what it is given as a packaged app is given it: without a folder of its own before', async () => {
    const [home, project] = [await temporaryFolder(), await sampleProject(['my-app:1.0.0'])];
    const words = [project];
    const started = await startStandIn({
      app: archive,
      home,
      words,
      packaged: true,
      chromium: tool('chromium'),
    });
    onTestFinished(() => started.app.kill());
    const page = await started.app.page(started.endpoint ?? 'it ended at once');
    await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
    expect(started.app.records('recent')).toContainEqual({ path: project });
    expect(started.app.failures).toEqual([]);
  });
});

describe('the command line beside the app', () => {
  test.runIf(process.platform === 'linux')('starts the app that it lies in, with the path only', async () => {
    const folder = join(commandLine, '../..');
    const record = join(folder, 'arguments');
    const script = `#!/bin/sh\nprintf '%s\\n' "$@" > "${record}"\n`;
    await writeFile(join(folder, 'gantry-studio'), script, { mode: 0o755 });
    const project = await sampleProject(['my-app:1.0.0']);
    const { GANTRY_ELECTRON: _, ...env } = process.env;
    expect(await run(join(commandLine, 'gantry'), ['studio', project], { ...env, DISPLAY: ':0' })).toEqual({
      status: 0,
      stdout: 'Gantry studio: the desktop app is open.\n',
      stderr: '',
    });
    expect(await readFile(record, 'utf8')).toBe(`${project}\n`);
  });

  test('holds a client of the engine that loads', async () => {
    expect(await loadEngineClient(join(commandLine, 'lib'))).toMatchObject({ status: 0, stderr: '' });
  });

  test('is launchers, the programs, the page and what they read, and nothing else', async () => {
    const places = [
      /^gantry(?:\.cmd)?$/,
      /^lib\/(?:start\.cjs|package\.json)$/,
      /^lib\/dist\/(?:gantry|web|(?:chunks|threads)\/[\w.-]+)\.js$/,
      /^lib\/dist\/threads\/(?:deflate|check)\.wasm$/,
      /^lib\/dist\/page\/(?:index\.html|[\w.-]+\.svg|assets\/[\w.-]+)$/,
      /^lib\/resources\/(?:samples|templates)\//,
      packageFile,
    ];
    const files = (await filesIn(commandLine)).map((file) =>
      relative(commandLine, file).replaceAll(sep, '/'),
    );
    expect(files.filter((file) => !places.some((place) => place.test(file)))).toEqual([]);
    const packages = files.filter((file) => file.startsWith('lib/node_modules/'));
    expect(packages.length).toBeGreaterThan(0);
    expect(packages.filter((file) => /\/(?:tests?|docs?|examples?)\//.test(file))).toEqual([]);
  });

  test(`stays within ${commandLineBudget / 1e6} MB`, async () => {
    expect(await bytesIn(commandLine)).toBeLessThan(commandLineBudget);
  });

  test.runIf(process.platform !== 'win32')(
    'runs through a link on the PATH, with its words unchanged',
    async () => {
      const folder = await temporaryFolder();
      await symlink(join(commandLine, 'gantry'), join(folder, 'gantry'));
      await symlink('gantry', join(folder, 'link to a link'));
      const project = join(folder, 'a project');
      const made = await run(join(folder, 'link to a link'), ['new', project, '--template', 'stateful']);
      expect(made).toMatchObject({ status: 0, stderr: '' });
      const checked = await run(join(folder, 'gantry'), ['validate', project, '--format', 'json']);
      expect(checked.status).toBe(0);
      expect(JSON.parse(checked.stdout)).toMatchObject({ schemaVersion: 1, summary: { errors: 0 } });
      expect(await run(join(folder, 'gantry'), ['no-verb'])).toMatchObject({ status: 2 });
    },
  );

  test.runIf(process.platform !== 'win32')('serves the studio to a browser', async () => {
    const child = spawn(join(commandLine, 'gantry'), ['studio', '--browser', '--no-open'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, GANTRY_STATE_DIR: await temporaryFolder() },
    });
    onTestFinished(async () => {
      child.kill('SIGINT');
      if (child.exitCode === null) await once(child, 'exit');
    });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const answer = await fetch(line.replace(/^.*?(?=http)/, ''), { redirect: 'manual' });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const page = await fetch(new URL('/', answer.url), { headers: { cookie } });
    expect(await page.text()).toContain('<title>Gantry');
  });

  test.runIf(process.platform !== 'win32')('says what it needs where there is no Node.js', async () => {
    const ended = await run(join(commandLine, 'gantry'), ['--version'], { PATH: '/nowhere' });
    expect(ended).toEqual({
      status: 2,
      stdout: '',
      stderr: 'gantry: the command line needs Node.js 20.19 or later, and there is no node on the PATH.\n',
    });
  });

  test.each([
    ['18.20.8', false],
    ['20.18.3', false],
    ['20.19.0', true],
    ['24.1.0', true],
  ])('run by Node.js %s starts: %s', async (version, starts) => {
    const start = JSON.stringify(join(commandLine, 'lib/start.cjs'));
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });`;
    const program = `${pretend} process.argv = ['node', 'gantry', '--version']; require(${start})`;
    const ended = await run(process.execPath, ['-e', program]);
    expect(ended.status).toBe(starts ? 0 : 2);
    if (!starts) expect(ended.stderr).toContain('needs Node.js 20.19 or later');
  });
});

function loadEngineClient(folder: string): Promise<Ended> {
  const from = JSON.stringify(join(folder, 'package.json'));
  const program = `new (require('node:module').createRequire(${from})('dockerode'))({ socketPath: '/no/engine' })`;
  return run(process.execPath, ['-e', program]);
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

async function bytesIn(folder: string): Promise<number> {
  const facts = await Promise.all((await filesIn(folder)).map((file) => stat(file)));
  return facts.reduce((sum, { size }) => sum + size, 0);
}
