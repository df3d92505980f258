import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

let state = '';
beforeEach(async () => {
  state = await temporaryFolder();
  vi.stubEnv('GANTRY_STATE_DIR', state);
});

async function project(parent: string, name: string): Promise<string> {
  const folder = join(parent, name);
  await mkdir(folder);
  await writeFile(join(folder, 'app.json'), '{"name": "x"}');
  return folder;
}

describe('recent projects', () => {
  test('come latest first, each once, also for another host', async () => {
    const { call, tickets } = testStudio();
    const parent = await temporaryFolder();
    const [one, two] = [await project(parent, 'one'), await project(parent, 'two')];
    for (const folder of [one, two, one]) await call('project.open', { project: tickets.grant(folder) });
    const { projects } = await testStudio().call('recent.list', {});
    expect(projects.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(projects[0]).toMatchObject({ kind: 'folder', isProject: true });
  });

  test('are twenty at most', async () => {
    const { call, tickets } = testStudio();
    const parent = await temporaryFolder();
    for (let i = 0; i < 22; i++)
      await call('project.open', { project: tickets.grant(await project(parent, `p${i}`)) });
    const { projects } = await call('recent.list', {});
    expect(projects.map(({ name }) => name)).toEqual(Array.from({ length: 20 }, (_, i) => `p${21 - i}`));
  });

  test('leave out a folder that is away, and show it again when it is back', async () => {
    const { call, tickets } = testStudio();
    const folder = await project(await temporaryFolder(), 'drive');
    await call('project.open', { project: tickets.grant(folder) });
    await rename(folder, `${folder}-away`);
    expect(await call('recent.list', {})).toEqual({ projects: [] });
    await rename(`${folder}-away`, folder);
    expect((await call('recent.list', {})).projects).toHaveLength(1);
  });

  test('can be forgotten, which leaves the project alone', async () => {
    const { call, tickets } = testStudio();
    const folder = await project(await temporaryFolder(), 'one');
    await call('project.open', { project: tickets.grant(folder) });
    const [place] = (await call('recent.list', {})).projects;
    await call('recent.forget', { ticket: place?.ticket ?? '' });
    expect(await call('recent.list', {})).toEqual({ projects: [] });
    expect(await readdir(folder)).toEqual(['app.json']);
    await expect(call('recent.forget', { ticket: folder })).rejects.toMatchObject({ code: 'Usage' });
  });

  test('begin anew where the file is damaged', async () => {
    const { call, tickets } = testStudio();
    await mkdir(join(state, 'studio'), { recursive: true });
    for (const damaged of [
      '{"projects": [1, null, "',
      '\0\0',
      '[]',
      '{"projects": 7}',
      '{"projects":[{}]}',
    ]) {
      await writeFile(join(state, 'studio', 'recent.json'), damaged);
      expect(await call('recent.list', {})).toEqual({ projects: [] });
    }
    await call('project.open', { project: tickets.grant(await project(await temporaryFolder(), 'new')) });
    expect((await call('recent.list', {})).projects.map(({ name }) => name)).toEqual(['new']);
  });

  test('a project opens even where nothing can be remembered', async () => {
    await writeFile(join(state, 'studio'), 'a file where the folder should be');
    const { call, tickets } = testStudio();
    const folder = await sampleProject(['my-app:1']);
    expect((await call('project.open', { project: tickets.grant(folder) })).name).toBe('my-app');
    expect(await call('recent.list', {})).toEqual({ projects: [] });
  });
});

describe('settings of the page', () => {
  test('are empty at first and come back as they were written', async () => {
    const { call } = testStudio();
    expect(await call('settings.read', {})).toEqual({});
    await call('settings.write', { theme: 'dark', sizes: { form: 40 } });
    expect(await testStudio().call('settings.read', {})).toEqual({ theme: 'dark', sizes: { form: 40 } });
  });

  test('keep members that the page does not know', async () => {
    const { call } = testStudio();
    await call('settings.write', { future: [1, 2], theme: 'dark' });
    await call('settings.write', { theme: 'light' });
    expect(await call('settings.read', {})).toEqual({ future: [1, 2], theme: 'light' });
  });

  test('of two windows at the same moment are both kept', async () => {
    const { call } = testStudio();
    await Promise.all([
      call('settings.write', { one: 1 }),
      testStudio().call('settings.write', { two: 2 }),
      call('settings.write', { three: 3 }),
    ]);
    expect(await call('settings.read', {})).toEqual({ one: 1, two: 2, three: 3 });
  });

  test('begin anew where the file is damaged', async () => {
    const { call } = testStudio();
    await mkdir(join(state, 'studio'), { recursive: true });
    for (const damaged of ['{"theme": ', '[1]', '', 'null']) {
      await writeFile(join(state, 'studio', 'settings.json'), damaged);
      expect(await call('settings.read', {})).toEqual({});
    }
    await call('settings.write', { theme: 'light' });
    expect(JSON.parse(await readFile(join(state, 'studio', 'settings.json'), 'utf8'))).toEqual({
      theme: 'light',
    });
  });

  test.skipIf(process.platform === 'win32')('are for this user’s eyes only', async () => {
    const { call } = testStudio();
    await call('settings.write', { theme: 'light' });
    expect((await stat(join(state, 'studio'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(state, 'studio', 'settings.json'))).mode & 0o777).toBe(0o600);
  });

  test('that cannot be written are said, and those before stay', async () => {
    const { call } = testStudio();
    await call('settings.write', { theme: 'light' });
    await expect(call('settings.write', { huge: 'x'.repeat(2 << 20) })).rejects.toMatchObject({
      code: 'OutputUnwritable',
    });
    expect(await call('settings.read', {})).toEqual({ theme: 'light' });
    await rm(join(state, 'studio'), { recursive: true });
    await writeFile(join(state, 'studio'), 'a file where the folder should be');
    await expect(call('settings.write', { theme: 'dark' })).rejects.toMatchObject({
      code: 'OutputUnwritable',
    });
  });
});
