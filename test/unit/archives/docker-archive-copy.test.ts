import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { copyAsDockerArchive } from '../../../electron/services/archives/docker-archive-copy.ts';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import { bytesOf, entriesOf, rewritten, sampleArchive, streamOf } from '../../support/archive-bytes.ts';

describe.each(['docker', 'docker-oci'] as const)('copying an archive in layout %s', (layout) => {
  test('gives the same bytes, and what reading gives', async () => {
    const archive = await sampleArchive(layout);
    for (const sizes of [[], [1, 100], [513]]) {
      const { stream, info } = copyAsDockerArchive(streamOf(archive, ...sizes), { file: 'x.tar' });
      expect((await bytesOf(stream)).equals(archive)).toBe(true);
      expect(await info).toEqual(await readImageArchive(streamOf(archive), { file: 'x.tar' }));
    }
  });

  test('takes the compression around it off and makes its end two zero blocks', async () => {
    const archive = await sampleArchive(layout);
    const bare = archive.subarray(0, -1024);
    const ends = [
      Buffer.alloc(0),
      Buffer.alloc(512),
      Buffer.alloc(100_000),
      Buffer.concat([Buffer.alloc(1024), Buffer.from('junk')]),
    ];
    for (const end of ends) {
      for (const sizes of [[], [700], [bare.length + 100], [512]]) {
        const source = streamOf(Buffer.concat([bare, end]), ...sizes);
        expect((await bytesOf(copyAsDockerArchive(source, { file: 'x' }).stream)).equals(archive)).toBe(true);
      }
    }
    const { stream, info } = copyAsDockerArchive(streamOf(gzipSync(archive), 99), { file: 'x' });
    expect((await bytesOf(stream)).equals(archive)).toBe(true);
    expect((await info).wrapping).toBe('gzip');
  });
});

describe('copying an OCI archive', () => {
  test('adds the manifest.json that Docker goes by, and changes nothing else', async () => {
    const archive = await sampleArchive('oci');
    for (const sizes of [[], [300], [512], [archive.length - 700]]) {
      const { stream, info } = copyAsDockerArchive(streamOf(archive, ...sizes), { file: 'x' });
      const copy = await bytesOf(stream);
      expect(copy.subarray(0, archive.length - 1024).equals(archive.subarray(0, -1024))).toBe(true);
      const { layers, id } = (await info).images[0] ?? {};
      const added = (await entriesOf(streamOf(copy))).at(-1);
      expect(added?.name).toBe('manifest.json');
      expect(JSON.parse(added?.content.toString() ?? '')).toEqual([
        {
          Config: `blobs/sha256/${id?.slice(7)}`,
          RepoTags: ['my-app:1.0'],
          Layers: layers?.map(({ blob }) => blob),
        },
      ]);
      expect((await readImageArchive(streamOf(copy), { file: 'x' })).layout).toBe('docker-oci');
    }
  });

  test('gives the caller’s tags to one that has none, and only to such a one', async () => {
    const tagsOf = async (archive: Buffer) => {
      const { stream, info } = copyAsDockerArchive(streamOf(archive), {
        file: 'x',
        tags: ['docker.io/library/mine:2'],
      });
      const copied = await readImageArchive(streamOf(await bytesOf(stream)), { file: 'x' });
      const tags = (await info).images.map((image) => image.tags);
      expect(copied.images.map((image) => image.tags)).toEqual(tags);
      return tags;
    };
    expect(await tagsOf(await sampleArchive('oci', { tags: [] }))).toEqual([['mine:2']]);
    expect(await tagsOf(await sampleArchive('oci'))).toEqual([['my-app:1.0']]);
    expect(await tagsOf(await sampleArchive('docker', { tags: [] }))).toEqual([[]]);
  });
});

describe('a copy that fails', () => {
  test('fails on both sides with the same error', async () => {
    const archive = await sampleArchive('docker');
    const bad = await rewritten(archive, (name, content) =>
      name.endsWith('layer.tar') ? undefined : content,
    );
    const { stream, info } = copyAsDockerArchive(streamOf(bad, 1000), { file: 'x' });
    const onStream = await bytesOf(stream).catch((error: unknown) => error);
    expect(onStream).toMatchObject({ code: 'ArchiveInvalid' });
    expect(await info.catch((error: unknown) => error)).toBe(onStream);
  });

  test('is cancelled, with its source closed, when the stream is left', async () => {
    const archive = await sampleArchive('docker');
    let closed = false;
    async function* source() {
      try {
        yield* streamOf(archive, 600);
      } finally {
        closed = true;
      }
    }
    const { stream, info } = copyAsDockerArchive(source(), { file: 'x' });
    for await (const chunk of stream) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(closed).toBe(true);
    await expect(info).rejects.toMatchObject({ code: 'Cancelled' });
  });

  test('stops when the signal aborts', async () => {
    const control = new AbortController();
    const archive = await sampleArchive('docker');
    const { stream, info } = copyAsDockerArchive(streamOf(archive, 600), {
      file: 'x',
      signal: control.signal,
    });
    const reading = (async () => {
      for await (const _chunk of stream) control.abort();
    })();
    await expect(reading).rejects.toMatchObject({ code: 'Cancelled' });
    await expect(info).rejects.toMatchObject({ code: 'Cancelled' });
  });

  test('reads no further ahead than its own reader', async () => {
    const archive = await sampleArchive('docker');
    let given = 0;
    async function* source() {
      for await (const chunk of streamOf(archive, 512)) {
        given += chunk.length;
        yield chunk;
      }
    }
    let taken = 0;
    for await (const chunk of copyAsDockerArchive(source(), { file: 'x' }).stream) {
      taken += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, 0));
      expect(given - taken).toBeLessThan(4096);
    }
    expect(taken).toBe(archive.length);
  });
});
