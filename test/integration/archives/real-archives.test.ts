import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileStream } from '../../../electron/services/archives/file-stream.ts';
import { indexImageArchive } from '../../../electron/services/archives/image-archive-index.ts';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import type { ImageArchiveInfo, TarHeader } from '../../../electron/services/archives/types.ts';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { entriesOf, sampleArchive } from '../../support/archive-bytes.ts';
import {
  describeWith,
  dockerEngine,
  podmanEngine,
  run,
  type TestEngine,
  tool,
} from '../../support/engines.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const longName = `data/${'deep/'.repeat(30)}${'n'.repeat(120)}`;
const foreignName = 'data/größe-日本';

/** What a pass over an archive gives, with the entries of each layer by its blob. */
async function readFileArchive(
  path: string,
): Promise<{ info: ImageArchiveInfo; entries: Map<string, TarHeader[]> }> {
  const entries = new Map<string, TarHeader[]>();
  const info = await readImageArchive(fileStream(path), {
    file: path,
    onLayerEntry: (blob, header) => entries.set(blob, [...(entries.get(blob) ?? []), header]),
  });
  const { images, ...index } = await indexImageArchive(path);
  expect(index).toEqual({ layout: info.layout, wrapping: info.wrapping, bytes: info.bytes });
  expect(images.map(({ id, tags, platform, config }) => ({ id, tags, platform, config }))).toEqual(
    info.images.map(({ id, tags, platform, config }) => ({ id, tags, platform, config })),
  );
  return { info, entries };
}

/** The image archive that a bundle gets from this one, and the image's ID. */
async function bundled(path: string, reference: string): Promise<{ copied: string; id: string | undefined }> {
  process.env.GANTRY_STATE_DIR = await temporaryFolder();
  const projectFolder = await sampleProject([reference]);
  const output = join(projectFolder, 'b.tar.gz');
  const images = [{ reference, archivePath: path }];
  const made = await exportBundle(
    { projectFolder, output, images, layout: 'bundle', force: true },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  const entry = made.entries.at(-1)?.name ?? '';
  execFileSync('tar', ['-C', projectFolder, '-xzf', output, entry]);
  return { copied: join(projectFolder, entry), id: made.images[0]?.id };
}

async function inspected(
  engine: TestEngine,
  reference: string,
): Promise<{ Id: string; RootFS: { Layers: string[] } }> {
  return JSON.parse(await engine.cli(['image', 'inspect', reference]))[0];
}

async function majorVersion(docker: TestEngine): Promise<number> {
  return Number.parseInt(await docker.cli(['version', '--format', '{{.Server.Version}}']), 10);
}

/** An image from nothing with three layers: files, then links and removals, then a folder made anew. */
async function buildImage(engine: TestEngine, tag: string): Promise<void> {
  const context = await temporaryFolder();
  const write = async (path: string, content: string) => {
    await mkdir(join(context, 'root', path, '..'), { recursive: true });
    await writeFile(join(context, 'root', path), content);
  };
  await mkdir(join(context, 'root/bin'), { recursive: true });
  await copyFile(tool('busybox'), join(context, 'root/bin/busybox'));
  await write('data/kept', 'kept\n');
  await write('data/gone', 'gone\n');
  await write('anew/old', 'old\n');
  await write(longName, 'long\n');
  await write(foreignName, 'foreign\n');
  const steps = [
    'cd /data; busybox ln kept hard; busybox ln -s kept soft; busybox rm gone',
    'busybox rm -r /anew; busybox mkdir /anew; echo new > /anew/new',
  ];
  await writeFile(
    join(context, 'Dockerfile'),
    [
      'FROM scratch',
      'ENV PATH=/bin',
      'COPY root /',
      ...steps.map((step) => `RUN ["/bin/busybox", "sh", "-c", "${step}"]`),
      'EXPOSE 8080',
      'CMD ["/bin/busybox", "echo", "it runs"]',
      '',
    ].join('\n'),
  );
  await engine.cli(['build', '--tag', tag, '.'], { cwd: context });
}

function namesOf(entries: Map<string, TarHeader[]>, info: ImageArchiveInfo): (readonly [string, string])[] {
  return (info.images[0]?.layers ?? []).flatMap(({ blob }) =>
    (entries.get(blob) ?? []).map(({ name, type }) => [name.replace(/^\.\//, ''), type] as const),
  );
}

describeWith(['docker engine', 'skopeo', 'busybox'], 'archives of Docker and skopeo', () => {
  let folder = '';
  let docker: TestEngine;
  let saved = '';
  let saw: ImageArchiveInfo;
  const skopeo = (...args: string[]) =>
    run(tool('skopeo'), ['--insecure-policy', '--tmpdir', folder, ...args]);

  beforeAll(async () => {
    folder = await temporaryFolder();
    docker = await dockerEngine();
    await buildImage(docker, 'gantry-archives:1');
    await docker.cli(['tag', 'gantry-archives:1', 'registry.example:5000/team/gantry-archives:one']);
    saved = join(folder, 'saved.tar');
    await docker.cli([
      'save',
      '-o',
      saved,
      'gantry-archives:1',
      'registry.example:5000/team/gantry-archives:one',
    ]);
    saw = (await readFileArchive(saved)).info;
  });

  test('docker save: identity, tags, layers and steps as the engine has them', async () => {
    const { Id, RootFS } = await inspected(docker, 'gantry-archives:1');
    expect(saw.images).toHaveLength(1);
    expect(saw.images[0]).toMatchObject({ id: Id, platform: expect.stringMatching(/^linux\//) });
    expect(saw.images[0]?.tags).toEqual([
      'gantry-archives:1',
      'registry.example:5000/team/gantry-archives:one',
    ]);
    expect(saw.images[0]?.layers.map(({ diffId }) => diffId)).toEqual(RootFS.Layers);
    expect(saw.images[0]?.layers.map(({ command }) => command)).toEqual([
      expect.stringMatching(/^COPY /),
      expect.stringContaining('busybox ln kept hard'),
      expect.stringContaining('rm -r /anew'),
    ]);
  });

  test('docker save: hardlinks, whiteouts, opaque folders, long and foreign names', async () => {
    const { info, entries } = await readFileArchive(saved);
    const names = namesOf(entries, info);
    for (const expected of [
      [longName, 'file'],
      [foreignName, 'file'],
      ['data/soft', 'symlink'],
      ['data/.wh.gone', 'file'],
      ['anew/new', 'file'],
    ]) {
      expect(names).toContainEqual(expected);
    }
    // Which of two names comes first, as the file, is the file system's choice.
    expect(
      names.filter(([name, type]) => /^data\/(hard|kept)$/.test(name) && type === 'hardlink'),
    ).toHaveLength(1);
    expect(names.some(([name]) => name === 'anew/.wh..wh..opq' || name === 'anew/.wh.old')).toBe(true);
  });

  test('docker save: several images, and one saved by its ID', async () => {
    const context = await temporaryFolder();
    await writeFile(
      join(context, 'Dockerfile'),
      'FROM gantry-archives:1\nLABEL other=1\nCOPY Dockerfile /\nCOPY Dockerfile /again\n',
    );
    await docker.cli(['build', '--tag', 'gantry-archives:2', '.'], { cwd: context });
    const both = join(folder, 'both.tar');
    await docker.cli(['save', '-o', both, 'gantry-archives:1', 'gantry-archives:2']);
    const { info } = await readFileArchive(both);
    const byTag = new Map(info.images.map((image) => [image.tags.join(), image]));
    expect([...byTag.keys()].sort()).toEqual(['gantry-archives:1', 'gantry-archives:2']);
    expect(byTag.get('gantry-archives:2')?.layers).toHaveLength(5);
    expect(byTag.get('gantry-archives:2')?.id).toBe((await inspected(docker, 'gantry-archives:2')).Id);
    if ((await majorVersion(docker)) < 25) {
      const links = (await entriesOf(fileStream(both))).filter(({ type }) => type === 'symlink');
      expect(links.length, 'layers shared by both, which this engine stores as links').toBeGreaterThan(0);
    }
    const bare = join(folder, 'bare.tar');
    await docker.cli(['save', '-o', bare, saw.images[0]?.id ?? '']);
    expect((await readFileArchive(bare)).info.images[0]).toMatchObject({ tags: [], id: saw.images[0]?.id });
  });

  test.each([
    ['docker-archive', 'docker-archive:OUT:copied:1', 'docker', ['copied:1'], []],
    ['oci-archive with a name', 'oci-archive:OUT:copied:1', 'oci', ['copied:1'], []],
    ['oci-archive with a bare tag', 'oci-archive:OUT:latest', 'oci', [], []],
    ['oci-archive without a name', 'oci-archive:OUT', 'oci', [], []],
  ] as const)('skopeo copy to %s', async (name, target, layout, tags, args) => {
    const path = join(folder, `${name.replaceAll(' ', '-')}.tar`);
    await skopeo('copy', ...args, `docker-archive:${saved}:gantry-archives:1`, target.replace('OUT', path));
    const { info, entries } = await readFileArchive(path);
    expect(info.layout).toBe(layout);
    expect(info.images[0]?.tags).toEqual(tags);
    expect(info.images[0]?.platform).toBe(saw.images[0]?.platform);
    expect(info.images[0]?.layers.map(({ diffId }) => diffId)).toEqual(
      saw.images[0]?.layers.map(({ diffId }) => diffId),
    );
    expect(namesOf(entries, info)).toContainEqual([longName, 'file']);
  });

  describe.each(['gzip', 'zstd'])('an OCI folder of skopeo’s with %s layers, put into a tar', (format) => {
    let path = '';
    beforeAll(async () => {
      const layout = join(folder, `oci-${format}`);
      const args = ['--dest-compress', '--dest-compress-format', format];
      await skopeo('copy', ...args, `docker-archive:${saved}:gantry-archives:1`, `oci:${layout}:latest`);
      path = join(folder, `oci-${format}.tar`);
      execFileSync('tar', ['-C', layout, '-cf', path, '.']);
    });

    test('is read, its layers unpacked to the same diff IDs', async () => {
      const { info, entries } = await readFileArchive(path);
      expect(info.images[0]?.layers.map(({ compression }) => compression)).toEqual([format, format, format]);
      expect(info.images[0]?.layers.map(({ diffId }) => diffId)).toEqual(
        saw.images[0]?.layers.map(({ diffId }) => diffId),
      );
      expect(namesOf(entries, info)).toContainEqual([foreignName, 'file']);
    });

    test('becomes an archive in a bundle that skopeo and docker load take', async () => {
      const { copied, id } = await bundled(path, `from-${format}:1`);
      const config = JSON.parse(
        await skopeo('inspect', '--config', '--raw', `docker-archive:${copied}:from-${format}:1`),
      );
      expect(config.rootfs.diff_ids).toEqual(saw.images[0]?.layers.map(({ diffId }) => diffId));
      await docker.cli(['load', '-i', copied]);
      expect((await inspected(docker, `from-${format}:1`)).Id).toBe(id);
    });
  });

  test.each(['docker', 'docker-oci', 'oci'] as const)(
    'what our writer makes in layout %s is inspected, and loaded out of a bundle',
    async (layout) => {
      const path = join(folder, `written-${layout}.tar`);
      for (const compression of ['none', 'gzip'] as const) {
        const tag = `written-${layout}:${compression}`;
        await writeFile(path, await sampleArchive(layout, { tags: [tag], compression }));
        const { copied } = await bundled(path, tag);
        await docker.cli(['load', '-i', copied]);
        const [image] = (await readFileArchive(path)).info.images;
        expect(await inspected(docker, tag)).toMatchObject({
          Id: image?.id,
          RootFS: { Layers: image?.layers.map(({ diffId }) => diffId) },
        });
        const transport = layout === 'oci' ? `oci-archive:${path}` : `docker-archive:${path}`;
        const config = JSON.parse(await skopeo('inspect', '--config', transport));
        expect(config.rootfs.diff_ids).toEqual(image?.layers.map(({ diffId }) => diffId));
      }
    },
  );
});

describeWith(['podman engine', 'busybox'], 'archives of Podman', () => {
  let folder = '';
  let podman: TestEngine;
  beforeAll(async () => {
    folder = await temporaryFolder();
    podman = await podmanEngine();
    const context = await temporaryFolder();
    await mkdir(join(context, 'root'));
    await copyFile(tool('busybox'), join(context, 'root/busybox'));
    await writeFile(
      join(context, 'Dockerfile'),
      'FROM scratch\nCOPY root /bin/\nCOPY Dockerfile /\nCOPY Dockerfile /again\nCMD ["/bin/busybox"]\n',
    );
    await podman.cli(['build', '--tag', 'gantry-podman:1', '.'], { cwd: context });
    await podman.cli(['tag', 'gantry-podman:1', 'registry.example:5000/gantry-podman:one']);
  });

  test.each([
    ['docker-archive', 'docker'],
    ['oci-archive', 'oci'],
  ])('podman save --format %s', async (format, layout) => {
    const path = join(folder, `${format}.tar`);
    await podman.cli(['save', '--format', format, '-o', path, 'localhost/gantry-podman:1']);
    const { info } = await readFileArchive(path);
    expect(info.layout).toBe(layout);
    const { RootFS } = await inspected(podman, 'gantry-podman:1');
    expect(info.images[0]?.tags).toEqual(['localhost/gantry-podman:1']);
    expect(info.images[0]?.layers.map(({ diffId }) => diffId)).toEqual(RootFS.Layers);
  });

  test('podman save of several tags and images into one docker-archive', async () => {
    const context = await temporaryFolder();
    await writeFile(join(context, 'Dockerfile'), 'FROM gantry-podman:1\nCOPY Dockerfile /more\n');
    await podman.cli(['build', '--tag', 'gantry-podman:2', '.'], { cwd: context });
    const path = join(folder, 'multi.tar');
    const references = [
      'localhost/gantry-podman:1',
      'registry.example:5000/gantry-podman:one',
      'localhost/gantry-podman:2',
    ];
    await podman.cli(['save', '--multi-image-archive', '-o', path, ...references]);
    const { info } = await readFileArchive(path);
    expect(info.images.flatMap((image) => image.tags).sort()).toEqual([...references].sort());
    expect(info.images).toHaveLength(2);
  });

  test.each(['docker', 'docker-oci', 'oci'] as const)(
    'what our writer makes in layout %s is loaded',
    async (layout) => {
      const path = join(folder, `written-${layout}.tar`);
      await writeFile(
        path,
        await sampleArchive(layout, { tags: [`localhost/written-${layout}:1`], compression: 'gzip' }),
      );
      const { info } = await readFileArchive(path);
      await podman.cli(['load', '-i', path]);
      const { RootFS } = await inspected(podman, `localhost/written-${layout}:1`);
      expect(RootFS.Layers).toEqual(info.images[0]?.layers.map(({ diffId }) => diffId));
    },
  );
});
