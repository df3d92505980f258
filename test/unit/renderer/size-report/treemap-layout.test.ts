import { expect, test } from 'vitest';
import { factsOf } from '../../../../renderer/size-report/report-facts.ts';
import { pictureOf, type Tile, tileBeside } from '../../../../renderer/size-report/treemap-layout.ts';
import { indexFileTree } from '../../../../shared/report/file-tree-index.ts';
import { fileTree, type MadeFile, sizeReport } from '../../../support/size-report.ts';

const size = { root: 0, width: 800, height: 500 };
const picture = (files: readonly MadeFile[]): Tile[] => pictureOf(indexFileTree(fileTree(files)), size);
const labels = (tiles: readonly Tile[]): string[] => tiles.map(({ label }) => label);

test('draws folders around what they hold, areas in proportion to bytes', () => {
  const tiles = picture([
    ['/app/large', 600],
    ['/app/small', 200],
    ['/data', 200],
  ]);
  const tile = (label: string) => tiles.find((each) => each.label === label);
  const app = tile('app');
  const large = tile('large');
  expect(large?.within).toBe(app?.key);
  expect(app?.open).toBe(true);
  expect(app?.bytes).toBe(800);
  const area = (each: Tile | undefined) => (each?.width ?? 0) * (each?.height ?? 0);
  expect(area(app) / area(tile('data'))).toBeGreaterThan(3.6);
  expect(area(app) / area(tile('data'))).toBeLessThan(4.4);
  expect((large?.x ?? 0) + (large?.width ?? 0)).toBeLessThanOrEqual((app?.x ?? 0) + (app?.width ?? 0));
});

test('joins folders that hold nothing but the next into one tile', () => {
  expect(
    labels(
      picture([
        ['/usr/local/lib/a', 60],
        ['/usr/local/lib/b', 40],
      ]),
    ),
  ).toEqual(['usr/local/lib', 'a', 'b']);
});

test('gathers what is too small to draw, and keeps every byte', () => {
  const tiles = picture([
    ['/big', 1_000_000],
    ...Array.from({ length: 900 }, (_, i): MadeFile => [`/f${i}`, 100]),
  ]);
  expect(labels(tiles)).toEqual(['big', '900 smaller']);
  expect(tiles[1]?.bytes).toBe(90_000);
});

test('stays bounded for a tree of any size, and opens the largest folders first', () => {
  const tiles = picture(
    Array.from({ length: 60_000 }, (_, i): MadeFile => [`/d${i % 40}/e${i % 1000}/f${i}`, 1 + (i % 40) * 10]),
  );
  expect(tiles.length).toBeLessThan(700);
  expect(tiles.find(({ label }) => label === 'd39')?.open).toBe(true);
  expect(tiles.filter(({ level }) => level === 1).reduce((sum, { bytes }) => sum + bytes, 0)).toBe(
    Array.from({ length: 60_000 }, (_, i) => 1 + (i % 40) * 10).reduce((sum, bytes) => sum + bytes, 0),
  );
});

test('draws copies nobody sees beside the tree, by folder, with those a report does not list', () => {
  const wasted = [
    { path: '/tmp/a', bytes: 300, copies: 1, layers: [1], removed: true },
    { path: '/tmp/b', bytes: 100, copies: 1, layers: [0], removed: true },
  ];
  const facts = factsOf(sizeReport([['/app', 1000]], { wasted, wastedBytes: 500 }));
  const tiles = pictureOf(facts.index, { ...size, waste: { bytes: 500, index: facts.waste } });
  expect(labels(tiles)).toEqual(['app', 'Copies nobody sees', 'tmp', 'a', 'b', 'smaller copies']);
  expect(tiles.filter(({ waste }) => waste).map(({ bytes }) => bytes)).toEqual([500, 400, 300, 100, 100]);
  expect(tiles.every(({ waste, folder }) => !waste || !folder)).toBe(true);
});

test('has nothing to draw without bytes or room', () => {
  expect(picture([['/empty', 0]])).toEqual([]);
  expect(pictureOf(indexFileTree(fileTree([['/a', 1]])), { root: 0, width: 0, height: 0 })).toEqual([]);
});

const tile = (key: string, x: number, y: number, within?: string): Tile => ({
  ...{ key, within, x, y, width: 100, height: 100, entry: undefined, label: key, bytes: 1, level: 1 },
  ...{ open: false, folder: false, waste: false, kind: 0, layer: 0 },
});
const grid = [
  tile('a', 0, 0),
  tile('b', 100, 0),
  tile('c', 0, 100),
  tile('d', 100, 100),
  tile('in', 110, 120, 'd'),
];

test('moves to the neighbour an arrow points at, and from the edge of a folder to what lies beside it', () => {
  expect(tileBeside(grid, 'a', 'ArrowRight')?.key).toBe('b');
  expect(tileBeside(grid, 'a', 'ArrowDown')?.key).toBe('c');
  expect(tileBeside(grid, 'd', 'ArrowUp')?.key).toBe('b');
  expect(tileBeside(grid, 'in', 'ArrowLeft')?.key).toBe('c');
  expect(tileBeside(grid, 'a', 'ArrowLeft')).toBeUndefined();
});
