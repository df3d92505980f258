import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, parse } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { displayPath } from '../../../electron/services/studio/place.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

describe('where browsing starts', () => {
  test('offers the home, the working folder and where the last projects lie', async () => {
    const { call, tickets } = testStudio();
    const folder = await sampleProject(['my-app:1']);
    await call('project.open', { project: tickets.grant(folder) });
    const { places } = await call('place.roots', {});
    const paths = places.map(({ ticket }) => tickets.resolve(ticket));
    expect(paths).toEqual(expect.arrayContaining([homedir(), process.cwd(), dirname(folder)]));
    expect(new Set(paths).size).toBe(paths.length);
  });
});

describe('listing a folder', () => {
  test('puts folders first, in natural order, and leaves out what is hidden', async () => {
    const folder = await temporaryFolder();
    for (const name of ['b2', 'b10', '.git']) await mkdir(join(folder, name));
    for (const name of ['a10.txt', 'a9.txt', 'B.txt', '.env']) await writeFile(join(folder, name), '');
    const { call, tickets } = testStudio();
    const listed = await call('place.list', { folder: tickets.grant(folder) });
    expect(listed.places.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'folder b2',
      'folder b10',
      'file a9.txt',
      'file a10.txt',
      'file B.txt',
    ]);
    expect(listed.truncated).toBe(false);
    expect(tickets.resolve(listed.parent?.ticket ?? '')).toBe(dirname(folder));
    expect(tickets.resolve(listed.folder.ticket)).toBe(folder);
  });

  test('tells projects by their manifests and bundles by their names', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'app'));
    await writeFile(join(folder, 'app', 'app.json'), '{}');
    await mkdir(join(folder, 'folder.tar'));
    for (const name of ['x-bundle.tar.gz', 'x.TGZ', 'x.pkg', 'x.tar', 'x.zip'])
      await writeFile(join(folder, name), '');
    const { call, tickets } = testStudio();
    const { places } = await call('place.list', { folder: tickets.grant(folder) });
    expect(places.filter((place) => place.isProject).map(({ name }) => name)).toEqual(['app']);
    expect(places.filter((place) => place.isBundle).map(({ name }) => name)).toEqual([
      'x-bundle.tar.gz',
      'x.pkg',
      'x.tar',
      'x.TGZ',
    ]);
  });

  test.skipIf(process.platform === 'win32')(
    'follows links and leaves out those that lead nowhere',
    async () => {
      const folder = await temporaryFolder();
      await symlink(await temporaryFolder(), join(folder, 'elsewhere'));
      await symlink(join(folder, 'nothing'), join(folder, 'dangling'));
      const { call, tickets } = testStudio();
      const { places } = await call('place.list', { folder: tickets.grant(folder) });
      expect(places.map(({ name, kind }) => [name, kind])).toEqual([['elsewhere', 'folder']]);
    },
  );

  test('shows the first 2,000 of more, and says so', async () => {
    const folder = await temporaryFolder();
    const names = Array.from({ length: 2001 }, (_, i) => `f${i}`);
    for (let i = 0; i < names.length; i += 100)
      await Promise.all(names.slice(i, i + 100).map((name) => writeFile(join(folder, name), '')));
    const { call, tickets } = testStudio();
    const { places, truncated } = await call('place.list', { folder: tickets.grant(folder) });
    expect(places).toHaveLength(2000);
    expect(places.at(-1)?.name).toBe('f1999');
    expect(truncated).toBe(true);
  });

  test('has no parent at the root', async () => {
    const { call, tickets } = testStudio();
    const { root } = parse(process.cwd());
    const listed = await call('place.list', { folder: tickets.grant(root) });
    expect(listed.parent).toBeUndefined();
    expect(listed.folder.name).toBe(root);
  });

  test('says in words when the folder is gone, is a file, or was never granted', async () => {
    const { call, tickets } = testStudio();
    const folder = await temporaryFolder();
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(call('place.list', { folder: tickets.grant(join(folder, 'gone')) })).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'it does not exist' },
    });
    await expect(call('place.list', { folder: tickets.grant(file) })).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'it is not a folder' },
    });
    await expect(call('place.list', { folder: '/etc' })).rejects.toMatchObject({ code: 'Usage' });
  });
});

describe('naming a target', () => {
  test('gives a place in the folder, and whether something is there', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'old.tar.gz'), '');
    const { call, tickets } = testStudio();
    const target = (name: string) => call('place.target', { folder: tickets.grant(folder), name });
    const fresh = await target('new file ü.tar.gz');
    expect(fresh).toMatchObject({ exists: false, place: { kind: 'file', isBundle: true } });
    expect(tickets.resolve(fresh.place.ticket)).toBe(join(folder, 'new file ü.tar.gz'));
    expect((await target('old.tar.gz')).exists).toBe(true);
  });

  test.each([
    '..',
    '.',
    '../x',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'C:x',
    'a\0b',
    'a\nb',
    ' ',
    'CON',
    'nul.tar.gz',
    'com1',
    'x.',
    'x ',
    'a|b',
    'ü'.repeat(200),
  ])('refuses the name %j', async (name) => {
    const { call, tickets } = testStudio();
    const folder = tickets.grant(await temporaryFolder());
    await expect(call('place.target', { folder, name })).rejects.toMatchObject({ code: 'Usage' });
  });

  test('says so when the folder is gone', async () => {
    const { call, tickets } = testStudio();
    const folder = tickets.grant(join(await temporaryFolder(), 'gone'));
    await expect(call('place.target', { folder, name: 'x' })).rejects.toMatchObject({
      code: 'FileUnreadable',
    });
  });
});

describe('saving a report', () => {
  test('writes it whole in place of what was there', async () => {
    const { call, tickets } = testStudio();
    const folder = await temporaryFolder();
    const { place } = await call('place.target', { folder: tickets.grant(folder), name: 'findings.sarif' });
    for (const text of ['a long first report', 'short']) {
      await call('report.save', { target: place.ticket, text });
      const { readFile, readdir } = await import('node:fs/promises');
      expect(await readFile(join(folder, 'findings.sarif'), 'utf8')).toBe(text);
      expect(await readdir(folder)).toEqual(['findings.sarif']);
    }
  });

  test('says so when the place is a folder or its folder is gone', async () => {
    const { call, tickets } = testStudio();
    const folder = await temporaryFolder();
    for (const path of [folder, join(folder, 'gone', 'x')]) {
      await expect(call('report.save', { target: tickets.grant(path), text: '' })).rejects.toMatchObject({
        code: 'OutputUnwritable',
      });
    }
  });
});

test.skipIf(process.platform === 'win32')('paths are shown from the home', () => {
  vi.stubEnv('HOME', '/home/ann');
  expect([displayPath('/home/ann/apps/x'), displayPath('/home/ann'), displayPath('/home/anna')]).toEqual([
    '~/apps/x',
    '~',
    '/home/anna',
  ]);
  vi.unstubAllEnvs();
});
