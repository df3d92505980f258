import type { FileTree, PackedFileTree } from '../contract/size-report.ts';
import { NumberReader, NumberWriter } from './number-text.ts';

/** A tree as the two texts that cross a port. */
export function packTree(tree: FileTree): PackedFileTree {
  const numbers = new NumberWriter();
  let parent = 0;
  let layer = 0;
  for (let i = 0; i < tree.names.length; i++) {
    // What an entry has in common with the one before it, mostly its folder and its layer, is a 0.
    numbers.pushSigned((tree.parents[i] ?? 0) - parent);
    numbers.pushSigned((tree.layers[i] ?? 0) - layer);
    numbers.push((tree.kinds[i] ?? 0) * typeCount + (tree.types[i] ?? 0));
    numbers.push(tree.bytes[i] ?? 0);
    parent = tree.parents[i] ?? 0;
    layer = tree.layers[i] ?? 0;
  }
  return { entries: tree.names.length, names: tree.names.join('/'), numbers: numbers.text() };
}

/** The columns of a tree but its names, each in as few bytes as it needs. */
export interface TreeNumbers {
  readonly parents: Int32Array;
  readonly layers: Int32Array;
  readonly kinds: Uint8Array;
  readonly types: Uint8Array;
  readonly bytes: Float64Array;
}

export function unpackNumbers({ entries, numbers: text }: PackedFileTree): TreeNumbers {
  const numbers = new NumberReader(text);
  const parents = new Int32Array(entries);
  const layers = new Int32Array(entries);
  const kinds = new Uint8Array(entries);
  const types = new Uint8Array(entries);
  const bytes = new Float64Array(entries);
  let parent = 0;
  let layer = 0;
  for (let i = 0; i < entries; i++) {
    parent += numbers.nextSigned();
    layer += numbers.nextSigned();
    const both = numbers.next();
    parents[i] = parent;
    layers[i] = layer;
    kinds[i] = Math.floor(both / typeCount);
    types[i] = both % typeCount;
    bytes[i] = numbers.next();
  }
  return { parents, layers, kinds, types, bytes };
}

/** More than there are types of entries, so that a kind and a type are one small number. */
const typeCount = 8;
