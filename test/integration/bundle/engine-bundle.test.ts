import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import type { ExportRequest } from '../../../electron/services/bundle/preflight.ts';
import { connectEngine } from '../../../electron/services/engine/discovery.ts';
import type { Engine } from '../../../electron/services/engine/types.ts';
import { inspectTarget } from '../../../electron/services/images/inspect-target.ts';
import { isError } from '../../../shared/contract/error.ts';
import type { BundleOutput } from '../../../shared/contract/outputs.ts';
import {
  busyboxImage,
  describeWith,
  dockerEngine,
  podmanEngine,
  run,
  type TestEngine,
} from '../../support/engines.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

beforeAll(async () => {
  process.env.GANTRY_STATE_DIR = await temporaryFolder();
});

/** What a user would unpack the bundle with. */
async function unpack(bundle: string): Promise<string> {
  const folder = await temporaryFolder();
  await run('tar', ['-xzf', bundle, '-C', folder]);
  return folder;
}

async function connect(real: TestEngine): Promise<Engine> {
  return connectEngine(signal, {
    platform: 'linux',
    home: '/nowhere',
    variables: { DOCKER_HOST: real.endpoint },
    exists: () => false,
    readFile: () => undefined,
    list: () => [],
  });
}

for (const [part, start] of [
  ['docker engine', dockerEngine],
  ['podman engine', podmanEngine],
] as const) {
  describeWith([part, 'busybox'], `a bundle from the ${part}`, () => {
    // Podman would put localhost/ before a name without a host.
    const reference = 'localhost/bundle-test:1.0';
    let real: TestEngine;
    let engine: Engine;
    let project: string;
    let output: BundleOutput;

    function exportProject(
      request: Partial<ExportRequest> = {},
      stop: AbortSignal = signal,
    ): Promise<BundleOutput> {
      return exportBundle(
        { projectFolder: project, images: [], layout: 'bundle', force: false, ...request },
        { signal: stop, progress: () => undefined, engine: () => Promise.resolve(engine) },
      );
    }

    beforeAll(async () => {
      real = await start();
      engine = await connect(real);
      await busyboxImage(real, reference, { 'etc/motd': 'a real image\n', 'data/noise': noise(3_000_000) });
      project = await sampleProject([reference]);
      output = await exportProject();
    });

    test('is read by gzip, tar and Python', async () => {
      await run('gzip', ['-t', output.file]);
      const names = ['appspec.yaml', 'app.json', 'bundle-test.tar'];
      expect((await run('tar', ['-tzf', output.file])).trim().split('\n')).toEqual(names);
      const script =
        'import sys,tarfile,json; t=tarfile.open(sys.argv[1],"r:gz"); print(json.dumps([[m.name,m.size,m.mtime,m.uid,m.mode] for m in t]))';
      const read: unknown = JSON.parse(await run('python3', ['-c', script, output.file]));
      expect(read).toEqual(output.entries.map(({ name, bytes }) => [name, bytes, 0, 0, 0o644]));
    });

    test('holds an image that the engine loads again after it was removed, and that runs', async () => {
      const folder = await unpack(output.file);
      expect(await readFile(join(folder, 'appspec.yaml'))).toEqual(
        await readFile(join(project, 'appspec.yaml')),
      );
      await real.cli(['rmi', '--force', reference]);
      const loaded = await real.cli(['load', '--input', join(folder, 'bundle-test.tar')]);
      expect(loaded).toContain(reference);
      const said = await real.cli(['run', '--rm', '--network', 'none', reference, 'cat', '/etc/motd']);
      expect(said).toBe('a real image\n');
    });

    test('reports the image as the engine knows it', async () => {
      const detail = await engine.inspect(reference, signal);
      expect(output.images).toMatchObject([{ ref: reference, platform: 'linux/amd64' }]);
      const inspected = await inspectTarget({ path: output.file }, { signal, progress: () => undefined });
      expect(inspected).toMatchObject({ kind: 'bundle', entries: output.entries, diagnostics: [] });
      expect(inspected.images[0]?.layers.map((layer) => layer.diffId)).toEqual(detail.layers);
      const live = await inspectTarget(
        { image: reference },
        { signal, progress: () => undefined, engine: () => Promise.resolve(engine) },
      );
      expect(live).toMatchObject({ kind: 'engine-image', target: reference });
      // The bundle's index states less of a layer than reading it shows.
      const stated = live.images[0]?.layers.map(({ diffId, bytes, command }) => ({ diffId, bytes, command }));
      expect(stated).toEqual(inspected.images[0]?.layers);
    });

    test('is the same bytes in another time zone, and from the archive that the engine’s own client saves', async () => {
      const folder = await temporaryFolder();
      const archivePath = join(folder, 'saved.tar');
      await real.cli(['save', '--output', archivePath, reference]);
      const zone = process.env.TZ;
      const state = process.env.GANTRY_STATE_DIR;
      process.env.TZ = 'Pacific/Kiritimati';
      process.env.GANTRY_STATE_DIR = await temporaryFolder();
      try {
        const images = [{ reference, archivePath }];
        const archived = await exportProject({ images, output: join(folder, 'archived.tar.gz') });
        expect(archived.layers?.reused).toBe(0);
        expect((await readFile(archived.file)).equals(await readFile(output.file))).toBe(true);
      } finally {
        process.env.GANTRY_STATE_DIR = state;
        if (zone === undefined) delete process.env.TZ;
        else process.env.TZ = zone;
      }
    });

    test('is a copy without asking for the image again, until that changes; then only the new layer is compressed', async () => {
      const saves: (readonly string[])[] = [];
      const watched = (): Promise<Engine> =>
        Promise.resolve(
          new Proxy(engine, {
            get: (target, name) => {
              const value: unknown = Reflect.get(target, name, target);
              if (typeof value !== 'function') return value;
              return (...args: unknown[]) => {
                if (name === 'save') saves.push(args[0] as readonly string[]);
                return value.apply(target, args) as unknown;
              };
            },
          }),
        );
      const folder = await temporaryFolder();
      const again = (file: string) =>
        exportBundle(
          { projectFolder: project, images: [], layout: 'bundle', force: false, output: join(folder, file) },
          { signal, progress: () => undefined, engine: watched },
        );
      const copy = await again('copy.tar.gz');
      expect(saves).toEqual([]);
      expect(copy.sha256).toBe(output.sha256);
      const before = (await engine.inspect(reference, signal)).layers;
      await topLayer(real, reference, 'another top layer\n');
      const after = (await engine.inspect(reference, signal)).layers;
      expect(after.slice(0, -1)).toEqual(before);
      const changed = await again('changed.tar.gz');
      expect(saves).toEqual([[reference]]);
      expect(changed.layers).toEqual({ total: after.length, reused: before.length });
      const images = await inspectTarget(
        { path: changed.file, whole: true },
        { signal, progress: () => undefined },
      );
      expect(images.images[0]?.layers.map((layer) => layer.diffId)).toEqual(after);
    });

    test('tells an image that the engine does not have', async () => {
      const absent = await sampleProject(['no-such-image:1']);
      const error: unknown = await exportProject({ projectFolder: absent }).catch(
        (caught: unknown) => caught,
      );
      expect(isError(error, 'ImageNotFound') && error.data.reference).toBe('no-such-image:1');
    });

    test('leaves no debris when it is cancelled in the middle of the save', async () => {
      const folder = await temporaryFolder();
      const controller = new AbortController();
      const attempt = exportBundle(
        {
          projectFolder: project,
          images: [],
          layout: 'bundle',
          force: false,
          output: join(folder, 'b.tar.gz'),
        },
        {
          signal: controller.signal,
          progress: (progress) => {
            if (progress.phase === 'image') controller.abort();
          },
          engine: () => Promise.resolve(engine),
        },
      );
      await expect(attempt).rejects.toMatchObject({ code: 'Cancelled' });
      expect(await readdir(folder)).toEqual([]);
    });
  });
}

/** Puts one more layer onto an image and gives the result its name. */
async function topLayer(real: TestEngine, reference: string, text: string): Promise<void> {
  const context = await temporaryFolder();
  await writeFile(join(context, 'file'), text);
  await writeFile(join(context, 'Dockerfile'), `FROM ${reference}\nCOPY file /etc/top\n`);
  await real.cli(['build', '--quiet', '--tag', reference, context]);
}

describeWith(['podman engine', 'busybox'], 'an image that Podman keeps under localhost/', () => {
  test('is not bundled under a name its archive does not have; the finding names the one it has', async () => {
    const real = await podmanEngine();
    const engine = await connect(real);
    await busyboxImage(real, 'short-name:1.0');
    const error: unknown = await exportBundle(
      { projectFolder: await sampleProject(['short-name:1.0']), images: [], layout: 'bundle', force: false },
      { signal, progress: () => undefined, engine: () => Promise.resolve(engine) },
    ).catch((caught: unknown) => caught);
    expect(isError(error, 'FindingsBlock') && error.data.diagnostics?.[0]).toMatchObject({
      code: 'image/tag-mismatch',
      fixes: [{ edits: [{ text: 'localhost/short-name:1.0' }] }],
    });
  });
});

describeWith(['docker engine', 'busybox', 'openssl'], 'a signed package from a real image', () => {
  test('carries a signature that openssl verifies, and an image that docker load takes', async () => {
    const real = await dockerEngine();
    const engine = await connect(real);
    const keys = await temporaryFolder();
    await run(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-keyout',
        'key.pem',
        '-out',
        'cert.pem',
        '-days',
        '2',
        '-subj',
        '/CN=test',
      ],
      { cwd: keys },
    );
    await busyboxImage(real, 'package-test:2.0', { 'etc/motd': 'packaged\n' });
    const project = await sampleProject(['package-test:2.0']);
    const output = await exportBundle(
      {
        projectFolder: project,
        images: [],
        layout: 'pkg',
        force: false,
        signing: { keyPath: join(keys, 'key.pem'), certificatePath: join(keys, 'cert.pem') },
      },
      { signal, progress: () => undefined, engine: () => Promise.resolve(engine) },
    );
    const folder = await temporaryFolder();
    await run('tar', ['-xf', output.file, '-C', folder]);
    expect((await readdir(folder)).sort()).toEqual(['app-cert.pem', 'app.id.json', 'app.sig', 'app.tar.gz']);
    await writeFile(
      join(folder, 'public.pem'),
      await run('openssl', ['x509', '-in', 'app-cert.pem', '-pubkey', '-noout'], { cwd: folder }),
    );
    const verdict = await run(
      'openssl',
      ['dgst', '-sha256', '-verify', 'public.pem', '-signature', 'app.sig', 'app.tar.gz'],
      { cwd: folder },
    );
    expect(verdict.trim()).toBe('Verified OK');
    await mkdir(join(folder, 'inner'));
    await run('tar', ['-xzf', 'app.tar.gz', '-C', 'inner'], { cwd: folder });
    expect((await readdir(join(folder, 'inner'))).sort()).toEqual(['app.json', 'app.yaml', 'images']);
    await real.cli(['rmi', '--force', 'package-test:2.0']);
    const loaded = await real.cli(['load', '--input', join(folder, 'inner', 'images', 'package-test:2.0')]);
    expect(loaded).toContain('package-test:2.0');
  });
});

/** Bytes that hardly compress, the same each time. */
function noise(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
