import type { FileTree, PackedFileTree } from '../../shared/contract/size-report.ts';
import { unpackNumbers } from '../../shared/report/packed-tree.ts';

/** The tree that was packed, as lists: what tests compare. The page works on the packed columns. */
export function unpackTree(packed: PackedFileTree): FileTree {
  const { parents, layers, kinds, types, bytes } = unpackNumbers(packed);
  return {
    names: packed.names.split('/'),
    parents: [...parents],
    layers: [...layers],
    kinds: [...kinds],
    types: [...types],
    bytes: [...bytes],
  };
}
