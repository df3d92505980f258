import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { appSlug } from '../../../electron/services/project/app-slug.ts';
import { createProject } from '../../../electron/services/project/create-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

let templates = '';
beforeAll(async () => {
  templates = await temporaryFolder();
  await mkdir(join(templates, 'tiny', 'src'), { recursive: true });
  await writeFile(join(templates, 'tiny', 'app.json'), '{"name": "@@name@@", "slug": "@@slug@@"}\r\n');
  await writeFile(join(templates, 'tiny', 'README.md'), '# @@name@@\n');
  await writeFile(join(templates, 'tiny', 'run.sh'), '#!/bin/sh\r\nexit 0\r\n');
  await writeFile(join(templates, 'tiny', '.dockerignore'), '.git\n');
  await writeFile(join(templates, 'tiny', 'src', 'main.py'), 'APP = "@@slug@@"\n');
  await mkdir(join(templates, 'other'));
});

describe('creating a project', () => {
  test('writes every file of the template with the app’s names, Unix line ends and run bits', async () => {
    const folder = join(await temporaryFolder(), 'deep', 'My Café $& App');
    const output = await createProject({ folder, template: 'tiny', templates });
    expect(output).toEqual({
      schemaVersion: 1,
      folder,
      template: 'tiny',
      files: ['.dockerignore', 'README.md', 'app.json', 'run.sh', 'src/main.py'],
    });
    const read = (name: string) => readFile(join(folder, name), 'utf8');
    expect(JSON.parse(await read('app.json'))).toEqual({ name: 'My Café $& App', slug: 'my-cafe-app' });
    expect(await read('src/main.py')).toBe('APP = "my-cafe-app"\n');
    expect(await read('run.sh')).toBe('#!/bin/sh\nexit 0\n');
    if (process.platform !== 'win32') expect((await stat(join(folder, 'run.sh'))).mode & 0o111).toBe(0o111);
  });

  test('puts any name safely into JSON and Markdown', async () => {
    const folder = join(await temporaryFolder(), 'x');
    await createProject({ folder, template: 'tiny', templates, name: ' "A" <b> & \\ ' });
    expect(JSON.parse(await readFile(join(folder, 'app.json'), 'utf8'))).toMatchObject({
      name: '"A" <b> & \\',
    });
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toBe('# "A" &lt;b&gt; &amp; \\\n');
  });

  test('fills an empty folder that is there already', async () => {
    const folder = await temporaryFolder();
    await createProject({ folder, template: 'tiny', templates });
    expect(await readdir(folder)).toHaveLength(5);
  });

  test('leaves a folder alone that holds anything', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, '.hidden'), 'mine');
    await expect(createProject({ folder, template: 'tiny', templates })).rejects.toMatchObject({
      code: 'FolderNotEmpty',
      data: { path: folder },
    });
    expect(await readdir(folder)).toEqual(['.hidden']);
  });

  test('does not take a file for a folder', async () => {
    const folder = join(await temporaryFolder(), 'file');
    await writeFile(folder, 'mine');
    await expect(createProject({ folder, template: 'tiny', templates })).rejects.toMatchObject({
      code: 'OutputUnwritable',
      data: { path: folder },
    });
    expect(await readFile(folder, 'utf8')).toBe('mine');
  });

  test.each(['unknown', '', '..', 'tiny/src'])(
    'names the templates there are instead of “%s”',
    async (template) => {
      const folder = join(await temporaryFolder(), 'x');
      await expect(createProject({ folder, template, templates })).rejects.toMatchObject({
        code: 'UnknownTemplate',
        data: { name: template, known: ['other', 'tiny'] },
      });
      await expect(stat(folder)).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );

  test('knows the four shipped templates', async () => {
    await expect(createProject({ folder: 'x', template: '?' })).rejects.toMatchObject({
      data: { known: ['mcp-server', 'sidecar', 'single-container', 'stateful'] },
    });
  });

  test.each([' ', 'two\nlines', 'x'.repeat(101)])('refuses a name that cannot be shown: %j', async (name) => {
    const folder = join(await temporaryFolder(), 'x');
    await expect(createProject({ folder, template: 'tiny', templates, name })).rejects.toMatchObject({
      code: 'Usage',
    });
  });
});

test.each([
  ['Chat App', 'chat-app'],
  ['Größe & Maß', 'gro-e-ma'],
  ['  __x__ ', 'x'],
  ['3D viewer', 'app-3d-viewer'],
  ['港の状況', 'app'],
  ['a'.repeat(60), 'a'.repeat(40)],
])('makes a name for Kubernetes of “%s”', (name, slug) => {
  expect(appSlug(name)).toBe(slug);
});
