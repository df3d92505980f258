/**
 * What a bundle may be compared with: an image of a real engine, the project it came from, the folder it was unpacked to.
 * Where the page and the command line tell of one thing, they must tell the same.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createServices } from '../../../electron/services/services.ts';
import { Tickets } from '../../../electron/services/tickets.ts';
import type { CompareOutput } from '../../../shared/contract/comparison.ts';
import type { InspectOutput } from '../../../shared/contract/outputs.ts';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { busyboxImage, describeWith, dockerEngine, run, type TestEngine } from '../../support/engines.ts';
import { buildGantry, gantry } from '../../support/gantry-process.ts';
import { appJsonText, appSpecText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const reference = 'compare-test:1.0';
const tickets = new Tickets();
const services = createServices({ tickets });
const call = { signal: new AbortController().signal, progress: () => undefined };

/** The answer that the page gets. */
async function compared(before: string, after: string): Promise<CompareOutput> {
  const [was, is] = [before, after].map((path) => ({ target: tickets.grant(path) }));
  if (was === undefined || is === undefined) throw new Error('a side is missing');
  return await services['target.compare']({ before: was, after: is }, call);
}

async function cliJson<Output>(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Output> {
  const { status, stdout, stderr } = await gantry([...args, '--format', 'json'], { env });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

describeWith(['docker engine', 'busybox'], 'comparing real parts', () => {
  let docker: TestEngine;
  let bundle = '';
  let archive = '';
  let env: Readonly<Record<string, string>> = {};

  beforeAll(async () => {
    await buildGantry();
    docker = await dockerEngine();
    env = { DOCKER_HOST: docker.endpoint };
    await busyboxImage(docker, reference, { 'srv/index.html': 'first\n' });
    const stage = await temporaryFolder();
    archive = join(stage, 'image.tar');
    await docker.cli(['save', '-o', archive, reference]);
    await writeFile(join(stage, 'appspec.yaml'), appSpecText(reference));
    await writeFile(join(stage, 'app.json'), appJsonText);
    bundle = join(stage, 'my-app-bundle.tar.gz');
    await run('tar', ['-czf', bundle, '-C', stage, 'appspec.yaml', 'app.json', 'image.tar']);
    // The engine's image is a later one than the bundle's: one file grew, one is new.
    await busyboxImage(docker, reference, {
      'srv/index.html': `second\n${'tide\n'.repeat(100)}`,
      'srv/new.txt': 'x\n',
    });
  });

  test('tells an engine’s image from the bundle’s file by file', async () => {
    const output = await cliJson<CompareOutput>(env, 'compare', bundle, reference);
    expect(output).toMatchObject({ before: { kind: 'bundle' }, after: { kind: 'engine-image' } });
    const [image] = output.images;
    expect(image).toMatchObject({
      ref: reference,
      status: 'changed',
      filesChanged: { removed: 0, added: 1, changed: 1 },
    });
    expect(image?.files.map(({ path }) => path)).toEqual(['/srv/index.html', '/srv/new.txt']);
    // An image has no manifests: that they are not there is no change.
    expect(output.changes.filter(({ file }) => file !== '')).toEqual([]);
  });

  test('finds nothing changed in the project that a bundle came from, nor in its folder', async () => {
    const project = await sampleProject([reference], {
      'gantry.json': JSON.stringify({ images: { [reference]: { archive } } }),
    });
    const folder = join(await temporaryFolder(), 'unpacked');
    await mkdir(folder);
    await run('tar', ['-xzf', bundle, '-C', folder]);
    for (const other of [project, folder]) {
      const output = await compared(other, bundle);
      expect(output.changes.filter(({ kind }) => !kind.startsWith('finding'))).toEqual([]);
      expect(output.images).toMatchObject([{ ref: reference, status: 'same' }]);
      expect(await cliJson<CompareOutput>({}, 'compare', other, bundle)).toEqual(output);
    }
  });

  test('takes a project’s image from the engine where no archive has it', async () => {
    const project = await sampleProject([reference]);
    const output = await cliJson<CompareOutput>(env, 'compare', bundle, project);
    expect(output.images).toMatchObject([{ ref: reference, status: 'changed', filesChanged: { added: 1 } }]);
    // Without an engine its images are not known, and so none is said to be gone.
    const without = await cliJson<CompareOutput>({}, 'compare', bundle, project);
    expect(without.images).toEqual([]);
    expect(without.changes.filter(({ kind }) => kind.startsWith('image'))).toEqual([]);
  });

  test.each<[string, () => Promise<string>]>([
    ['a bundle', () => Promise.resolve(bundle)],
    ['an image archive', () => Promise.resolve(archive)],
    [
      'a project',
      () =>
        sampleProject([reference], {
          'gantry.json': JSON.stringify({ images: { [reference]: { archive } } }),
        }),
    ],
  ])('says of the images of %s on the page what gantry inspect says', async (_what, made) => {
    const target = await made();
    const seen: ReviewOutput = await services['review.open']({ target: tickets.grant(target) }, call);
    const inspected = await cliJson<InspectOutput>({}, 'inspect', target);
    const facts = ({
      ref,
      tags,
      id,
      platform,
      bytes,
    }: Pick<ReviewOutput['images'][number], 'ref' | 'tags' | 'id' | 'platform' | 'bytes'>) => ({
      ref,
      tags,
      id,
      platform,
      bytes,
    });
    expect(seen.images).toHaveLength(1);
    expect(seen.images.map(facts)).toEqual(inspected.images.map(facts));
    expect(seen.images[0]?.layers.map(({ diffId }) => diffId)).toEqual(
      inspected.images[0]?.layers.map(({ diffId }) => diffId),
    );
    expect(seen.kind).toBe(inspected.kind);
  });
});
