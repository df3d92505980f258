import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import { writeImageArchive } from '../../../electron/services/archives/image-archive-writer.ts';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import {
  archiveProblem,
  bytesOf,
  readArchive,
  rewritten,
  sampleArchive,
  sampleConfig,
  sampleLayers,
  sha256,
  streamOf,
  tarOf,
} from '../../support/archive-bytes.ts';
import { pax } from '../../support/tar-blocks.ts';

const layouts = ['docker', 'docker-oci', 'oci'] as const;

describe.each(layouts)('an image archive in layout %s', (layout) => {
  test('gives identity, tags, platform, layers and their steps', async () => {
    const layers = sampleLayers.map(layerTar);
    const info = await readArchive(await sampleArchive(layout));
    expect(info).toMatchObject({ layout, wrapping: 'none' });
    const [image] = info.images;
    expect(image?.tags).toEqual(['my-app:1.0']);
    expect(image?.platform).toBe('linux/amd64');
    expect(image?.layers.map(({ blob: _blob, ...layer }) => layer)).toEqual(
      layers.map((layer, at) => ({
        diffId: sha256(layer),
        digest: sha256(layer),
        bytes: layer.length,
        storedBytes: layer.length,
        compression: 'none',
        command: ['COPY dir:1 in /', 'RUN rm /etc/motd'][at],
      })),
    );
    expect(image?.bytes).toBe(layers.reduce((sum, layer) => sum + layer.length, 0));
    expect(image?.config).toMatchObject({ config: { ExposedPorts: { '8080/tcp': {} } } });
    expect(image?.id).toBe(sha256(Buffer.from(JSON.stringify(image?.config))));
  });

  test('reads compressed layers, and hashes them both ways', async () => {
    const layers = sampleLayers.map(layerTar);
    const info = await readArchive(await sampleArchive(layout, { compression: 'gzip' }));
    const layer = info.images[0]?.layers[0];
    expect(layer).toMatchObject({
      compression: 'gzip',
      diffId: sha256(layers[0] ?? Buffer.alloc(0)),
      bytes: layers[0]?.length,
    });
    expect(layer?.digest).not.toBe(layer?.diffId);
    expect(layer?.storedBytes).toBeLessThan(layer?.bytes ?? 0);
  });

  test('is the same gzip’d, and however it is cut', async () => {
    const archive = await sampleArchive(layout);
    const info = await readArchive(archive);
    expect(await readArchive(gzipSync(archive), {}, 1, 100)).toEqual({ ...info, wrapping: 'gzip' });
    expect(await readArchive(archive, {}, 1, 511, 7)).toEqual(info);
  });

  test('is the same with its entries in any order and `./` before their names', async () => {
    const archive = await sampleArchive(layout);
    const info = await readArchive(archive);
    const entries: [string, Buffer][] = [];
    await rewritten(archive, (name, content) => {
      entries.push([`./${name}`, content]);
      return content;
    });
    const { images } = await readArchive(tarOf([['./', ''], ...entries.reverse()]));
    expect(images).toEqual(info.images);
  });

  test('with a damaged layer is refused', async () => {
    const archive = await sampleArchive(layout);
    const at = archive.indexOf('exec sleep');
    archive[at] = 0x58;
    expect(await archiveProblem(archive)).toMatch(/has the wrong (diff ID|digest)/);
  });

  test('without one of its files is refused, and the file named', async () => {
    const archive = await sampleArchive(layout);
    const { images } = await readArchive(archive);
    const lost = images[0]?.layers[1]?.blob ?? '';
    const problem = await archiveProblem(
      await rewritten(archive, (name, content) => (name === lost ? undefined : content)),
    );
    expect(problem).toMatch(/^it lacks “.*….*”, layer 2 of my-app:1\.0$/);
    const config = images[0]?.id.slice(7) ?? '';
    expect(
      await archiveProblem(
        await rewritten(archive, (name, content) => (name.includes(config) ? undefined : content)),
      ),
    ).toMatch(/, the config of my-app:1\.0$/);
  });

  test('with a changed config is refused', async () => {
    const archive = await sampleArchive(layout);
    archive.write('arm64', archive.indexOf('amd64'));
    expect(await archiveProblem(archive)).toMatch(
      /has the wrong digest: it should be sha256:[0-9a-f]{12}, its bytes give sha256:[0-9a-f]{12}$/,
    );
  });

  test('cut short is refused', async () => {
    const archive = await sampleArchive(layout);
    for (const length of [archive.length - 2000, 3000, 700, 1]) {
      expect(await archiveProblem(archive.subarray(0, length))).toMatch(
        /^it (ends in the middle|lacks|is not a tar|has neither)/,
      );
    }
  });

  test('tells each layer’s entries to one who listens', async () => {
    for (const compression of ['none', 'gzip'] as const) {
      const seen: [string, string][] = [];
      const info = await readArchive(await sampleArchive(layout, { compression }), {
        onLayerEntry: (blob, header) => seen.push([blob, header.name]),
      });
      const [first, second] = info.images[0]?.layers ?? [];
      expect(seen).toEqual([
        ...['bin/', 'bin/app', 'etc/motd'].map((name) => [first?.blob, name]),
        ...['etc/.wh.motd', 'data/.wh..wh..opq', 'bin/app2', 'bin/app3'].map((name) => [second?.blob, name]),
      ]);
    }
  });

  test('that is no image of layers is read too', async () => {
    const { images } = await readArchive(await sampleArchive(layout, { layers: [], tags: [] }));
    expect(images).toMatchObject([{ tags: [], layers: [], bytes: 0 }]);
  });
});

describe('several images', () => {
  test('share layers that are stored once', async () => {
    const layer = layerTar(sampleLayers[0] ?? []);
    const source = { bytes: layer.length, open: () => streamOf(layer) };
    for (const layout of layouts) {
      const archive = await bytesOf(
        writeImageArchive({
          layout,
          images: [
            {
              config: { os: 'linux', architecture: 'amd64' },
              tags: ['a:1', 'registry.example:5000/team/a:2'],
              layers: [source],
            },
            {
              config: { os: 'linux', architecture: 'arm64', variant: 'v8' },
              tags: ['b'],
              layers: [source, source],
            },
          ],
        }),
      );
      const { images } = await readArchive(archive);
      expect(images.map(({ tags, platform, layers }) => [tags, platform, layers.length])).toEqual([
        [['a:1', 'registry.example:5000/team/a:2'], 'linux/amd64', 1],
        [['b:latest'], 'linux/arm64/v8', 2],
      ]);
      expect(new Set(images.flatMap((image) => image.layers.map(({ blob }) => blob))).size).toBe(1);
    }
  });
});

describe('what is no image archive, or a hostile one', () => {
  test.each([
    [
      'something else',
      tarOf([['readme', 'hi']]),
      'it has neither manifest.json nor index.json, so it is no image archive',
    ],
    ['text', Buffer.from('hello\n'.repeat(200)), 'it is not a tar archive'],
    ['nothing', Buffer.alloc(0), 'it is empty'],
    [
      'a name that leads out',
      tarOf([['../x', 'hi']]),
      'the name “../x” is unsafe: it leads out through “..”',
    ],
    ['an absolute name', tarOf([['/x', 'hi']]), 'the name “/x” is unsafe: it is absolute'],
    ['a backslash', tarOf([['a\\b', 'hi']]), 'the name “a\\b” is unsafe: it has a backslash'],
    [
      'an absolute link',
      tarOf([['a', { symlink: '/etc' }]]),
      'the link “a” is unsafe: its target is absolute',
    ],
    [
      'a link that leads out',
      tarOf([['a/b', { symlink: '../../x' }]]),
      'the link “a/b” is unsafe: it leads out of the archive',
    ],
    [
      'a hardlink that leads out',
      tarOf([['a', { hardlink: '../x' }]]),
      'the link “a” is unsafe: its target leads out through “..”',
    ],
    [
      'a file twice',
      tarOf([
        ['a', '1'],
        ['./a', '2'],
      ]),
      'it has “a” twice',
    ],
  ])('is named: %s', async (_kind, bytes, problem) => {
    expect(await archiveProblem(bytes)).toBe(problem);
  });

  test('is named where a blob is stored sparse', async () => {
    const sparse = Buffer.concat([
      pax({ 'GNU.sparse.size': '1000', 'GNU.sparse.map': '0,2' }),
      tarOf([['a', 'hi']]),
    ]);
    expect(await archiveProblem(sparse)).toBe('“a” is stored as a sparse file, which engines do not write');
  });

  test('has the names in its errors made harmless', async () => {
    const named = tarOf([['../\u001b[31m', 'hi']]);
    await expect(readArchive(named)).rejects.toMatchObject({ data: { entry: '../\\u{1b}[31m' } });
  });

  test('has documents of bounded size', async () => {
    const archive = await sampleArchive('docker');
    expect(await archiveProblem(archive, { limits: { jsonBytes: 100 } })).toBe(
      '“manifest.json” is larger than the 100 bytes a JSON document may have',
    );
    const many = tarOf(
      Array.from({ length: 10 }, (_, at) => [`${at}.json`, `{"a":"${'x'.repeat(80)}"}`] as const),
    );
    expect(await archiveProblem(many, { limits: { jsonBytes: 100 } })).toBe(
      'its JSON documents together are larger than 400 bytes',
    );
  });

  test('has a bounded number of entries', async () => {
    const archive = await sampleArchive('docker');
    expect(await archiveProblem(archive, { limits: { entries: 2 } })).toBe('it has more than 2 entries');
  });
});

describe('a pass', () => {
  test('reports its bytes and stops when it is cancelled, closing the source', async () => {
    const archive = await sampleArchive('docker');
    const seen: number[] = [];
    await readArchive(archive, { onBytes: (bytes) => seen.push(bytes) }, 1000);
    expect(seen.at(-1)).toBe(archive.length);
    const control = new AbortController();
    let closed = false;
    async function* source() {
      try {
        yield* streamOf(archive, 1000);
      } finally {
        closed = true;
      }
    }
    const reading = readImageArchive(source(), {
      file: 'x.tar',
      signal: control.signal,
      onBytes: (bytes) => {
        if (bytes > 2000) control.abort();
      },
    });
    await expect(reading).rejects.toMatchObject({ code: 'Cancelled' });
    expect(closed).toBe(true);
  });

  test('passes an error of the source on unchanged, from within a compressed layer too', async () => {
    const archive = await sampleArchive('docker', { compression: 'gzip' });
    const failure = new Error('the engine went away');
    async function* source() {
      yield archive.subarray(0, 700);
      throw failure;
    }
    await expect(readImageArchive(source(), { file: 'x' })).rejects.toBe(failure);
  });
});

test('the config’s own rootfs gives way to the layers written', async () => {
  const { images } = await readArchive(
    await sampleArchive('oci', { config: { ...sampleConfig, rootfs: { type: 'layers', diff_ids: ['x'] } } }),
  );
  expect(images[0]?.layers).toHaveLength(2);
});
