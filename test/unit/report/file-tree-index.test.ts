import { expect, test } from 'vitest';
import {
  bytesBy,
  childrenOf,
  entryAt,
  indexFileTree,
  largestFiles,
  pathOf,
  trailOf,
} from '../../../shared/report/file-tree-index.ts';
import { searchTree } from '../../../shared/report/file-tree-search.ts';
import { fileTree } from '../../support/size-report.ts';

// The folder /a comes twice, with other files between: its subtree is no stretch of the columns themselves.
const tree = fileTree([
  ['/a/one', 10, 0, 1],
  ['/b/two', 20, 1, 2],
  ['/a/deep/three', 5, 2, 1],
  ['/a/deep/two', 7, 2, 3],
]);
const index = indexFileTree(tree);
const at = (path: string): number => entryAt(index, path) ?? -1;
const now = (): Promise<void> => Promise.resolve();

test('sums bytes and files up to every folder', () => {
  expect(index.totals[0]).toBe(42);
  expect(index.totals[at('/a')]).toBe(22);
  expect(index.files[at('/a')]).toBe(3);
  expect(index.files[at('/b')]).toBe(1);
});

test('finds the entries of a folder although others lie between them', () => {
  expect([...childrenOf(index, 0)].map((entry) => pathOf(index, entry))).toEqual(['/a', '/b']);
  expect([...childrenOf(index, at('/a'))].map((entry) => pathOf(index, entry))).toEqual([
    '/a/one',
    '/a/deep',
  ]);
  expect([...childrenOf(index, at('/a/one'))]).toEqual([]);
});

test('leads from a path to its entry and back, and says so where there is none', () => {
  expect(pathOf(index, at('/a/deep/two'))).toBe('/a/deep/two');
  expect(pathOf(index, 0)).toBe('/');
  expect(entryAt(index, '/a/deep/four')).toBeUndefined();
  expect(trailOf(index, at('/a/deep')).map((entry) => pathOf(index, entry))).toEqual(['/', '/a', '/a/deep']);
});

test('tells which layers and kinds the bytes of a folder are of, most first', () => {
  expect(bytesBy(index, at('/a'), 'layers')).toEqual([
    { value: 2, bytes: 12 },
    { value: 0, bytes: 10 },
  ]);
  expect(bytesBy(index, 0, 'kinds')).toEqual([
    { value: 2, bytes: 20 },
    { value: 1, bytes: 15 },
    { value: 3, bytes: 7 },
  ]);
});

test('gives the largest files in order, also where there are more than it may keep at a time', () => {
  const bytes = Array.from({ length: 500 }, (_, i) => (i * 7919) % 499);
  const many = indexFileTree(fileTree(bytes.map((size, i) => [`/f${i}`, size])));
  const found = largestFiles(many, 7).map((entry) => many.totals[entry]);
  expect(found).toEqual([...bytes].sort((a, b) => b - a).slice(0, 7));
  expect(
    largestFiles(index, 2, (entry) => entry !== at('/b/two')).map((entry) => pathOf(index, entry)),
  ).toEqual(['/a/one', '/a/deep/two']);
});

test('finds files by name whatever the case, and all below a folder that matches', async () => {
  const two = await searchTree(index, 'TWO', now);
  expect([two.files, two.bytes, two.bytesIn(at('/a')), two.bytesIn(at('/b'))]).toEqual([2, 27, 7, 20]);
  const deep = await searchTree(index, 'deep', now);
  expect([deep.files, deep.has(at('/a/deep/three')), deep.has(at('/a/one'))]).toEqual([2, true, false]);
});

test('looks for a text with a slash in the whole path', async () => {
  const found = await searchTree(index, 'deep/tw', now);
  expect([found.files, found.has(at('/a/deep/two')), found.has(at('/b/two'))]).toEqual([1, true, false]);
});

test('pauses within a long search and ends when told so there', async () => {
  const many = indexFileTree(fileTree(Array.from({ length: 20_000 }, (_, i) => [`/f${i}`, 1])));
  let pauses = 0;
  await searchTree(many, 'f', async () => {
    pauses++;
  });
  expect(pauses).toBe(2);
  await expect(searchTree(many, 'f', () => Promise.reject(new Error('overtaken')))).rejects.toThrow(
    'overtaken',
  );
});

test('knows for every entry the kind and layer of most of its bytes, the lower one of two that have as many', () => {
  const made = indexFileTree(
    fileTree([
      ['/a/even', 10, 3, 4],
      ['/a/odd', 10, 1, 2],
      ['/a/deep/most', 30, 2, 0],
      ['/a/deep/none', 0, 0, 0],
      ['/b/one', 5, 0, 1],
    ]),
  );
  for (let entry = 0; entry < made.parents.length; entry++) {
    const shown = pathOf(made, entry);
    expect([shown, made.mainLayers[entry]]).toEqual([shown, bytesBy(made, entry, 'layers')[0]?.value ?? -1]);
    expect([shown, made.mainKinds[entry]]).toEqual([shown, bytesBy(made, entry, 'kinds')[0]?.value ?? -1]);
  }
  expect(made.mainLayers[entryAt(made, '/a') ?? -1]).toBe(2);
  const tied = indexFileTree(
    fileTree([
      ['/even', 10, 3, 4],
      ['/odd', 10, 1, 2],
    ]),
  );
  expect([tied.mainLayers[0], tied.mainKinds[0]]).toEqual([1, 2]);
  expect(made.mainLayers[entryAt(made, '/a/deep/none') ?? -1]).toBe(-1);
});
