import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { compareFiles } from '../../../electron/services/review/compare-targets.ts';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { outputProblem } from '../../support/output-problem.ts';
import { appJsonText, appSpecText } from '../../support/sample-project.ts';
import { bundle, call, image, manifests, reference, written } from './bundles.ts';

const base = layerTar([{ path: 'etc/os', mode: 0o644, content: 'base' }]);
const archiveOf = (...layers: Uint8Array[]) =>
  sampleArchive('docker', { tags: [reference], layers, config: { architecture: 'amd64', os: 'linux' } });
const compare = (before: string, after: string) => compareFiles({ path: before }, { path: after }, call);
const bundleOf = async (archive: Uint8Array) => await bundle([], [...manifests, ['my-app.tar', archive]]);

describe('comparing two files', () => {
  it('finds two equal ones the same, byte for byte', async () => {
    const [one, two] = [await bundle(), await bundle()];
    const output = await compare(one, two);
    expect(output).toMatchObject({ identical: true, changes: [], entries: [], images: [{ status: 'same' }] });
    expect(outputProblem('compare', output)).toBeUndefined();
  });

  it('tells files added, removed, grown, replaced by others of the same size, and made executable', async () => {
    const before = layerTar([
      { path: 'app/same', mode: 0o644, content: 'same' },
      { path: 'app/grown', mode: 0o644, content: 'x' },
      { path: 'app/swapped', mode: 0o644, content: 'abc' },
      { path: 'app/mode', mode: 0o644, content: 'm' },
      { path: 'app/gone', mode: 0o644, content: 'gone' },
      { path: 'app/link', mode: 0o777, type: 'symlink', linkName: 'same' },
    ]);
    const after = layerTar([
      { path: 'app/link', mode: 0o777, type: 'symlink', linkName: 'grown' },
      { path: 'app/mode', mode: 0o4755, content: 'm' },
      { path: 'app/swapped', mode: 0o644, content: 'abd' },
      { path: 'app/grown', mode: 0o644, content: 'x'.repeat(50) },
      { path: 'app/same', mode: 0o644, content: 'same' },
      { path: 'app/new', mode: 0o644, content: 'newfile' },
    ]);
    const { images, entries } = await compare(
      await bundleOf(await archiveOf(base, before)),
      await bundleOf(await archiveOf(base, after)),
    );
    expect(images[0]).toMatchObject({
      status: 'changed',
      baseChanged: false,
      filesChanged: { added: 1, removed: 1, changed: 4 },
    });
    expect(images[0]?.files).toEqual([
      { path: '/app/grown', before: 1, after: 50 },
      { path: '/app/new', before: null, after: 7 },
      { path: '/app/gone', before: 4, after: null },
      { path: '/app/link', before: 0, after: 0 },
      { path: '/app/mode', before: 1, after: 1 },
      { path: '/app/swapped', before: 3, after: 3 },
    ]);
    expect(entries.map(({ name }) => name)).toEqual(['my-app.tar']);
  });

  it('takes no image for new or gone where the other side could not be read to its end', async () => {
    const whole = await bundle();
    const cut = await written((await readFile(whole)).subarray(0, -200));
    for (const sides of [
      [whole, cut],
      [cut, whole],
    ] as const) {
      const { images, changes } = await compare(...sides);
      expect(images).toEqual([]);
      expect(changes.filter(({ kind }) => !kind.startsWith('finding-'))).toEqual([]);
      expect(changes.map(({ path }) => path)).toContain('bundle/damaged');
    }
  });

  it('sees the tree that shows, not the layers: the same files split otherwise are no change', async () => {
    const [one, two] = ['a', 'b'].map((name) => layerTar([{ path: name, mode: 0o644, content: name }]));
    const both = layerTar([
      { path: 'b', mode: 0o644, content: 'b' },
      { path: 'a', mode: 0o644, content: 'a' },
    ]);
    const { images } = await compare(
      await bundleOf(await archiveOf(base, one ?? base, two ?? base)),
      await bundleOf(await archiveOf(base, both)),
    );
    expect(images[0]).toMatchObject({
      status: 'changed',
      files: [],
      filesChanged: { added: 0, removed: 0, changed: 0 },
    });
  });

  it('takes a gzip’d bundle in another order for one that means the same', async () => {
    const shuffled = await bundle([], [['my-app.tar', await image()], ...[...manifests].reverse()]);
    const { identical, changes, entries } = await compare(await bundle(), shuffled);
    expect({ identical, changes, entries }).toEqual({ identical: false, changes: [], entries: [] });
  });

  it('compares an image archive with a bundle by their images alone', async () => {
    const archive = await written(await archiveOf(base), 'my-app.tar');
    const { texts, changes, images } = await compare(archive, await bundle());
    expect(texts).toEqual([]);
    expect(changes.every(({ path }) => path.startsWith('Image '))).toBe(true);
    expect(images).toHaveLength(1);
  });

  it('gives the texts of both sides, and the findings that are new', async () => {
    const broken = [
      ['appspec.yaml', appSpecText(reference).replace('fixed: 1', 'fixed: none')],
      ['app.json', appJsonText],
    ] as const;
    const { texts, changes } = await compare(
      await bundle(),
      await bundle([], [...broken, ['my-app.tar', await image()]]),
    );
    expect(texts.map(({ before, after }) => before === after)).toEqual([false, true]);
    expect(changes.filter(({ kind }) => kind === 'finding-new')).toMatchObject([
      { severity: 'critical', file: 'appspec.yaml' },
    ]);
  });

  it('names the side that cannot be read', async () => {
    await expect(compare(await bundle(), await written('nonsense', 'bad.tar.gz'))).rejects.toMatchObject({
      code: 'ArchiveInvalid',
      data: { file: 'bad.tar.gz' },
    });
  });
});
