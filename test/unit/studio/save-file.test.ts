import { chmod, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { appJsonText, sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

/** A project that is open in a window. */
async function opened(files: Readonly<Record<string, string>> = {}) {
  const folder = await sampleProject(['my-app:1'], files);
  const { call, tickets } = testStudio();
  const answer = await call('project.open', { project: tickets.grant(folder) });
  const revision = (file: string) => answer.files.find(({ name }) => name === file)?.revision ?? '';
  const save = (file: string, text: string, baseRevision = revision(file)) =>
    call('project.save', { project: answer.project, file, text, baseRevision });
  const read = (name: string) => readFile(join(folder, name), 'utf8');
  return { folder, save, read, revision };
}

describe('saving a file', () => {
  test('writes the text byte for byte and gives the revision to save upon next', async () => {
    const { save, read } = await opened();
    const first = await save('app.json', '\uFEFF{\r\n}');
    expect(await read('app.json')).toBe('\uFEFF{\r\n}');
    await save('app.json', '{}', first.revision);
    expect(await read('app.json')).toBe('{}');
  });

  test.skipIf(process.platform === 'win32')(
    'keeps the mode, and gives a new script its run bits',
    async () => {
      const { folder, save } = await opened({ Dockerfile: 'FROM a\n' });
      await chmod(join(folder, 'Dockerfile'), 0o640);
      await save('Dockerfile', 'FROM b\n');
      expect((await stat(join(folder, 'Dockerfile'))).mode & 0o777).toBe(0o640);
      await save('wrapper.sh', '#!/bin/sh\n', '');
      expect((await stat(join(folder, 'wrapper.sh'))).mode & 0o777).toBe(0o755);
    },
  );

  test('leaves nothing else in the folder', async () => {
    const { folder, save } = await opened();
    await save('app.json', '{}');
    expect((await readdir(folder)).sort()).toEqual(['app.json', 'appspec.yaml']);
  });

  test('makes a file that is missing, but not over one that has come meanwhile', async () => {
    const { folder, save, read } = await opened();
    await save('.dockerignore', '.git\n', '');
    expect(await read('.dockerignore')).toBe('.git\n');
    await writeFile(join(folder, 'gantry.json'), '{"theirs": 1}');
    await expect(save('gantry.json', '{}', '')).rejects.toMatchObject({
      code: 'Conflict',
      data: { text: '{"theirs": 1}' },
    });
    expect(await read('gantry.json')).toBe('{"theirs": 1}');
  });

  test('does not write over a change of another program, and tells its text and revision', async () => {
    const { folder, save, read } = await opened();
    await writeFile(join(folder, 'app.json'), '{"theirs": 1}');
    const failure = await save('app.json', '{"mine": 1}').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'Conflict', data: { text: '{"theirs": 1}' } });
    expect(await read('app.json')).toBe('{"theirs": 1}');
    const { revision } = (failure as { data: { revision: string } }).data;
    await save('app.json', '{"both": 1}', revision);
    expect(await read('app.json')).toBe('{"both": 1}');
  });

  test('tells that a file was removed, and writes it anew when asked to', async () => {
    const { folder, save, read } = await opened();
    await rm(join(folder, 'app.json'));
    await expect(save('app.json', '{}')).rejects.toMatchObject({
      code: 'Conflict',
      data: { text: '', revision: '' },
    });
    await save('app.json', '{}', '');
    expect(await read('app.json')).toBe('{}');
  });

  test('of two windows at the same instant is a conflict for the second', async () => {
    const folder = await sampleProject(['my-app:1']);
    const windows = [testStudio(), testStudio()];
    const saves = await Promise.all(
      windows.map(async ({ call, tickets }) => {
        const { project, files } = await call('project.open', { project: tickets.grant(folder) });
        return (text: string) =>
          call('project.save', { project, file: 'app.json', text, baseRevision: files[1]?.revision ?? '' });
      }),
    );
    const results = await Promise.allSettled(saves.map((save, i) => save(`{"window": ${i}}`)));
    // Which of the two is first is for the system to say.
    const first = results.findIndex(({ status }) => status === 'fulfilled');
    const text = `{"window": ${first}}`;
    expect(results[1 - first]).toMatchObject({ reason: { code: 'Conflict', data: { text } } });
    expect(await readFile(join(folder, 'app.json'), 'utf8')).toBe(text);
  });

  test('is no conflict where the disk has the same text already', async () => {
    const { folder, save, revision } = await opened();
    await writeFile(join(folder, 'app.json'), '{}');
    const saved = await save('app.json', '{}');
    expect(saved.revision).not.toBe(revision('app.json'));
    expect((await save('app.json', '{"a": 1}', saved.revision)).revision).toHaveLength(64);
  });

  test.each([
    'main.py',
    '../app.json',
    '/etc/passwd',
    'sub/app.json',
    'App.json',
    '',
    'app.json\0',
    '.git/config',
  ])('refuses the name %j', async (name) => {
    const { folder, save } = await opened();
    await expect(save(name, 'x', '')).rejects.toMatchObject({ code: 'Usage' });
    expect((await readdir(folder)).sort()).toEqual(['app.json', 'appspec.yaml']);
  });

  test.skipIf(process.platform === 'win32')(
    'writes through no link that leads out of the project',
    async () => {
      const outside = join(await temporaryFolder(), 'profile');
      await writeFile(outside, 'theirs');
      const { folder, save, read } = await opened();
      await symlink(outside, join(folder, 'Dockerfile'));
      for (const base of ['', 'x'])
        await expect(save('Dockerfile', 'x', base)).rejects.toMatchObject({
          code: 'FileUnreadable',
          data: { reason: 'it is a link that leads out of the project' },
        });
      expect(await readFile(outside, 'utf8')).toBe('theirs');
      // A link to nothing is replaced, not followed.
      await symlink(join(outside, '..', 'new'), join(folder, 'README.md'));
      await save('README.md', 'mine', '');
      expect(await read('README.md')).toBe('mine');
      expect(await readdir(join(outside, '..'))).toEqual(['profile']);
    },
  );

  test('does not touch what has become unreadable', async () => {
    const { folder, save } = await opened();
    await writeFile(join(folder, 'app.json'), new Uint8Array([0x1f, 0x8b, 8, 0]));
    await expect(save('app.json', '{}')).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'another program made it gzip-compressed data' },
    });
    await rm(folder, { recursive: true });
    await expect(save('app.json', '{}')).rejects.toMatchObject({ code: 'FileUnreadable' });
  });

  test('refuses a text that could not be read back', async () => {
    const { save, read } = await opened();
    await expect(save('app.json', ' '.repeat((8 << 20) + 1))).rejects.toMatchObject({
      code: 'OutputUnwritable',
    });
    expect(await read('app.json')).toBe(appJsonText);
  });

  test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'leaves a locked file alone (not for root, who may write everything)',
    async () => {
      const { folder, save, read } = await opened();
      await chmod(join(folder, 'app.json'), 0o444);
      await expect(save('app.json', '{}')).rejects.toMatchObject({
        code: 'OutputUnwritable',
        data: { reason: 'the file is read-only' },
      });
      expect(await read('app.json')).toBe(appJsonText);
    },
  );

  test('needs a ticket that was granted', async () => {
    const { folder } = await opened();
    const input = { project: folder, file: 'app.json', text: '', baseRevision: '' };
    await expect(testStudio().call('project.save', input)).rejects.toMatchObject({ code: 'Usage' });
  });
});
