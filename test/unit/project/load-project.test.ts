import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { loadProject } from '../../../electron/services/project/load-project.ts';
import { listProjectFiles } from '../../../electron/services/project/project-files.ts';
import { isError } from '../../../shared/contract/error.ts';
import { appJsonText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

async function settingsProblem(settings: string): Promise<string> {
  const folder = await sampleProject(['my-app:1.0'], { 'gantry.json': settings });
  try {
    await loadProject(folder);
  } catch (error) {
    if (isError(error, 'InvalidSettings') && error.data.path === join(folder, 'gantry.json')) {
      return error.data.problem;
    }
    throw error;
  }
  return 'none';
}

describe('loading a project', () => {
  test('reads manifests, files and settings', async () => {
    const folder = await sampleProject(['my-app:1.0'], {
      'gantry.json': '{ "rules": { "image/large": "off" }, "bundle": { "file": "out.tar.gz" } }',
      Dockerfile: 'FROM python:3.11-slim\n',
      'src/main.py': 'print(1)\n',
    });
    const { project, settings, texts } = await loadProject(folder);
    expect(project).toMatchObject({ kind: 'project', name: 'my-app', severities: { 'image/large': 'off' } });
    expect(project.appSpec?.document.objects).toHaveLength(2);
    expect(project.appJson?.document.text).toBe(appJsonText);
    expect(settings.bundle?.file).toBe('out.tar.gz');
    expect([...texts.keys()].sort()).toEqual([
      'Dockerfile',
      'app.json',
      'appspec.yaml',
      'gantry.json',
      'src/main.py',
    ]);
    expect(project.lastExport).toEqual({ known: true, value: null });
    expect(project.images).toMatchObject({ known: false });
  });

  test('takes a folder with one of the two manifests', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'app.json'), appJsonText);
    const { project } = await loadProject(folder);
    expect(project.appSpec).toBeUndefined();
    expect(project.appJson?.name).toBe('app.json');
  });

  test('says that a folder without manifests is no project, even where a name differs only in its letters’ case', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'AppSpec.yaml'), 'kind: Service\n');
    await expect(loadProject(folder)).rejects.toMatchObject({ code: 'NotAProject', data: { path: folder } });
  });

  test('says that a folder is missing', async () => {
    const path = join(await temporaryFolder(), 'gone');
    await expect(loadProject(path)).rejects.toMatchObject({ code: 'FileUnreadable', data: { path } });
  });

  test('says that a file is no project', async () => {
    const path = join(await temporaryFolder(), 'notes.txt');
    await writeFile(path, 'hello');
    await expect(loadProject(path)).rejects.toMatchObject({ code: 'NotAProject' });
  });

  test('names an image archive that is not there as the reason why images are unknown', async () => {
    const folder = await sampleProject(['my-app:1.0'], {
      'gantry.json': '{ "images": { "my-app:1.0": { "archive": "out/my-app.tar" } } }',
    });
    const { project, findings } = await loadProject(folder);
    expect(project.images).toMatchObject({
      known: false,
      reason: '“out/my-app.tar”, the image archive of “my-app:1.0”, cannot be read: it does not exist.',
    });
    expect(findings).toEqual([]);
  });

  test('reports an image archive that is none at the line that names it', async () => {
    const folder = await sampleProject(['my-app:1.0'], {
      'gantry.json': '{\n  "images": {\n    "my-app:1.0": { "archive": "my-app.tar" }\n  }\n}\n',
      'my-app.tar': 'this is no tar',
    });
    const { project, findings } = await loadProject(folder);
    expect(project.images.known).toBe(false);
    expect(findings).toMatchObject([
      {
        code: 'image/archive-invalid',
        severity: 'error',
        file: 'gantry.json',
        path: ['images', 'my-app:1.0', 'archive'],
        range: { start: { line: 3, column: 32 } },
      },
    ]);
    expect(findings[0]?.message).toContain('“my-app.tar”');
  });

  test('does not take an image for missing that no archive is named for', async () => {
    const folder = await sampleProject(['my-app:1.0', 'other:2'], {
      'gantry.json': '{ "images": { "my-app:1.0": { "archive": "my-app.tar" } } }',
      'my-app.tar': 'this is no tar',
    });
    const { project } = await loadProject(folder);
    expect(project.images).toMatchObject({
      known: false,
      reason: 'No image archive is named for “other:2”.',
    });
  });
});

describe('gantry.json', () => {
  test.each([
    ['{ "images": [] }', 'line 1: “images” is [], and must be an object: { … }'],
    [
      '{\n "imagse": {}\n}',
      'line 2: “imagse” is no setting; there are “$schema”, “images”, “bundle”, “rules”',
    ],
    [
      '{ "images": {\n "a": { "path": "x" } } }',
      'line 2: “path” is no setting in “images.a”; there are “context”, “dockerfile”, “platform”, “buildArgs”, “archive”',
    ],
    [
      '{ "rules": { "image/large": "quiet" } }',
      'line 1: “rules["image/large"]” is "quiet", and must be "error", "warning", "note" or "off"',
    ],
    [
      '{ "images": { "a": { "platform": "Linux" } } }',
      'line 1: “images.a.platform” is "Linux", which is not written like a platform, such as "linux/amd64"',
    ],
    [
      '{ "images": { "a": { "archive": 7 } } }',
      'line 1: “images.a.archive” is 7, and must be text in double quotes',
    ],
    ['{ "bundle": { "file": "" } }', 'line 1: “bundle.file” is empty'],
    ['[]', 'line 1: it holds no JSON object'],
  ])('is refused with the place and the value: %s', async (settings, problem) => {
    expect(await settingsProblem(settings)).toBe(problem);
  });

  test('is refused at the line of a syntax error', async () => {
    expect(await settingsProblem('{\n  "images": {}\n  "rules": {}\n}')).toMatch(/^line 3: .*comma/);
  });

  test.each(['../other.tar.gz', '/etc/passwd', 'C:\\x.tar.gz', 'a/../../b'])(
    'may not send the bundle out of the project: %s',
    async (file) => {
      expect(await settingsProblem(JSON.stringify({ bundle: { file } }))).toContain(
        'leads out of the project',
      );
    },
  );
});

describe('listing a project’s files', () => {
  test('leaves out what tools made, and reads small texts only', async () => {
    const folder = await sampleProject(['a'], {
      'node_modules/x/index.js': 'x',
      '.git/config': 'x',
      'frontend/dist/out.js': 'x',
      'frontend/app.js': 'let a;\n',
      'logo.png': new Uint8Array([0x89, 0x50, 0, 0]),
      'data.bin': new Uint8Array([1, 0, 2]),
    });
    await writeFile(join(folder, 'big.txt'), '');
    await truncate(join(folder, 'big.txt'), 300_000);
    const { list, complete } = await listProjectFiles(folder);
    expect(complete).toBe(true);
    expect(list.map((file) => [file.name, file.text !== undefined])).toEqual([
      ['app.json', true],
      ['appspec.yaml', true],
      ['big.txt', false],
      ['data.bin', false],
      ['logo.png', false],
      ['frontend/app.js', true],
    ]);
  });

  test.skipIf(process.platform === 'win32')('follows links within the folder only', async () => {
    const outside = join(await temporaryFolder(), 'secret.txt');
    await writeFile(outside, 'not for this project');
    const folder = await sampleProject(['a']);
    await symlink(outside, join(folder, 'leak.txt'));
    await symlink('app.json', join(folder, 'same.json'));
    await symlink('.', join(folder, 'loop'));
    await symlink('nowhere', join(folder, 'broken'));
    const { list } = await listProjectFiles(folder);
    expect(list.map((file) => file.name)).toEqual(['app.json', 'appspec.yaml', 'same.json']);
  });

  test('stops at its limit, those nearest to the root first, and says so', async () => {
    const folder = await sampleProject(['a'], { 'deep/one.txt': '1', 'deep/two.txt': '2' });
    await mkdir(join(folder, 'empty'));
    const { list, complete } = await listProjectFiles(folder, 3);
    expect(list.map((file) => file.name)).toEqual(['app.json', 'appspec.yaml', 'deep/one.txt']);
    expect(complete).toBe(false);
  });
});
