import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { compareFiles } from '../../../electron/services/review/compare-targets.ts';
import { fileSide, readFileSide } from '../../../electron/services/review/compared-side.ts';
import { readInThread, worthThread } from '../../../electron/services/review/side-thread.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { compareTrees } from '../../../shared/report/comparison/files.ts';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { bundle, call, manifests, reference } from './bundles.ts';

const archiveOf = (...layers: Uint8Array[]) =>
  sampleArchive('docker', { tags: [reference], layers, config: { architecture: 'amd64', os: 'linux' } });
const bundleOf = async (...layers: Uint8Array[]) =>
  await bundle([], [...manifests, ['my-app.tar', await archiveOf(...layers)]]);
const file = (path: string, content: string | Uint8Array) => ({ path, mode: 0o644, content });
const base = layerTar([file('etc/os', 'base'), file('app/old', 'x'), file('app/ä', 'ä')]);
const top = layerTar([file('app/.wh.old', ''), file('app/new', 'new'), file('etc/os', 'other')]);

describe('a side read in a thread of its own', () => {
  it('is the same as one read here: review, images and the tree of every file', async () => {
    const path = await bundleOf(base, top);
    const [there, here] = [await readInThread(path, call), await readFileSide(path, call)];
    expect(there).toEqual(here);
    const [image] = there.images.images;
    if (image === undefined) throw new Error('no image');
    const trees = [fileSide(there).tree(image), fileSide(here).tree(image)] as const;
    expect(compareTrees(...trees).files).toEqual([]);
    expect(
      compareTrees(undefined, trees[0])
        .files.map(({ path: name }) => name)
        .sort(),
    ).toEqual(['/app/new', '/app/ä', '/etc/os']);
  });

  it('tells how far it is', async () => {
    const told: TransferProgress[] = [];
    await readInThread(await bundleOf(base), { ...call, progress: (value) => void told.push(value) });
    expect(told[0]).toMatchObject({ phase: 'read', subject: 'my-app-bundle.tar.gz' });
  });

  it('fails with the error of the reading', async () => {
    const path = `${await temporaryFolder()}/none.tar.gz`;
    await expect(readInThread(path, call)).rejects.toMatchObject({ code: 'FileUnreadable', data: { path } });
  });

  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const progress = () => stop.abort();
    const reading = readInThread(await bundleOf(base), { signal: stop.signal, progress });
    await expect(reading).rejects.toMatchObject({
      code: 'Cancelled',
      data: { operation: expect.stringMatching(/^reading .*my-app-bundle\.tar\.gz$/) },
    });
  });

  it('is used for two large files only, and compares them as ever', async () => {
    const noise = randomBytes(17_000_000);
    const small = await bundleOf(base);
    const before = await bundleOf(layerTar([file('noise', noise), file('app/one', '1')]));
    const after = await bundleOf(layerTar([file('noise', noise), file('app/two', '22')]));
    expect(await worthThread(before, after)).toBe(availableParallelism() > 1);
    expect(await worthThread(before, small)).toBe(false);
    expect(await worthThread(before, await temporaryFolder())).toBe(false);
    const { images } = await compareFiles({ path: before }, { path: after }, call);
    expect(images[0]?.files).toEqual([
      { path: '/app/two', before: null, after: 2 },
      { path: '/app/one', before: 1, after: null },
    ]);
  });
});
