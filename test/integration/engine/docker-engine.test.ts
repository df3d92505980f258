import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { connectEngine } from '../../../electron/services/engine/discovery.ts';
import { DockerEngine } from '../../../electron/services/engine/docker-engine.ts';
import type { EngineEnvironment } from '../../../electron/services/engine/environment.ts';
import type { Engine } from '../../../electron/services/engine/types.ts';
import { isError } from '../../../shared/contract/error.ts';
import {
  busyboxImage,
  describeWith,
  dockerEngine,
  podmanEngine,
  type TestEngine,
} from '../../support/engines.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

for (const [part, start] of [
  ['docker engine', dockerEngine],
  ['podman engine', podmanEngine],
] as const) {
  describeWith([part, 'busybox'], `the ${part}`, () => {
    const reference = 'engine-test:1.0';
    let real: TestEngine;
    let engine: Engine;

    beforeAll(async () => {
      real = await start();
      engine = await connectEngine(signal, environmentOf(real));
      // Built through the engine's own API: Podman's client would put localhost/ before the name.
      await engine.build(
        {
          reference,
          context: await contextOf({
            Dockerfile:
              'FROM scratch\nCOPY big /big\nLABEL made=here\nEXPOSE 8080\nENV A=1\nUSER 1000\nCMD ["/big"]\n',
            big: 'x'.repeat(8 * 1024 * 1024),
          }),
          dockerfile: 'Dockerfile',
          platform: 'linux/amd64',
          buildArgs: {},
        },
        () => undefined,
        signal,
      );
    });

    test('says what it is', () => {
      expect(engine.version.product).toBe(real.product);
      expect(engine.version.version).toMatch(/^\d+\.\d+/);
      expect(engine.version.apiVersion).toMatch(/^1\.\d+$/);
      expect(engine.version.platform).toBe('linux/amd64');
      expect(engine.endpoint).toBe(real.endpoint);
    });

    test('lists its images', async () => {
      const images = await engine.images(signal);
      const found = images.find((image) => image.tags.includes(reference));
      expect(found?.id).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(found?.bytes).toBeGreaterThanOrEqual(8 * 1024 * 1024);
      expect(Date.now() - Date.parse(found?.created ?? '')).toBeLessThan(3_600_000);
    });

    test('gives the details of an image', async () => {
      const image = await engine.inspect(reference, signal);
      expect(image).toMatchObject({
        tags: expect.arrayContaining([reference]),
        platform: 'linux/amd64',
        config: {
          exposedPorts: ['8080/tcp'],
          env: expect.arrayContaining(['A=1']),
          labels: expect.objectContaining({ made: 'here' }),
          user: '1000',
          command: ['/big'],
          entrypoint: [],
        },
      });
      expect(image.layers).toEqual([expect.stringMatching(/^sha256:[0-9a-f]{64}$/)]);
    });

    test('gives the history of an image, newest step first', async () => {
      const history = await engine.history(reference, signal);
      expect(history[0]?.createdBy).toContain('/big');
      expect(history.some((step) => step.bytes >= 8 * 1024 * 1024)).toBe(true);
    });

    test('saves an archive with the layer the image names', async () => {
      const folder = await temporaryFolder();
      const file = join(folder, 'saved.tar');
      await writeFile(file, await engine.save([reference], signal));
      expect(await real.cli(['load', '--input', file])).toContain('Loaded image');
    });

    test('saves several images into one archive', async () => {
      const other = 'engine-test-other:1.0';
      await engine.build(
        await requestOf(other, { Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'a' }),
        () => undefined,
        signal,
      );
      const folder = await temporaryFolder();
      const file = join(folder, 'saved.tar');
      await writeFile(file, await engine.save([reference, other], signal));
      const loaded = await real.cli(['load', '--input', file]);
      expect(loaded).toContain('engine-test:1.0');
      expect(loaded).toContain(other);
    });

    test('loads what it saved', async () => {
      const again = 'engine-test-again:1.0';
      await engine.build(
        await requestOf(again, { Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'again' }),
        () => undefined,
        signal,
      );
      const { id } = await engine.inspect(again, signal);
      const chunks: Uint8Array[] = [];
      for await (const chunk of await engine.save([again], signal)) chunks.push(chunk);
      await real.cli(['rmi', again]);
      expect(await codeOf(engine.inspect(again, signal))).toBe('ImageNotFound');
      expect(await engine.load(streamOf(chunks), signal)).toEqual([again]);
      expect((await engine.inspect(again, signal)).id).toBe(id);
    });

    test('refuses to load what is no archive', async () => {
      const nonsense = streamOf([Buffer.from('this is no archive'.repeat(1000))]);
      expect(await codeOf(engine.load(nonsense, signal))).toBe('EngineFailed');
    });

    test('passes on what broke while the archive to load was read', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield new Uint8Array(100_000);
        throw new Error('the disk is gone');
      }
      await expect(engine.load(broken(), signal)).rejects.toThrow('the disk is gone');
    });

    test('says that an image is absent, before any byte of a save', async () => {
      expect(await codeOf(engine.inspect('absent:1.0', signal))).toBe('ImageNotFound');
      expect(await codeOf(engine.history('absent:1.0', signal))).toBe('ImageNotFound');
      expect(await codeOf(engine.save([reference, 'absent:1.0'], signal))).toBe('ImageNotFound');
      expect(await codeOf(engine.inspect('../containers', signal))).toBe('ImageNotFound');
    });

    test('stops a save when it is cancelled and keeps working', async () => {
      const controller = new AbortController();
      const saving = await engine.save([reference], controller.signal);
      let bytes = 0;
      const outcome = codeOf(
        (async () => {
          for await (const chunk of saving) {
            bytes += chunk.length;
            controller.abort();
          }
        })(),
      );
      expect(await outcome).toBe('Cancelled');
      expect(bytes).toBeLessThan(8 * 1024 * 1024);
      expect(await engine.images(signal)).not.toHaveLength(0);
    });

    test('drops a save whose reader has enough', async () => {
      for await (const chunk of await engine.save([reference], signal)) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect(await engine.images(signal)).not.toHaveLength(0);
    });

    test('streams the log of a build and gives the ID of the image', async () => {
      await busyboxImage(real, 'engine-test-base:1');
      const base = real.product === 'Podman' ? 'localhost/engine-test-base:1' : 'engine-test-base:1';
      const lines: string[] = [];
      const id = await engine.build(
        {
          ...(await requestOf('engine-test-built:1.0', {
            Dockerfile: `FROM ${base}\nARG WHO\nRUN echo hello $WHO > /greeting && cat /greeting\n`,
          })),
          buildArgs: { WHO: 'world' },
        },
        (line) => lines.push(line),
        signal,
      );
      expect(lines).toContain('hello world');
      expect(lines.every((line) => !line.includes('\n'))).toBe(true);
      expect((await engine.inspect('engine-test-built:1.0', signal)).id).toBe(id);
    });

    test('says at which step a build failed', async () => {
      await busyboxImage(real, 'engine-test-base:1');
      const base = real.product === 'Podman' ? 'localhost/engine-test-base:1' : 'engine-test-base:1';
      const lines: string[] = [];
      const building = engine.build(
        await requestOf('engine-test-failing:1.0', {
          Dockerfile: `FROM ${base}\nRUN echo about to fail && exit 7\n`,
        }),
        (line) => lines.push(line),
        signal,
      );
      await expect(building).rejects.toMatchObject({
        code: 'BuildFailed',
        data: {
          reference: 'engine-test-failing:1.0',
          reason: expect.stringMatching(/RUN echo about to fail && exit 7.*\b7\b/s),
        },
      });
      expect(lines).toContain('about to fail');
      expect(await codeOf(engine.inspect('engine-test-failing:1.0', signal))).toBe('ImageNotFound');
    });

    test('says what is wrong with a Dockerfile', async () => {
      const request = await requestOf('engine-test-wrong:1.0', { Dockerfile: 'FROM scratch\nBAKE /cake\n' });
      expect(await codeOf(engine.build(request, () => undefined, signal))).toBe('BuildFailed');
    });

    test('says that a Dockerfile is missing', async () => {
      const request = await requestOf('engine-test-none:1.0', { 'README.md': 'nothing to build' });
      expect(await codeOf(engine.build(request, () => undefined, signal))).toBe('BuildFailed');
    });

    test('stops a build when it is cancelled', async () => {
      await busyboxImage(real, 'engine-test-base:1');
      const base = real.product === 'Podman' ? 'localhost/engine-test-base:1' : 'engine-test-base:1';
      const controller = new AbortController();
      const building = engine.build(
        await requestOf('engine-test-slow:1.0', { Dockerfile: `FROM ${base}\nRUN echo begun && sleep 60\n` }),
        (line) => {
          if (line === 'begun') controller.abort();
        },
        controller.signal,
      );
      expect(await codeOf(building)).toBe('Cancelled');
      expect(await engine.images(signal)).not.toHaveLength(0);
    });
  });
}

describeWith(['docker engine'], 'building with BuildKit', () => {
  test('gives a readable log and the ID of the image', async () => {
    const engine = await modernDocker();
    const lines: string[] = [];
    const id = await engine.build(
      await requestOf('engine-test-buildkit:1.0', {
        // The classic builder has no --chmod.
        Dockerfile: 'FROM scratch\nCOPY --chmod=0700 a /a\n',
        a: 'a',
      }),
      (line) => lines.push(line),
      signal,
    );
    expect((await engine.inspect('engine-test-buildkit:1.0', signal)).id).toBe(id);
    expect(lines.join('\n')).toContain('COPY --chmod=0700 a /a');
  });

  test('says what failed', async () => {
    const engine = await modernDocker();
    const request = await requestOf('engine-test-buildkit:2.0', {
      Dockerfile: 'FROM scratch\nCOPY missing /a\n',
    });
    await expect(engine.build(request, () => undefined, signal)).rejects.toMatchObject({
      code: 'BuildFailed',
      data: { reason: expect.stringContaining('missing') },
    });
  });

  test('is what only a Docker that prefers it is asked for', async ({ skip }) => {
    const docker = await dockerEngine();
    const engine = await connectEngine(signal, environmentOf(docker));
    skip(Number.parseInt(engine.version.version, 10) >= 23, 'this Docker prefers BuildKit');
    const request = await requestOf('engine-test-buildkit:3.0', {
      Dockerfile: 'FROM scratch\nCOPY --chmod=0700 a /a\n',
      a: 'a',
    });
    await expect(engine.build(request, () => undefined, signal)).rejects.toMatchObject({
      code: 'BuildFailed',
      data: { reason: expect.stringContaining('BuildKit') },
    });
  });
});

/** The private engine, taken for a release that prefers BuildKit; older ones have it too. */
async function modernDocker(): Promise<Engine> {
  const { socket } = await dockerEngine();
  return new DockerEngine(
    { kind: 'unix', path: socket, source: 'test' },
    { product: 'Docker', version: '23.0.0', apiVersion: '1.42', platform: 'linux/amd64' },
  );
}

function environmentOf(engine: TestEngine): EngineEnvironment {
  return {
    platform: 'linux',
    home: '/nowhere',
    variables: { DOCKER_HOST: engine.endpoint },
    exists: () => false,
    readFile: () => undefined,
    list: () => [],
  };
}

async function contextOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  return folder;
}

async function requestOf(reference: string, files: Readonly<Record<string, string>>) {
  return {
    reference,
    context: await contextOf(files),
    dockerfile: 'Dockerfile',
    platform: 'linux/amd64',
    buildArgs: {},
  };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return 'nothing thrown';
  } catch (error) {
    for (const code of ['ImageNotFound', 'EngineFailed', 'BuildFailed', 'Cancelled'] as const) {
      if (isError(error, code)) return code;
    }
    throw error;
  }
}

async function* streamOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}
