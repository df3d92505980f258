import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import type { ExportRequest } from '../../../electron/services/bundle/preflight.ts';
import { readBundle } from '../../../electron/services/bundle/read-bundle.ts';
import { clearCache, limitCache } from '../../../electron/services/cache/cache-status.ts';
import { formatVersion } from '../../../electron/services/cache/layer-file.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { entriesOf, sampleArchive, streamOf, tarOf } from '../../support/archive-bytes.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const reference = 'my-app:1.0';
let state: string;
let folder: string;

beforeEach(async () => {
  state = await temporaryFolder();
  process.env.GANTRY_STATE_DIR = state;
  folder = await sampleProject([reference], {
    'gantry.json': JSON.stringify({ images: { [reference]: { archive: 'saved.tar' } } }),
    'saved.tar': await archive('first', 'second'),
  });
});

/** An archive of layers that hold one file each, of three blocks. */
function archive(...texts: string[]): Promise<Buffer> {
  const layers = texts.map((text) =>
    layerTar([{ path: 'file', mode: 0o644, content: Buffer.alloc(2_500_000, `${text} `) }]),
  );
  return sampleArchive('docker', { tags: [reference], layers });
}

function run(
  output: string,
  request: Partial<ExportRequest> = {},
  progress: (progress: TransferProgress) => void = () => undefined,
) {
  return exportBundle(
    {
      projectFolder: folder,
      images: [],
      layout: 'bundle',
      force: false,
      output: join(folder, output),
      ...request,
    },
    { signal, progress },
  );
}

function cached(name: 'layers' | 'tmp'): Promise<string[]> {
  return readdir(join(state, 'cache', `v${formatVersion}`, name));
}

describe('an export with a cache', () => {
  it('is the same bytes as one without, and says how many layers it reused', async () => {
    const first = await run('a.tar.gz');
    const second = await run('b.tar.gz');
    expect([first.layers, second.layers]).toEqual([
      { total: 2, reused: 0 },
      { total: 2, reused: 2 },
    ]);
    expect((await readFile(second.file)).equals(await readFile(first.file))).toBe(true);
    expect(second.entries).toEqual(first.entries);
    expect(await cached('tmp')).toEqual([]);
  });

  it('tells how far it is while it copies what was compressed before', async () => {
    await run('a.tar.gz');
    const { size } = await stat(join(folder, 'saved.tar'));
    let seen = 0;
    let read = 0;
    const now = vi.spyOn(performance, 'now');
    // A clock of its own: a copy is over long before the next report is due.
    let clock = 0;
    now.mockImplementation(() => (clock += 100));
    await run('b.tar.gz', {}, ({ phase, bytesDone, bytesTotal }) => {
      if (phase !== 'image' || bytesDone === 0) return;
      seen += 1;
      read = bytesDone;
      expect(bytesTotal).toBe(size);
    });
    now.mockRestore();
    expect(seen).toBeGreaterThanOrEqual(2);
    expect(read).toBe(size);
  });

  it('compresses only the layer that changed, also where both have the same length', async () => {
    await run('a.tar.gz');
    await writeFile(join(folder, 'saved.tar'), await archive('first', 'secund'));
    const changed = await run('b.tar.gz');
    expect(changed.layers).toEqual({ total: 2, reused: 1 });
    expect(await cached('layers')).toHaveLength(3);
    const contents = await readBundle(changed.file, { signal });
    expect(contents.problems).toEqual([]);
    expect(contents.entries).toEqual(changed.entries);
  });

  it('compresses a layer of two images once, also in one export', async () => {
    const other = 'my-helper:1.0';
    const layers = ['first', 'third'].map((text) =>
      layerTar([{ path: 'file', mode: 0o644, content: Buffer.alloc(2_500_000, `${text} `) }]),
    );
    folder = await sampleProject([reference, other], {
      'gantry.json': JSON.stringify({
        images: { [reference]: { archive: 'saved.tar' }, [other]: { archive: 'other.tar' } },
      }),
      'saved.tar': await archive('first', 'second'),
      'other.tar': await sampleArchive('docker', { tags: [other], layers }),
    });
    const first = await run('a.tar.gz');
    expect(first.layers).toEqual({ total: 4, reused: 1 });
    const second = await run('b.tar.gz');
    expect(second.layers).toEqual({ total: 4, reused: 4 });
    expect(second.sha256).toBe(first.sha256);
  });

  it('is right where a changed layer is taken for another of its length, and comes before it', async () => {
    await run('a.tar.gz');
    const entries = await entriesOf(streamOf(await archive('first', 'secund')));
    const files = entries.filter(({ type }) => type === 'file').reverse();
    await writeFile(join(folder, 'saved.tar'), tarOf(files.map(({ name, content }) => [name, content])));
    const changed = await run('b.tar.gz');
    expect(changed.layers).toEqual({ total: 2, reused: 1 });
    const contents = await readBundle(changed.file, { signal });
    expect(contents.problems).toEqual([]);
    expect(contents.entries).toEqual(changed.entries);
  });

  it.each(['docker', 'docker-oci', 'oci'] as const)(
    'passes over the layers of an archive in layout %s that are there, and is the same bytes',
    async (layout) => {
      const layers = ['first', 'second'].map((text) =>
        layerTar([{ path: 'file', mode: 0o644, content: Buffer.alloc(2_500_000, `${text} `) }]),
      );
      const saved = join(folder, 'saved.tar');
      const whole = await sampleArchive(layout, { tags: [reference], layers });
      await writeFile(saved, whole);
      const first = await run('a.tar.gz');
      // What is passed over is not looked at: only its documents count, and what was proven before goes into the bundle.
      const noise = whole.indexOf(Buffer.alloc(1000, 'second '));
      whole.fill('noise ', noise, noise + 1000);
      await writeFile(saved, whole);
      await rm(join(state, 'cache', `v${formatVersion}`, 'archives'), { recursive: true });
      const second = await run('b.tar.gz');
      expect(second.sha256).toBe(first.sha256);
      expect(second.entries).toEqual(first.entries);
      expect(second.layers?.reused).toBe(2);
    },
  );

  it('gives up a copy under way when it is cancelled, and leaves nothing', async () => {
    await run('a.tar.gz');
    const controller = new AbortController();
    const request = { projectFolder: folder, images: [], layout: 'bundle', force: false } as const;
    const cancelled = exportBundle(
      { ...request, output: join(folder, 'b.tar.gz') },
      {
        signal: controller.signal,
        progress: ({ phase }) => {
          if (phase === 'image') controller.abort();
        },
      },
    );
    await expect(cancelled).rejects.toMatchObject({ code: 'Cancelled' });
    expect((await readdir(folder)).filter((name) => name.startsWith('.') || name.startsWith('b.'))).toEqual(
      [],
    );
  });

  it('is the same bytes where the archive holds its layers in another order', async () => {
    const first = await run('a.tar.gz');
    await clearCache();
    const entries = await entriesOf(streamOf(await archive('first', 'second')));
    const files = entries.filter(({ type }) => type === 'file').reverse();
    await writeFile(join(folder, 'saved.tar'), tarOf(files.map(({ name, content }) => [name, content])));
    const second = await run('b.tar.gz');
    expect(second.layers?.reused).toBe(0);
    expect(second.sha256).toBe(first.sha256);
    expect(second.entries).toEqual(first.entries);
  });

  it('keeps layers of another level apart', async () => {
    const [small, fast] = [await run('a.tar.gz', { level: 9 }), await run('b.tar.gz', { level: 1 })];
    expect(fast.layers?.reused).toBe(0);
    expect(fast.bytes).toBeGreaterThan(small.bytes);
  });

  it.each([
    ['a flipped bit in its data', (bytes: Buffer) => bytes.fill((bytes[100] ?? 0) ^ 1, 100, 101)],
    ['its end missing', (bytes: Buffer) => bytes.subarray(0, -20)],
    [
      'another version',
      (bytes: Buffer) =>
        Buffer.from(bytes.toString('latin1').replace(`"version":${formatVersion}`, '"version":7'), 'latin1'),
    ],
    ['nothing in it', () => Buffer.alloc(0)],
  ])('comes out the same where a cached layer has %s', async (_what, damage) => {
    const first = await run('a.tar.gz');
    for (const name of await cached('layers')) {
      const path = join(state, 'cache', `v${formatVersion}`, 'layers', name);
      await writeFile(path, damage(await readFile(path)));
    }
    const second = await run('b.tar.gz');
    expect(second.sha256).toBe(first.sha256);
    expect(second.layers?.reused).toBeLessThan(2);
    const third = await run('c.tar.gz');
    expect([third.sha256, third.layers?.reused]).toEqual([first.sha256, 2]);
  });

  it('comes out the same where the cache cannot be written, and leaves nothing beside the target', async () => {
    const first = await run('a.tar.gz');
    await rm(join(state, 'cache'), { recursive: true });
    await writeFile(join(state, 'cache'), 'a file in its way');
    const second = await run('b.tar.gz');
    expect(second.sha256).toBe(first.sha256);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('comes out the same while another clears the cache all the time', async () => {
    const first = await run('a.tar.gz');
    let over = false;
    const clearing = (async () => {
      while (!over) await clearCache();
    })();
    for (let turn = 0; turn < 5; turn++) expect((await run('b.tar.gz')).sha256).toBe(first.sha256);
    over = true;
    await clearing;
  });

  it('comes out the same beside another of the same images', async () => {
    const [first, second] = await Promise.all([run('a.tar.gz'), run('b.tar.gz')]);
    expect(second.sha256).toBe(first.sha256);
    expect(await cached('layers')).toHaveLength(2);
    expect(await cached('tmp')).toEqual([]);
  });

  it('leaves no more in the cache than its limit allows', async () => {
    await limitCache(0);
    await run('a.tar.gz');
    expect(await cached('layers')).toEqual([]);
    await limitCache(1_000_000);
    await run('b.tar.gz');
    expect(await cached('layers')).toHaveLength(2);
  });
});
