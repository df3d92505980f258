import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sweepDrafts } from '../../../electron/services/studio/drafts.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
let state = '';
beforeEach(async () => {
  state = await temporaryFolder();
  vi.stubEnv('GANTRY_STATE_DIR', state);
});

/** The drafts of a folder, as one window sees them. */
function drafts(folder: string) {
  const { call, tickets } = testStudio();
  const project = tickets.grant(folder);
  return {
    keep: (file: string, text: string, baseRevision = 'r1') =>
      call('draft.keep', { project, file, text, baseRevision }),
    list: async () => (await call('draft.list', { project })).drafts,
    drop: (file: string) => call('draft.drop', { project, file }),
  };
}

const files = () => readdir(join(state, 'studio', 'drafts'));

describe('unsaved text', () => {
  test('comes back for the next window, the last of each file', async () => {
    const folder = await sampleProject(['my-app:1']);
    const { keep } = drafts(folder);
    await keep('app.json', 'one');
    await keep('app.json', 'two\r\n\u{1f6a2}', 'r2');
    await keep('appspec.yaml', '');
    const list = await drafts(folder).list();
    expect(list).toEqual([
      { file: 'appspec.yaml', text: '', baseRevision: 'r1', at: expect.any(String) },
      { file: 'app.json', text: 'two\r\n\u{1f6a2}', baseRevision: 'r2', at: expect.any(String) },
    ]);
    expect(Math.abs(Date.now() - Date.parse(list[0]?.at ?? ''))).toBeLessThan(60_000);
  });

  test('belongs to its project alone, by whatever link that is reached', async () => {
    const [folder, other] = [await sampleProject(['my-app:1']), await sampleProject(['my-app:1'])];
    await drafts(folder).keep('app.json', 'mine');
    expect(await drafts(other).list()).toEqual([]);
    if (process.platform === 'win32') return;
    const link = join(await temporaryFolder(), 'link');
    await symlink(folder, link);
    expect(await drafts(link).list()).toHaveLength(1);
  });

  test('is gone once dropped; dropping what is not there is no matter', async () => {
    const { keep, list, drop } = drafts(await sampleProject(['my-app:1']));
    await keep('app.json', 'mine');
    await drop('app.json');
    await drop('app.json');
    expect(await list()).toEqual([]);
    expect(await files()).toEqual([]);
  });

  test('kept and dropped at once ends in the order it was asked for', async () => {
    const { keep, list, drop } = drafts(await sampleProject(['my-app:1']));
    await Promise.all([
      keep('app.json', 'a'),
      drop('app.json'),
      keep('app.json', 'b'),
      keep('app.json', 'c'),
    ]);
    expect((await list()).map(({ text }) => text)).toEqual(['c']);
    await Promise.all([keep('app.json', 'd'), drop('app.json')]);
    expect(await list()).toEqual([]);
  });

  test('that is damaged is passed over, and written anew', async () => {
    const { keep, list } = drafts(await sampleProject(['my-app:1']));
    await keep('app.json', 'mine');
    await keep('appspec.yaml', 'sound');
    const name = (await files()).find((each) => each.endsWith('app.json.json')) ?? '';
    const path = join(state, 'studio', 'drafts', name);
    const whole = await readFile(path, 'utf8');
    for (const damaged of [
      '',
      whole.slice(0, -9),
      '{"text": 7}',
      '[]',
      whole.replace(/"at": "[^"]*"/, '"at": "x"'),
    ]) {
      await writeFile(path, damaged);
      expect((await list()).map(({ text }) => text)).toEqual(['sound']);
    }
    await keep('app.json', 'again');
    expect(await list()).toHaveLength(2);
  });

  test('is kept of files that are edited here only, and not beyond what can be read', async () => {
    const { keep, drop } = drafts(await sampleProject(['my-app:1']));
    for (const name of ['../x', 'main.py', '', 'a/b']) {
      await expect(keep(name, 'x')).rejects.toMatchObject({ code: 'Usage' });
      await expect(drop(name)).rejects.toMatchObject({ code: 'Usage' });
    }
    await expect(keep('README.md', 'x'.repeat((1 << 20) + 1))).rejects.toMatchObject({
      code: 'OutputUnwritable',
    });
    await expect(testStudio().call('draft.list', { project: '/etc' })).rejects.toMatchObject({
      code: 'Usage',
    });
  });

  test('says so where it cannot be kept', async () => {
    await mkdir(join(state, 'studio'));
    await writeFile(join(state, 'studio', 'drafts'), '');
    const { keep, list } = drafts(await sampleProject(['my-app:1']));
    await expect(keep('app.json', 'x')).rejects.toMatchObject({ code: 'OutputUnwritable' });
    expect(await list()).toEqual([]);
  });

  test('grows within bounds: what is old goes, then the oldest of the rest', async () => {
    const { keep, list } = drafts(await sampleProject(['my-app:1']));
    const day = 24 * 3600 * 1000;
    const now = Date.now();
    for (const [name, age] of [
      ['app.json', 100],
      ['README.md', 3],
      ['Dockerfile', 2],
      ['wrapper.sh', 1],
    ] as const) {
      await keep(name, name.repeat(100));
      const file = (await files()).find((each) => each.endsWith(`-${name}.json`)) ?? '';
      const at = new Date(now - age * day);
      await utimes(join(state, 'studio', 'drafts', file), at, at);
    }
    await sweepDrafts(now);
    expect((await list()).map(({ file }) => file)).toEqual(['Dockerfile', 'wrapper.sh', 'README.md']);
    await sweepDrafts(now, 3000);
    expect((await list()).map(({ file }) => file)).toEqual(['Dockerfile', 'wrapper.sh']);
  });

  test('survives the end of the process without warning, whole', async () => {
    const folder = await sampleProject(['my-app:1']);
    const program = `
      import { keepDraft } from ${JSON.stringify(join(checkout, 'electron/services/studio/drafts.ts'))};
      for (let i = 0; ; i++) {
        await keepDraft(${JSON.stringify(folder)}, { file: 'app.json', text: i + ' '.repeat(200_000) + i, baseRevision: 'r' });
        process.stdout.write(i + '\\n');
      }`;
    const script = join(await temporaryFolder(), 'keep.mjs');
    await writeFile(script, program);
    for (let round = 0; round < 3; round++) {
      const child = spawn(process.execPath, ['--import', 'tsx', script], {
        cwd: checkout,
        env: { ...process.env, GANTRY_STATE_DIR: state },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.split('\n').length > 5 + round) child.kill('SIGKILL');
      });
      await once(child, 'close');
      const kept = Number(said.trim().split('\n').at(-1));
      const [draft] = await drafts(folder).list();
      const [first, last] = draft?.text.split(/ +/) ?? [];
      expect(first).toBe(last);
      expect(Number(first)).toBeGreaterThanOrEqual(kept);
    }
    await rm(script);
  }, 30_000);
});
