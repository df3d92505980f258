import { beforeEach, expect, test, vi } from 'vitest';
import { busyboxImage, describeWith, dockerEngine } from '../../support/engines.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { testStudio } from '../../support/studio.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const image = 'gantry-test-studio:1';

async function imagesOf(folder: string, engine: boolean) {
  const { call, tickets } = testStudio();
  return (await call('project.facts', { project: tickets.grant(folder), engine })).images;
}

describeWith(['docker engine', 'busybox'], 'facts about the images of an engine', () => {
  beforeEach(async () => {
    vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
    vi.stubEnv('DOCKER_HOST', (await dockerEngine()).endpoint);
  });

  test('are known when asked for, and only then', async () => {
    await busyboxImage(await dockerEngine(), image);
    const folder = await sampleProject([image]);
    expect(await imagesOf(folder, false)).toMatchObject({ known: false });
    expect(await imagesOf(folder, true)).toMatchObject({
      known: true,
      value: [{ origin: 'the engine', tags: expect.arrayContaining([image]), command: ['/bin/sh'] }],
    });
  });

  test('are not known where one image is missing, and that one is named', async () => {
    await busyboxImage(await dockerEngine(), image);
    const folder = await sampleProject([image, 'gantry-test-absent:1']);
    expect(await imagesOf(folder, true)).toEqual({
      known: false,
      reason: 'The image “gantry-test-absent:1” is neither in an archive nor on the engine.',
      remedy: 'Build it, or name its archive in gantry.json.',
    });
  });
});
