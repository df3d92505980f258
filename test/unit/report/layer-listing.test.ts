import { expect, test } from 'vitest';
import { measureImage } from '../../../shared/report/image-measure.ts';
import { LayerListing } from '../../../shared/report/layer-listing.ts';
import { PathTable } from '../../../shared/report/path-table.ts';
import { treePath } from '../../../shared/report/tree-paths.ts';
import { unpackTree } from '../../support/unpack-tree.ts';

const file = (name: string, realSize = 1) => ({ name, type: 'file', realSize, linkName: '' });

function measureLayers(...layers: readonly (readonly ReturnType<typeof file>[])[]) {
  const paths = new PathTable();
  const listings = layers.map((entries) => {
    const listing = new LayerListing(paths);
    for (const entry of entries) expect(listing.add(entry)).toBeUndefined();
    return listing;
  });
  const measured = listings.map((listing) => ({ diffId: '', command: '', bytes: 0, listing }));
  return measureImage({ id: 'x', platform: '', workingFolder: '', layers: measured }, paths);
}

test('a million entries in a hundred thousand folders take little memory', () => {
  const paths = new PathTable();
  const listing = new LayerListing(paths);
  const before = process.memoryUsage.rss();
  for (let i = 0; i < 1_000_000; i += 1) {
    listing.add(
      file(`usr/lib/folder-${i % 1000}/part-${Math.floor(i / 10_000)}/a-file-of-a-usual-name-${i}.txt`, i),
    );
  }
  const layers = [{ diffId: '', command: '', bytes: 0, listing }];
  const measure = measureImage({ id: 'x', platform: '', workingFolder: '', layers }, paths);
  expect(measure.files).toBe(1_000_000);
  expect(measure.largest.slice(0, 2).map(({ bytes }) => bytes)).toEqual([999_999, 999_998]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(700e6);
});

test('a layer with more paths than a report may have is refused', () => {
  const paths = new PathTable();
  const listing = new LayerListing(paths);
  let problem: string | undefined;
  // Each name makes two thousand folders, so that few bytes ask for much memory.
  for (let i = 0; i < 3000 && problem === undefined; i += 1)
    problem = listing.add(file(`${i}${'/x'.repeat(2000)}`));
  expect(problem).toBe('its layers have more than 4,000,000 paths');
});

test('bookkeeping of a former file system and marks for nothing are passed over', () => {
  const measure = measureLayers(
    [file('a/b', 5)],
    [file('a/.wh..wh.plnk'), file('a/.wh.'), file('a/.wh..'), file('.wh...')],
  );
  expect(measure.layers[1]).toMatchObject({ added: 0, changed: 0, removed: 0 });
  expect(measure.fileBytes).toBe(5);
});

test('a path beginning with / or ./, ending with / or leading up is the path it leads to', () => {
  const measure = measureLayers([file('./a/b'), file('/a//c/../d'), file('../e')]);
  const tree = unpackTree(measure.tree);
  const paths = tree.names.map((_, i) => treePath(tree, i)).filter((_, i) => tree.types[i] === 0);
  expect(paths.sort()).toEqual(['/a/b', '/a/d', '/e']);
});

test('a file a layer has twice wastes its first copy', () => {
  const measure = measureLayers([file('a', 7), file('a', 9)]);
  expect(measure.layers[0]).toMatchObject({ added: 1, changed: 0, fileBytes: 16, wastedBytes: 7 });
  expect(measure.hidden).toEqual([
    { path: '/a', bytes: 7, removed: false, copies: [{ bytes: 7, layer: 0, hiddenBy: 0 }] },
  ]);
});
