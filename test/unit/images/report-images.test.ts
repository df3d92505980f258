import { createWriteStream } from 'node:fs';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { tarHeader } from '../../../electron/services/archives/tar-writer.ts';
import { type ReportRequest, reportImages } from '../../../electron/services/images/report-images.ts';
import { ReportStore } from '../../../electron/services/images/report-store.ts';
import { isError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { ImageReportOutput } from '../../../shared/contract/size-report.ts';
import { bytesOf, sampleArchive, tarOf } from '../../support/archive-bytes.ts';
import { fatDockerfile, fatImageArchive, fatReferences } from '../../support/fat-image.ts';
import { appJsonText, appSpecText, sampleProject } from '../../support/sample-project.ts';
import { extension, patched, pax } from '../../support/tar-blocks.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const store = async () => new ReportStore(await temporaryFolder());

async function report(request: ReportRequest, kept?: ReportStore) {
  const read: TransferProgress[] = [];
  const context = { signal, progress: (progress: TransferProgress) => read.push(progress) };
  const output = await reportImages(request, context, kept ?? (await store()));
  expect(Check(ImageReportOutput, output)).toBe(true);
  return { ...output, read };
}

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

const fat = async (): Promise<string> => {
  const path = join(await temporaryFolder(), 'fat.tar');
  await pipeline(fatImageArchive(0.002), createWriteStream(path));
  return path;
};

/** What is wrong with an archive of one image that has these layers. */
async function problemOf(...layers: readonly Uint8Array[]): Promise<string> {
  const path = await fileOf('bad.tar', await sampleArchive('docker', { layers, config: {} }));
  return report({ path }).then(
    () => 'nothing',
    (error: unknown) => (isError(error, 'ArchiveInvalid') ? error.data.problem : String(error)),
  );
}

describe('a report of an archive', () => {
  test('has every image, or the one asked for by any of its spellings', async () => {
    const path = await fat();
    const { app, worker } = fatReferences;
    expect((await report({ path })).images.map(({ ref }) => ref)).toEqual([app, worker]);
    expect((await report({ path, reference: worker })).images.map(({ ref }) => ref)).toEqual([worker]);
    await expect(report({ path, reference: 'other:1' })).rejects.toMatchObject({ code: 'ImageNotFound' });
  });

  test('counts the layers that its images share, and estimates what they take compressed', async () => {
    const { images } = await report({ path: await fat() });
    const [app, worker] = images;
    const base = app?.layers.slice(0, 3).reduce((sum, { bytes }) => sum + bytes, 0);
    expect([app?.sharedBytes, worker?.sharedBytes]).toEqual([base, base]);
    expect(app?.compressed?.estimated).toBe(true);
  });

  test('in a bundle has the images of every archive in it, and what is wrong with the others', async () => {
    const tar = tarOf([
      ['appspec.yaml', appSpecText('one:1', 'two:1')],
      ['app.json', appJsonText],
      ['one.tar', await sampleArchive('docker', { tags: ['one:1'] })],
      ['two.tar', await sampleArchive('docker-oci', { tags: ['two:1'] })],
      ['three.tar', 'no archive'],
    ]);
    const { images, problems } = await report({ path: await fileOf('b.tar.gz', gzipSync(tar)) });
    expect(images.map(({ ref, sharedBytes, bytes }) => [ref, sharedBytes === bytes])).toEqual([
      ['one:1', false],
      ['two:1', false],
    ]);
    expect(images[0]?.layers[1]).toMatchObject({ added: 2, removed: 1, fileBytes: 1 });
    expect(problems.join(' ')).toContain('three.tar');
  });

  test('keeps apart names that are no UTF-8, and names that look alike', async () => {
    const header = (bytes: readonly number[]) => {
      const block = patched(tarHeader({ name: 'xx', size: 0 }), {
        0: Uint8Array.from(bytes),
        148: ' '.repeat(8),
      });
      let sum = 0;
      for (const byte of block) sum += byte;
      return patched(block, { 148: `${sum.toString(8).padStart(6, '0')}\0 ` });
    };
    const layer = Buffer.concat([
      header([0xe9, 0x61]),
      header([0xff, 0xfe]),
      pax({ path: 'e\u0301' }),
      tarHeader({ name: 'x', size: 0 }),
      pax({ path: '\u00e9' }),
      tarHeader({ name: 'x', size: 0 }),
      tarHeader({ name: './/a/./b/', size: 0, type: 'directory' }),
      tarHeader({ name: '/a/b/../c', size: 0 }),
      Buffer.alloc(1024),
    ]);
    const path = await fileOf('odd.tar', await sampleArchive('docker', { layers: [layer], config: {} }));
    const [image] = (await report({ path })).images;
    expect(image?.layers[0]?.added).toBe(5);
    expect(image?.tree.names.split('/').toSorted()).toEqual(
      ['', 'a', 'b', 'c', 'e\u0301', 'ÿþ', 'éa', 'é'].toSorted(),
    );
  });
});

describe('a layer that cannot be true is refused with what it claims', () => {
  const layerOf = (...parts: readonly Uint8Array[]) => Buffer.concat([...parts, Buffer.alloc(1024)]);

  test('a file of exabytes, which the layer does not have', async () => {
    const huge = tarHeader({ name: 'huge', size: 4e18 });
    expect(await problemOf(layerOf(huge))).toContain('“huge” claims to have 4,000,000,000,000,000,000 bytes');
  });

  test('a sparse file of exabytes with hardly a byte in it', async () => {
    const records = {
      'GNU.sparse.major': '1',
      'GNU.sparse.name': 'huge',
      'GNU.sparse.realsize': '4000000000000000000',
    };
    const sparse = layerOf(pax(records), tarHeader({ name: 'huge', size: 512 }), Buffer.alloc(512, '0\n'));
    expect(await problemOf(sparse)).toContain('“huge” claims to have 4,000,000,000,000,000,000 bytes');
  });

  test('a petabyte in many sparse files', async () => {
    const files = Array.from({ length: 100 }, (_, i) => [
      pax({ 'GNU.sparse.realsize': '15000000000000', path: `f${i}` }),
      tarHeader({ name: 'f', size: 0 }),
    ]);
    expect(await problemOf(layerOf(...files.flat()))).toContain('its files claim to have more than 1 PB');
  });

  test('an extended header that stops', async () => {
    expect(await problemOf(layerOf(extension('x', Buffer.from('12 path=ab'))))).toContain('damaged');
  });
});

describe('a report already made', () => {
  const untimed = ({ read: _read, ...output }: Awaited<ReturnType<typeof report>>) => output;

  test('is given again without reading the archive', async () => {
    const kept = await store();
    const path = await fat();
    const first = await report({ path }, kept);
    const again = await report({ path }, kept);
    expect(untimed(again)).toEqual(untimed(first));
    expect([first.read.length > 0, again.read.length]).toEqual([true, 0]);
  });

  test('serves an engine’s image of the same ID without saving it', async () => {
    const kept = await store();
    const first = await report({ path: await fat() }, kept);
    const id = first.images[0]?.id ?? '';
    const detail = { id, tags: [], bytes: 1, created: '', platform: '', layers: [] };
    const unused = () => Promise.reject(new Error('nothing is to be read'));
    const engine = {
      endpoint: 'unix:///x',
      version: { product: 'Docker', version: '1', apiVersion: '1', platform: 'linux/amd64' } as const,
      inspect: () =>
        Promise.resolve({
          ...detail,
          config: { exposedPorts: [], env: [], labels: {}, user: '', entrypoint: [], command: [] },
        }),
      images: unused,
      history: unused,
      save: unused,
      load: unused,
      build: unused,
      close: () => undefined,
    };
    const context = { signal, progress: () => undefined, engine: () => Promise.resolve(engine) };
    const { images } = await reportImages({ image: 'fat-app:1.0.0' }, context, kept);
    expect(images[0]).toMatchObject({ ref: 'fat-app:1.0.0', id, tree: first.images[0]?.tree });
  });

  test('is made anew where the archive changed', async () => {
    const kept = await store();
    const path = await fileOf('one.tar', await sampleArchive('docker', { tags: ['one:1'] }));
    await report({ path }, kept);
    await writeFile(path, await sampleArchive('docker', { tags: ['two:1'] }));
    await utimes(path, new Date(), new Date(Date.now() + 5000));
    expect((await report({ path }, kept)).images[0]?.ref).toBe('two:1');
  });

  test.each(['cut short', 'of another version', 'gone'])('that is %s is made anew', async (how) => {
    const folder = await temporaryFolder();
    const kept = new ReportStore(folder);
    const path = await fat();
    const first = await report({ path }, kept);
    for (const name of (await readdir(folder)).filter((each) => each.startsWith('image-'))) {
      const file = join(folder, name);
      const bytes = await readFile(file);
      if (how === 'gone') await rm(file);
      else if (how === 'cut short') await writeFile(file, bytes.subarray(0, -9));
      else await writeFile(file, gzipSync(JSON.stringify({ format: 0, key: '', value: {} })));
    }
    const again = await report({ path }, kept);
    expect(untimed(again)).toEqual(untimed(first));
    expect(again.read.length).toBeGreaterThan(0);
  });

  test('is for its owner’s eyes only', async () => {
    const folder = join(await temporaryFolder(), 'reports');
    await report({ path: await fat() }, new ReportStore(folder));
    if (process.platform === 'win32') return;
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(folder))
      expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
  });
});

test('a project’s image comes with advice that edits its Dockerfile', async () => {
  const settings = {
    images: { [fatReferences.app]: { archive: 'fat.tar' }, [fatReferences.worker]: { archive: 'fat.tar' } },
  };
  const project = await sampleProject([fatReferences.app, fatReferences.worker], {
    Dockerfile: fatDockerfile,
    'gantry.json': JSON.stringify(settings),
  });
  await writeFile(join(project, 'fat.tar'), await bytesOf(fatImageArchive(0.01)));
  const { images } = await report({ project, reference: fatReferences.app });
  expect(images.map(({ ref }) => ref)).toEqual([fatReferences.app]);
  const edits = images[0]?.advice.map(({ code, edit }) => [code, edit?.file]);
  expect(edits).toContainEqual(['advice/no-dockerignore', '.dockerignore']);
  expect(edits).toContainEqual(['advice/package-cache', 'Dockerfile']);
});

test('a project’s image is not read again, and its advice follows the Dockerfile as it is now', async () => {
  const kept = await store();
  const files = {
    Dockerfile: fatDockerfile,
    'gantry.json': JSON.stringify({ images: { [fatReferences.app]: { archive: 'fat.tar' } } }),
  };
  const project = await sampleProject([fatReferences.app], files);
  await writeFile(join(project, 'fat.tar'), await bytesOf(fatImageArchive(0.01)));
  const request = { project, reference: fatReferences.app };
  const first = await report(request, kept);
  await writeFile(
    join(project, 'Dockerfile'),
    fatDockerfile.replace('pip install', 'pip install --no-cache-dir'),
  );
  const again = await report(request, kept);
  const edits = ({ images }: typeof first) =>
    images[0]?.advice.flatMap(({ edit }) => (edit?.file === 'Dockerfile' ? [edit.title] : []));
  expect(edits(first)).toContain('Add --no-cache-dir');
  expect(edits(again)).not.toContain('Add --no-cache-dir');
  expect([again.images[0]?.ref, again.images[0]?.bytes]).toEqual([fatReferences.app, first.images[0]?.bytes]);
  expect(again.read).toEqual([]);
  // Another file is read.
  await writeFile(join(project, 'fat.tar'), await bytesOf(fatImageArchive(0.02)));
  expect((await report(request, kept)).read.length).toBeGreaterThan(0);
});
