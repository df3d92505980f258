import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { displayPath } from '../../../electron/services/studio/place.ts';
import { appJsonText, appSpecText, sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

function opener() {
  const { call, tickets } = testStudio();
  return (folder: string) => call('project.open', { project: tickets.grant(folder) });
}

describe('opening a project', () => {
  test('gives the texts byte for byte with the hash of their bytes, manifests first', async () => {
    const appJson = `\uFEFF${appJsonText.replaceAll('\n', '\r\n')}`;
    const folder = await sampleProject(['my-app:1'], {
      'app.json': appJson,
      'README.md': '# é\n',
      'wrapper.sh': '#!/bin/sh\n',
      '.dockerignore': '',
      'gantry.json': '{}',
      Dockerfile: 'FROM scratch\n',
      'main.py': 'print()\n',
    });
    const opened = await opener()(folder);
    expect(opened.files.map(({ name }) => name)).toEqual([
      'appspec.yaml',
      'app.json',
      'gantry.json',
      'Dockerfile',
      '.dockerignore',
      'wrapper.sh',
      'README.md',
    ]);
    expect(opened.files[1]).toEqual({
      name: 'app.json',
      text: appJson,
      revision: createHash('sha256').update(Buffer.from(appJson)).digest('hex'),
    });
    expect(opened).toMatchObject({ name: 'my-app', display: displayPath(folder) });
    expect(opened.readOnly).toBeUndefined();
    expect(opened.facts.files).toMatchObject({ known: true });
    expect(opened.facts.lastExport).toEqual({ known: true, value: null });
    expect(opened.facts.images).toMatchObject({ known: false });
  });

  test('names the very place where an export goes', async () => {
    const { writeSample } = await import('../../../electron/services/sample/write-sample.ts');
    const { folder } = await writeSample(join(await temporaryFolder(), 'sample'));
    const { defaultBundle } = await opener()(folder);
    const request = { projectFolder: folder, images: [], layout: 'bundle', force: false } as const;
    const { signal } = new AbortController();
    const { file } = await exportBundle(request, { signal, progress: () => undefined });
    expect(defaultBundle).toBe(displayPath(file));
    expect((await opener()(folder)).facts.lastExport).toMatchObject({
      known: true,
      value: { version: '1.0.0' },
    });
  });

  test('follows gantry.json’s choice of the bundle and of severities', async () => {
    const gantry = { bundle: { file: 'out/x.tar.gz' }, rules: { 'project/dockerignore-missing': 'off' } };
    const folder = await sampleProject(['my-app:1'], { 'gantry.json': JSON.stringify(gantry) });
    const opened = await opener()(folder);
    expect(opened.defaultBundle).toBe(displayPath(join(folder, 'out', 'x.tar.gz')));
    expect(opened.facts.severities).toEqual({ 'project/dockerignore-missing': 'off' });
  });

  test('works with one manifest, broken or empty ones, and names nothing that is missing', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'app.json'), '{"name": ');
    const opened = await opener()(folder);
    expect(opened.files.map(({ name }) => name)).toEqual(['app.json']);
    await writeFile(join(folder, 'appspec.yaml'), '');
    expect((await opener()(folder)).files.map(({ text }) => text)).toEqual(['', '{"name": ']);
  });

  test('goes on without a side file that is no text, too large, or a folder', async () => {
    const folder = await sampleProject(['my-app:1'], {
      Dockerfile: new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0]),
      'README.md': 'x'.repeat((1 << 20) + 1),
    });
    await mkdir(join(folder, 'wrapper.sh'));
    expect((await opener()(folder)).files.map(({ name }) => name)).toEqual(['appspec.yaml', 'app.json']);
  });

  test.each([
    ['not JSON', '{"images": '],
    ['not as it must be', '{"bundel": {}}'],
    ['no text', '\0\0\0'],
  ])('with a gantry.json that is %s is seen without it, and says why', async (_case, text) => {
    const folder = await sampleProject(['my-app:1'], { 'gantry.json': text });
    const opened = await opener()(folder);
    expect(opened.facts.images).toMatchObject({
      known: false,
      reason: expect.stringContaining('“gantry.json”'),
      remedy: 'Correct gantry.json.',
    });
    expect(opened.facts.severities).toEqual({});
    expect(opened.defaultBundle).toMatch(/my-app-bundle\.tar\.gz$/);
  });

  test('is refused in words where it is no project, no folder, gone, or no UTF-8', async () => {
    const open = opener();
    const empty = await temporaryFolder();
    await expect(open(empty)).rejects.toMatchObject({ code: 'NotAProject' });
    await writeFile(join(empty, 'file'), '');
    await expect(open(join(empty, 'file'))).rejects.toMatchObject({ code: 'NotAProject' });
    await expect(open(join(empty, 'gone'))).rejects.toMatchObject({ code: 'FileUnreadable' });
    const wide = await sampleProject(['a:1'], {
      'appspec.yaml': Buffer.from(`\uFEFF${appSpecText('a:1')}`, 'utf16le'),
    });
    await expect(open(wide)).rejects.toMatchObject({ code: 'NotText' });
    const large = await sampleProject(['a:1'], { 'app.json': ' '.repeat((8 << 20) + 1) });
    await expect(open(large)).rejects.toMatchObject({ code: 'FileTooLarge' });
    await expect(testStudio().call('project.open', { project: '/etc' })).rejects.toMatchObject({
      code: 'Usage',
    });
  });

  test.skipIf(process.platform === 'win32')('shows no file that a link fetches from outside', async () => {
    const outside = join(await temporaryFolder(), 'secret');
    await writeFile(outside, 'secret');
    const folder = await sampleProject(['my-app:1']);
    await symlink(outside, join(folder, 'README.md'));
    await symlink('app.json', join(folder, 'wrapper.sh'));
    const opened = await opener()(folder);
    expect(opened.files.map(({ name }) => name)).toEqual(['appspec.yaml', 'app.json', 'wrapper.sh']);
    expect(JSON.stringify(opened)).not.toContain('secret');
    const bad = await sampleProject(['my-app:1']);
    const { rm } = await import('node:fs/promises');
    await rm(join(bad, 'app.json'));
    await symlink(outside, join(bad, 'app.json'));
    await expect(opener()(bad)).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'it is a link that leads out of the project' },
    });
  });
});

const isRoot = process.getuid?.() === 0;

describe.skipIf(process.platform === 'win32' || isRoot)(
  'a folder without the right to write (not for root)',
  () => {
    test('is said when the project opens', async () => {
      const folder = await sampleProject(['my-app:1']);
      await chmod(folder, 0o555);
      const { readOnly } = await opener()(folder);
      await chmod(folder, 0o755);
      expect(readOnly).toMatch(/may not be written to by you, so nothing can be saved here/);
      for (const name of ['appspec.yaml', 'app.json']) await chmod(join(folder, name), 0o444);
      expect((await opener()(folder)).readOnly).toMatch(/^Every file of this project is read-only/);
    });
  },
);

const mounts: string[] = [];
afterAll(() => {
  for (const folder of mounts) execFileSync('umount', [folder]);
});

describe.skipIf(process.platform !== 'linux' || !isRoot)(
  'a read-only file system (needs root on Linux)',
  () => {
    test('is said when the project opens, and when a file is saved', async () => {
      const disk = await temporaryFolder();
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]);
      mounts.push(disk);
      await writeFile(join(disk, 'app.json'), appJsonText);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      const { call, tickets } = testStudio();
      const opened = await call('project.open', { project: tickets.grant(disk) });
      expect(opened.readOnly).toBe(
        `The folder “${displayPath(disk)}” lies on a file system that is read-only, so nothing can be saved here. To make changes, work on a copy.`,
      );
      const baseRevision = opened.files[0]?.revision ?? '';
      const save = call('project.save', {
        project: opened.project,
        file: 'app.json',
        text: '{}',
        baseRevision,
      });
      await expect(save).rejects.toMatchObject({ code: 'OutputUnwritable' });
    });
  },
);
