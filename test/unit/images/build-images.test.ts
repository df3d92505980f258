import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BuildRequest, Engine } from '../../../electron/services/engine/types.ts';
import { buildImages, planBuilds } from '../../../electron/services/images/build-images.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const project = join(process.cwd(), 'project');

describe('the plan', () => {
  test('builds the only image from the Dockerfile at the root', () => {
    expect(planBuilds(project, ['my-app', 'my-app:latest'], {})).toEqual([
      {
        reference: 'my-app:latest',
        context: project,
        dockerfile: 'Dockerfile',
        platform: 'linux/amd64',
        buildArgs: {},
      },
    ]);
  });

  test('follows gantry.json, however it spells the reference', () => {
    const settings = {
      images: {
        'docker.io/library/web:1': {
          context: './web',
          dockerfile: 'docker/Dockerfile',
          platform: 'linux/arm64',
          buildArgs: { A: '1' },
        },
      },
    };
    expect(planBuilds(project, ['web:1'], settings)).toEqual([
      {
        reference: 'web:1',
        context: join(project, 'web'),
        dockerfile: 'docker/Dockerfile',
        platform: 'linux/arm64',
        buildArgs: { A: '1' },
      },
    ]);
    expect(planBuilds(project, ['web:1'], settings, 'linux/amd64')[0]?.platform).toBe('linux/amd64');
  });

  test('leaves out what comes from an archive', () => {
    const settings = { images: { 'a:1': { archive: 'a.tar' }, 'b:1': { context: 'b' } } };
    expect(planBuilds(project, ['a:1', 'b:1'], settings).map((plan) => plan.reference)).toEqual(['b:1']);
  });

  test('is empty where the AppSpec names no image', () => {
    expect(planBuilds(project, [], {})).toEqual([]);
  });

  test('asks for gantry.json where several images have no build', () => {
    expect(() => planBuilds(project, ['a:1', 'b:1', 'c:1'], { images: { 'b:1': {} } })).toThrow(
      expect.objectContaining({
        code: 'InvalidSettings',
        data: {
          path: join(project, 'gantry.json'),
          problem:
            'the AppSpec names 3 images, and “images” does not say how “a:1”, “c:1” are made: add "a:1": {"context": "FOLDER"} there',
        },
      }),
    );
  });

  test.each([
    [{ context: '..' }, 'outside the project'],
    [{ context: 'a/../../b' }, 'outside the project'],
    [{ context: '/etc' }, 'outside the project'],
    [{ context: 'a', dockerfile: '../Dockerfile' }, 'outside its context'],
    [{ dockerfile: '/etc/Dockerfile' }, 'outside its context'],
  ])('refuses %j', (image, problem) => {
    expect(() => planBuilds(project, ['a:1'], { images: { 'a:1': image } })).toThrow(
      expect.objectContaining({
        code: 'InvalidSettings',
        data: expect.objectContaining({ problem: expect.stringContaining(problem) }),
      }),
    );
  });

  test.each(['My-App', `app@sha256:${'0'.repeat(64)}`])('cannot build %s', (reference) => {
    expect(() => planBuilds(project, [reference], {})).toThrow(expect.objectContaining({ code: 'Usage' }));
  });
});

describe('building', () => {
  test('builds in order and reports what came out', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'b'));
    const asked: BuildRequest[] = [];
    const plans = planBuilds(folder, ['a:1', 'b:1'], { images: { 'a:1': {}, 'b:1': { context: 'b' } } });
    const lines: string[] = [];
    const built = await buildImages(
      { projectFolder: folder, plans },
      recorder(asked),
      (line) => lines.push(line),
      signal,
    );
    expect(asked).toEqual(plans);
    expect(built).toEqual([
      { ref: 'a:1', id: 'sha256:a:1', platform: 'linux/amd64' },
      { ref: 'b:1', id: 'sha256:b:1', platform: 'linux/amd64' },
    ]);
    expect(lines).toEqual(['Building a:1 for linux/amd64', 'Building b:1 for linux/amd64']);
  });

  test('says that a context does not exist', async () => {
    const folder = await temporaryFolder();
    const plans = planBuilds(folder, ['a:1'], { images: { 'a:1': { context: 'missing' } } });
    await expect(
      buildImages({ projectFolder: folder, plans }, recorder([]), () => undefined, signal),
    ).rejects.toMatchObject({ code: 'BuildFailed', data: { reference: 'a:1' } });
  });

  test.skipIf(process.platform === 'win32')('sends nothing a link leads to outside the project', async () => {
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await symlink(elsewhere, join(folder, 'context'));
    const asked: BuildRequest[] = [];
    const plans = planBuilds(folder, ['a:1'], { images: { 'a:1': { context: 'context' } } });
    await expect(
      buildImages({ projectFolder: folder, plans }, recorder(asked), () => undefined, signal),
    ).rejects.toMatchObject({ code: 'InvalidSettings' });
    expect(asked).toEqual([]);
  });
});

/** An engine that only notes what it is asked to build; building itself is tested on real ones. */
function recorder(asked: BuildRequest[]): Engine {
  const refuse = () => Promise.reject(new Error('not asked for'));
  return {
    endpoint: 'unix:///recorder',
    version: { product: 'unknown', version: '1', apiVersion: '1', platform: 'linux/amd64' },
    images: refuse,
    inspect: refuse,
    history: refuse,
    save: refuse,
    load: refuse,
    build: (request) => {
      asked.push(request);
      return Promise.resolve(`sha256:${request.reference}`);
    },
    close: () => undefined,
  };
}
