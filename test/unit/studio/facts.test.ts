import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { writeSample } from '../../../electron/services/sample/write-sample.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
  vi.stubEnv('DOCKER_HOST', 'unix:///no/such/engine.sock');
});

async function factsOf(folder: string, engine: boolean) {
  const { call, tickets } = testStudio();
  return await call('project.facts', { project: tickets.grant(folder), engine });
}

describe('what is known of a project', () => {
  test('comes from the archives named in gantry.json, without asking an engine', async () => {
    const { folder } = await writeSample(join(await temporaryFolder(), 'sample'));
    for (const engine of [false, true]) {
      const facts = await factsOf(folder, engine);
      expect(facts.images).toMatchObject({
        known: true,
        value: [
          {
            origin: 'harbour-status.tar',
            tags: ['harbour-status:1.0.0'],
            platform: 'linux/amd64',
            exposedPorts: ['8080/tcp'],
            entrypoint: ['/server', '8080'],
          },
        ],
      });
    }
  });

  test('says what would help where no engine answers', async () => {
    const { images } = await factsOf(await sampleProject(['my-app:1']), true);
    expect(images).toEqual({
      known: false,
      reason: 'No container engine answered, and no image archive is named for “my-app:1”.',
      remedy: 'Start Docker or Podman, or name the image’s archive in gantry.json.',
    });
  });

  test('says which archive is missing or damaged', async () => {
    const settings = JSON.stringify({ images: { 'my-app:1': { archive: 'my-app.tar' } } });
    const missing = await sampleProject(['my-app:1'], { 'gantry.json': settings });
    expect((await factsOf(missing, true)).images).toMatchObject({
      known: false,
      reason: expect.stringMatching(/my-app\.tar” cannot be read: it does not exist/),
    });
    const damaged = await sampleProject(['my-app:1'], { 'gantry.json': settings, 'my-app.tar': 'no tar' });
    for (const engine of [false, true]) {
      expect((await factsOf(damaged, engine)).images).toMatchObject({
        known: false,
        reason: expect.stringContaining('my-app.tar'),
      });
    }
  });

  test('a gantry.json that cannot be used is an error at its place, with the words of the command line', async () => {
    const settings = '{\n  "bundle": { "file": 3 }\n}\n';
    const { findings } = await factsOf(await sampleProject(['my-app:1'], { 'gantry.json': settings }), false);
    expect(findings).toMatchObject([
      {
        code: 'project/settings-invalid',
        severity: 'error',
        file: 'gantry.json',
        message: expect.stringContaining('“gantry.json” cannot be used: line 2: “bundle.file” is 3'),
        range: { start: { line: 2 } },
      },
    ]);
  });

  test('an AppSpec without images asks nobody', async () => {
    const folder = await sampleProject([]);
    expect((await factsOf(folder, true)).images).toMatchObject({
      known: false,
      reason: 'The AppSpec names no image.',
    });
  });

  test('ends when it is cancelled', async () => {
    const { folder } = await writeSample(join(await temporaryFolder(), 'sample'));
    const { services, tickets } = testStudio();
    const signal = AbortSignal.abort();
    const input = { project: tickets.grant(folder), engine: true };
    await expect(
      services['project.facts'](input, { signal, progress: () => undefined }),
    ).rejects.toMatchObject({
      code: 'Cancelled',
    });
  });
});
