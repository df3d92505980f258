import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileStream } from '../../../electron/services/archives/file-stream.ts';
import { indexImageArchive } from '../../../electron/services/archives/image-archive-index.ts';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import { tarEnd, tarHeader } from '../../../electron/services/archives/tar-writer.ts';
import { bytesOf, rewritten, sampleArchive, streamOf } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

async function stored(bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), 'x.tar');
  await writeFile(path, bytes);
  return path;
}

describe.each(['docker', 'docker-oci', 'oci'] as const)('the index of an archive in layout %s', (layout) => {
  test('says what a full pass says', async () => {
    const archive = await sampleArchive(layout);
    const full = await readImageArchive(streamOf(archive), { file: 'x' });
    const index = await indexImageArchive(await stored(archive));
    expect(index).toMatchObject({ layout, wrapping: 'none', bytes: archive.length });
    expect(index.images).toEqual(
      full.images.map(({ id, tags, platform, bytes, config, layers }) => ({
        id,
        tags,
        platform,
        bytes,
        config,
        layers: layers.map(({ diffId, storedBytes, command }) => ({ diffId, storedBytes, command })),
      })),
    );
  });

  test('does not read layers: damage there passes, and sizes of compressed ones stay unknown', async () => {
    const archive = await sampleArchive(layout);
    archive[archive.indexOf('exec sleep')] = 0x58;
    expect((await indexImageArchive(await stored(archive))).images).toHaveLength(1);
    const [image] = (
      await indexImageArchive(await stored(await sampleArchive(layout, { compression: 'gzip' })))
    ).images;
    expect(image?.bytes).toBeUndefined();
    expect(image?.layers).toHaveLength(2);
  });

  test('is had from a gzip’d archive too', async () => {
    const archive = await sampleArchive(layout);
    expect(await indexImageArchive(await stored(gzipSync(archive)))).toMatchObject({
      layout,
      wrapping: 'gzip',
    });
  });

  test('refuses a damaged config, a missing layer and a cut file', async () => {
    const archive = await sampleArchive(layout);
    const config = Buffer.from(archive);
    config.write('arm64', config.indexOf('amd64'));
    await expect(indexImageArchive(await stored(config))).rejects.toMatchObject({ code: 'ArchiveInvalid' });
    const { images } = await readImageArchive(streamOf(archive), { file: 'x' });
    const lost = images[0]?.layers[0]?.blob;
    const lacking = await rewritten(archive, (name, content) => (name === lost ? undefined : content));
    await expect(indexImageArchive(await stored(lacking), { file: 'my.tar' })).rejects.toMatchObject({
      data: {
        file: 'my.tar',
        entry: lost?.replace(/([0-9a-f]{12})[0-9a-f]{52}/, '$1…'),
        problem: expect.stringContaining('it lacks'),
      },
    });
    await expect(indexImageArchive(await stored(archive.subarray(0, 1000)))).rejects.toMatchObject({
      data: { problem: expect.stringContaining('it ends in the middle of') },
    });
  });
});

test('an archive of gigabytes is indexed without reading them', async () => {
  const path = join(await temporaryFolder(), 'big.tar');
  const file = await open(path, 'w');
  const bytes = 20 * 1024 ** 3;
  const config = JSON.stringify({
    os: 'linux',
    architecture: 'amd64',
    rootfs: { diff_ids: [`sha256:${'0'.repeat(64)}`] },
  });
  const manifest = JSON.stringify([{ Config: 'c.json', RepoTags: ['big:1'], Layers: ['a/layer.tar'] }]);
  const header = tarHeader({ name: 'a/layer.tar', size: bytes });
  const entry = (name: string, text: string) => [
    tarHeader({ name, size: text.length }),
    Buffer.from(text.padEnd(512, '\0')),
  ];
  await file.write(header);
  // A hole: the file system stores nothing for it.
  await file.write(
    Buffer.concat([...entry('c.json', config), ...entry('manifest.json', manifest), tarEnd()]),
    0,
    null,
    header.length + bytes,
  );
  await file.close();
  const { images } = await indexImageArchive(path);
  expect(images).toMatchObject([{ tags: ['big:1'], platform: 'linux/amd64', bytes }]);
});

describe('a file’s stream', () => {
  test('gives its bytes, in order', async () => {
    const bytes = Buffer.from(Array.from({ length: 1_300_000 }, (_, at) => at % 251));
    expect((await bytesOf(fileStream(await stored(bytes)))).equals(bytes)).toBe(true);
    expect(await bytesOf(fileStream(await stored(Buffer.alloc(0))))).toHaveLength(0);
  });

  test('says in words why a file cannot be read', async () => {
    const folder = await temporaryFolder();
    const missing = join(folder, 'missing.tar');
    await mkdir(join(folder, 'sub'));
    await expect(bytesOf(fileStream(missing))).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { path: missing, reason: 'it does not exist' },
    });
    await expect(bytesOf(fileStream(join(folder, 'sub')))).rejects.toMatchObject({
      data: { reason: 'it is a folder' },
    });
    await expect(indexImageArchive(missing)).rejects.toMatchObject({ code: 'FileUnreadable' });
  });

  test('stops when the signal aborts', async () => {
    const path = await stored(Buffer.alloc(3_000_000));
    const control = new AbortController();
    const reading = (async () => {
      for await (const _chunk of fileStream(path, control.signal)) control.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'Cancelled' });
  });
});
