import { type HierarchyRectangularNode, hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import {
  childrenOf,
  entryTypes,
  type FileTreeIndex,
  nameOf,
  pathOf,
} from '../../shared/report/file-tree-index.ts';

/** One rectangle of the picture. */
export interface Tile {
  /** Unlike every other of the picture. */
  readonly key: string;
  /** The tile around it; absent for those that lie on the ground. */
  readonly within: string | undefined;
  /** Its entry in the tree; absent where several small ones are gathered, and for copies nobody sees. */
  readonly entry: number | undefined;
  /** A name, or several joined where each folder holds nothing but the next: `usr/local/lib`. */
  readonly label: string;
  readonly bytes: number;
  /** From 1. */
  readonly level: number;
  /** Holds other tiles. */
  readonly open: boolean;
  /** Can be made the whole picture. */
  readonly folder: boolean;
  /** Stands for copies that no final tree shows. */
  readonly waste: boolean;
  /** Index into `fileKinds` and the layer of most of its bytes. */
  readonly kind: number;
  readonly layer: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureOptions {
  /** The folder that is the whole picture. */
  readonly root: number;
  readonly width: number;
  readonly height: number;
  /** Copies nobody sees, drawn beside the final tree; only given where the root is the tree's. */
  readonly waste?: { readonly bytes: number; readonly index: FileTreeIndex };
}

interface Draft {
  readonly key: string;
  /** The tree it is of: the final one, or that of the copies nobody sees. */
  readonly index: FileTreeIndex;
  readonly entry?: number;
  readonly label: string;
  readonly bytes: number;
  readonly waste: boolean;
  children?: Draft[];
}

/** No more rectangles than a browser lays out at once without a thought. */
const mostTiles = 420;
/** What is drawn smaller says nothing, square pixels. */
const leastArea = 260;
/** A folder drawn smaller is not worth looking into, square pixels. */
const leastOpenArea = 5200;
const deepest = 5;
const headHeight = 20;

/**
 * The tiles of a folder's picture: as deep as there is room for, the largest folders opened first, what is too small
 * gathered into one tile. At most some 400, whatever the size of the tree; a tile comes before those within it.
 */
export function pictureOf(index: FileTreeIndex, options: PictureOptions): Tile[] {
  const { root, width, height, waste } = options;
  const bytes = (index.totals[root] ?? 0) + (waste?.bytes ?? 0);
  if (bytes === 0 || width < 8 || height < 8) return [];
  const perByte = (width * height) / bytes;
  const ground: Draft = { key: 'ground', index, entry: root, label: '', bytes, waste: false };
  ground.children = contentsOf(ground, perByte);
  if (waste !== undefined && waste.bytes * perByte >= leastArea) {
    const { bytes, index: copies } = waste;
    ground.children.push({
      key: 'waste',
      index: copies,
      entry: 0,
      label: 'Copies nobody sees',
      bytes,
      waste: true,
    });
  }
  let count = ground.children.length;
  // The largest folder is opened first, until there are as many tiles as a page may have.
  const waiting = ground.children.map((draft) => ({ draft, level: 1 }));
  while (waiting.length > 0 && count < mostTiles) {
    let largest = 0;
    for (let i = 1; i < waiting.length; i++) {
      if ((waiting[i]?.draft.bytes ?? 0) > (waiting[largest]?.draft.bytes ?? 0)) largest = i;
    }
    const [next] = waiting.splice(largest, 1);
    if (next === undefined || next.level >= deepest) continue;
    const { draft, level } = next;
    if (!isFolder(draft)) continue;
    if (draft.bytes * perByte < leastOpenArea) continue;
    draft.children = contentsOf(draft, perByte);
    count += draft.children.length;
    waiting.push(...draft.children.map((child) => ({ draft: child, level: level + 1 })));
  }
  return tilesOf(ground, width, height);
}

/** What a folder holds, each with its bytes, those too small to draw as one. */
function contentsOf({ index, entry: folder = 0, waste, bytes: whole }: Draft, perByte: number): Draft[] {
  const shown: Draft[] = [];
  let gathered = 0;
  let gatheredBytes = 0;
  for (const child of childrenOf(index, folder)) {
    const bytes = index.totals[child] ?? 0;
    if (bytes === 0) continue;
    if (bytes * perByte < leastArea) {
      gathered++;
      gatheredBytes += bytes;
    } else {
      shown.push(draftOf(index, child, bytes, waste));
    }
  }
  shown.sort((a, b) => b.bytes - a.bytes);
  for (const { bytes } of shown.splice(mostTiles / 4)) {
    gathered++;
    gatheredBytes += bytes;
  }
  // Copies beyond those a report lists are in no tree, but in the sum.
  const unlisted = waste && folder === 0 ? whole - (index.totals[0] ?? 0) : 0;
  if (gathered > 0 || unlisted > 0) {
    const label =
      unlisted > 0
        ? 'smaller copies'
        : shown.length === 0
          ? `${gathered} small entries`
          : `${gathered} smaller`;
    const key = `${waste ? 'waste-' : ''}rest-${folder}`;
    shown.push({ key, index, label, bytes: gatheredBytes + unlisted, waste });
  }
  return shown;
}

/** An entry; folders with nothing in them but another folder are drawn as one. */
function draftOf(index: FileTreeIndex, entry: number, bytes: number, waste: boolean): Draft {
  const names = [nameOf(index, entry)];
  let last = entry;
  for (;;) {
    const only = childWith(index, last, bytes);
    if (only === undefined || index.types[only] !== entryTypes.folder) break;
    names.push(nameOf(index, only));
    last = only;
  }
  const key = waste ? `waste-${pathOf(index, last)}` : `entry-${last}`;
  return { key, index, entry: last, label: names.join('/'), bytes, waste };
}

/** The entry of a folder that has all of its bytes, if one has. */
function childWith(index: FileTreeIndex, folder: number, bytes: number): number | undefined {
  for (const child of childrenOf(index, folder)) {
    const own = index.totals[child] ?? 0;
    if (own > 0) return own === bytes ? child : undefined;
  }
  return undefined;
}

function isFolder({ index, entry }: Draft): boolean {
  return entry !== undefined && index.types[entry] === entryTypes.folder;
}

function tilesOf(ground: Draft, width: number, height: number): Tile[] {
  const sums = hierarchy(ground).sum((draft) => (draft.children === undefined ? draft.bytes : 0));
  const laid = treemap<Draft>()
    .tile(treemapSquarify.ratio(1.3))
    .size([width, height])
    .paddingInner(2)
    .paddingOuter((node) => (node.depth === 0 ? 0 : 3))
    .paddingTop((node) => (node.depth === 0 ? 0 : headHeight))
    .round(true)(sums);
  const tiles: Tile[] = [];
  const take = (node: HierarchyRectangularNode<Draft>): void => {
    const { data, depth, parent } = node;
    const { entry, index, waste } = data;
    const of = entry ?? parent?.data.entry ?? 0;
    tiles.push({
      key: data.key,
      within: depth > 1 ? parent?.data.key : undefined,
      entry: waste ? undefined : entry,
      label: data.label,
      bytes: data.bytes,
      level: depth,
      open: node.children !== undefined,
      folder: !waste && isFolder(data),
      waste,
      kind: index.mainKinds[of] ?? -1,
      layer: index.mainLayers[of] ?? -1,
      x: node.x0,
      y: node.y0,
      width: Math.max(0, node.x1 - node.x0),
      height: Math.max(0, node.y1 - node.y0),
    });
    for (const child of node.children ?? []) take(child);
  };
  for (const child of laid.children ?? []) take(child);
  return tiles;
}

type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The tile that an arrow key leads to: the nearest in that direction in the same folder, else beside that folder. */
export function tileBeside(tiles: readonly Tile[], key: string, arrow: Arrow): Tile | undefined {
  const from = tiles.find((tile) => tile.key === key);
  if (from === undefined) return tiles[0];
  const beside = nearest(
    tiles.filter(({ within, key: other }) => within === from.within && other !== key),
    from,
    arrow,
  );
  if (beside !== undefined || from.within === undefined) return beside;
  return tileBeside(tiles, from.within, arrow);
}

function nearest(others: readonly Tile[], from: Tile, arrow: Arrow): Tile | undefined {
  const sideways = arrow === 'ArrowLeft' || arrow === 'ArrowRight';
  const sign = arrow === 'ArrowRight' || arrow === 'ArrowDown' ? 1 : -1;
  const middle = (tile: Tile) => ({ x: tile.x + tile.width / 2, y: tile.y + tile.height / 2 });
  const { x, y } = middle(from);
  let best: { tile: Tile; cost: number } | undefined;
  for (const tile of others) {
    const to = middle(tile);
    const along = (sideways ? to.x - x : to.y - y) * sign;
    if (along <= 0.5) continue;
    const across = gap(
      sideways ? [from.y, from.height, tile.y, tile.height] : [from.x, from.width, tile.x, tile.width],
    );
    const cost = along + across * 4;
    if (best === undefined || cost < best.cost) best = { tile, cost };
  }
  return best?.tile;
}

/** What is not beside the tile costs as if it lay this much further, pixels. */
const cornerCost = 60;

/** How far two stretches lie apart; 0 where they overlap, and never little where they do not. */
function gap([a, aLength, b, bLength]: readonly [number, number, number, number]): number {
  const apart = Math.max(b - (a + aLength), a - (b + bLength));
  return apart < 0 ? 0 : apart + cornerCost;
}
