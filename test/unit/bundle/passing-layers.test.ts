import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { AtomicFile } from '../../../electron/services/bundle/atomic-file.ts';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { readBundle } from '../../../electron/services/bundle/read-bundle.ts';
import { GantryError } from '../../../shared/contract/error.ts';
import { entriesOf, type ReadEntry, sampleArchive, streamOf, tarOf } from '../../support/archive-bytes.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const reference = 'my-app:1.0';

/** A layer that hardly compresses. */
function layer(name: string, bytes: number): Uint8Array {
  const pieces = Array.from({ length: bytes / 32 }, (_, i) =>
    createHash('sha256')
      .update(name + i)
      .digest(),
  );
  return layerTar([{ path: name, mode: 0o644, content: Buffer.concat(pieces) }]);
}

/** Too long to be passed over by their length alone; the last waits for the second to be copied, not the other way round. */
const layers = [layer('one', 3_200_000), layer('two', 1_280_000), layer('three', 1_600_000)];

let folder: string;
let copied: MockInstance;
let takenBack: MockInstance;

beforeEach(async () => {
  process.env.GANTRY_STATE_DIR = await temporaryFolder();
  folder = await sampleProject([reference], {
    'gantry.json': JSON.stringify({ images: { [reference]: { archive: 'saved.tar' } } }),
  });
  copied = vi.spyOn(AtomicFile.prototype, 'copy');
  takenBack = vi.spyOn(AtomicFile.prototype, 'truncate');
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Saves an image of layers, all of them or some, its files rearranged: they come before the documents. */
async function save({
  of = [0, 1, 2],
  layout = 'docker',
  rearrange = (bodies) => bodies,
}: {
  readonly of?: readonly number[];
  readonly layout?: 'docker' | 'docker-oci';
  readonly rearrange?: (bodies: readonly ReadEntry[]) => readonly ReadEntry[];
} = {}): Promise<void> {
  const own = of.flatMap((i) => layers[i] ?? []);
  const archive = await sampleArchive(layout, { tags: [reference], layers: own });
  const files = (await entriesOf(streamOf(archive))).filter(({ type }) => type === 'file');
  const entries = [...rearrange(files.slice(0, own.length)), ...files.slice(own.length)];
  await writeFile(join(folder, 'saved.tar'), tarOf(entries.map(({ name, content }) => [name, content])));
}

function inOrder(order: readonly number[]): (bodies: readonly ReadEntry[]) => readonly ReadEntry[] {
  return (bodies) => order.flatMap((i) => bodies[i] ?? []);
}

function run(output: string, signal: AbortSignal = new AbortController().signal) {
  return exportBundle(
    { projectFolder: folder, images: [], layout: 'bundle', force: false, output: join(folder, output) },
    { signal, progress: () => undefined },
  );
}

/** The hash of the whole image's bundle where all of it is copied out of the cache; another cache is in use afterwards. */
async function copiedHash(): Promise<string> {
  await save();
  await run('out.tar.gz');
  const { sha256, layers: found } = await run('out.tar.gz');
  expect(found?.reused).toBe(3);
  process.env.GANTRY_STATE_DIR = await temporaryFolder();
  copied.mockClear();
  takenBack.mockClear();
  return sha256;
}

function counts() {
  return { takenBack: takenBack.mock.calls.length, copied: copied.mock.calls.length };
}

const orders = [
  [[0, 1, 2], { takenBack: 0, copied: 0 }],
  [[0, 2, 1], { takenBack: 1, copied: 1 }],
  [[1, 0, 2], { takenBack: 1, copied: 1 }],
  [[1, 2, 0], { takenBack: 2, copied: 2 }],
  [[2, 0, 1], { takenBack: 1, copied: 1 }],
  [[2, 1, 0], { takenBack: 2, copied: 2 }],
] as const;

describe('a layer that comes while the bundle waits for one', () => {
  it.each(orders)(
    'is taken for that one, in order %j, and the bytes are the same',
    async (order, expected) => {
      const hash = await copiedHash();
      await save({ rearrange: inOrder(order) });
      const output = await run('out.tar.gz');
      expect(output.sha256).toBe(hash);
      expect(counts()).toEqual(expected);
    },
  );

  it.each(orders)('is taken only for what its archive calls it, in order %j', async (order, expected) => {
    const hash = await copiedHash();
    await save({ layout: 'docker-oci', rearrange: inOrder(order) });
    expect((await run('out.tar.gz')).sha256).toBe(hash);
    expect(counts()).toEqual({ ...expected, takenBack: 0 });
  });

  it.each([[[0]], [[1]], [[2]], [[0, 1]], [[0, 2]], [[1, 2]]])(
    'gives the same bytes where the cache holds others of its image: %j',
    async (there) => {
      const hash = await copiedHash();
      await save({ of: there });
      await run('out.tar.gz');
      await save({ rearrange: inOrder([2, 1, 0]) });
      const output = await run('out.tar.gz');
      expect(output.sha256).toBe(hash);
      expect(output.layers).toEqual({ total: 3, reused: there.length });
    },
  );

  it('is taken back where no image has it, or it came before', async () => {
    const hash = await copiedHash();
    const stray = layer('stray', 1_000_000);
    await save({
      rearrange: (bodies) => {
        const [first, ...others] = bodies;
        if (first === undefined) throw new Error('there is no layer');
        const again = { ...first, name: 'again/layer.tar' };
        const extra = (name: string) => ({ ...first, name, content: Buffer.from(stray) });
        return [extra('a/layer.tar'), first, again, ...others, extra('b/layer.tar')];
      },
    });
    const output = await run('out.tar.gz');
    expect(output.sha256).toBe(hash);
    expect(counts()).toEqual({ takenBack: 2, copied: 0 });
    const contents = await readBundle(output.file, { signal: new AbortController().signal });
    expect(contents.problems).toEqual([]);
  });

  describe('leaves the earlier bundle and nothing else', () => {
    let before: readonly string[];

    beforeEach(async () => {
      await save({ rearrange: inOrder([1, 0, 2]) });
      await writeFile(join(folder, 'out.tar.gz'), 'the earlier bundle');
      before = await readdir(folder);
    });

    async function failure(signal?: AbortSignal): Promise<unknown> {
      const error: unknown = await run('out.tar.gz', signal).catch((failed: unknown) => failed);
      expect(await readFile(join(folder, 'out.tar.gz'), 'utf8')).toBe('the earlier bundle');
      expect(await readdir(folder)).toEqual(before);
      return error;
    }

    /** Does something else instead of the nth append of a block. */
    function atAppend(nth: number, act: () => void): void {
      const append = AtomicFile.prototype.append;
      let count = 0;
      vi.spyOn(AtomicFile.prototype, 'append').mockImplementation(async function (this: AtomicFile, bytes) {
        if (bytes.length > 100_000) {
          count += 1;
          if (count === nth) act();
        }
        return append.call(this, bytes);
      });
    }

    it.each([1, 2, 3, 5, 7])('where it is cancelled at its block %d', async (nth) => {
      const controller = new AbortController();
      atAppend(nth, () => controller.abort());
      expect(await failure(controller.signal)).toMatchObject({ code: 'Cancelled' });
    });

    it.each([1, 2, 4, 6])('where the disk is full at its block %d', async (nth) => {
      atAppend(nth, () => {
        throw new GantryError('DiskFull', { path: 'out.tar.gz' });
      });
      expect(await failure()).toMatchObject({ code: 'DiskFull' });
    });

    it('where the disk is full while it waits for its turn', async () => {
      const append = AtomicFile.prototype.append;
      vi.spyOn(AtomicFile.prototype, 'append').mockImplementation(async function (this: AtomicFile, bytes) {
        // The room for the image's header, which is written before any layer.
        if (bytes.length !== 5 + 512) return append.call(this, bytes);
        await sleep(300);
        throw new GantryError('DiskFull', { path: 'out.tar.gz' });
      });
      expect(await failure()).toMatchObject({ code: 'DiskFull' });
    });

    it('where it cannot be taken back', async () => {
      takenBack.mockRejectedValue(new GantryError('OutputUnwritable', { path: 'out.tar.gz', reason: 'why' }));
      expect(await failure()).toMatchObject({ code: 'OutputUnwritable' });
    });

    it.each(['docker', 'docker-oci'] as const)('where it is not what the %s archive says', async (layout) => {
      const change = (bodies: readonly ReadEntry[]) =>
        bodies.map((body, i) => {
          const content = Buffer.from(body.content);
          if (i === 0) content.fill(1, 2_000_000, 2_000_100);
          return { ...body, content };
        });
      await save({ layout, rearrange: change });
      expect(await failure()).toMatchObject({ code: 'ArchiveInvalid' });
      expect(takenBack.mock.calls.length).toBeGreaterThan(0);
    });
  });
});
