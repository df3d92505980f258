import type { FileTree } from '../contract/size-report.ts';
import { fileKind, folderKind } from './file-kind.ts';
import { entryTypes } from './layer-listing.ts';
import type { LayerMerge } from './layer-merge.ts';

/** The final tree with what it adds up to. */
export interface FinalTree {
  readonly tree: FileTree;
  /** Files, links and devices; a file of several names counts once for each. */
  readonly files: number;
  /** Bytes of the files, each once. */
  readonly fileBytes: number;
}

/**
 * The tree the image shows, folders before what they hold. A file of several names has its bytes where it was first written, or at
 * the first name left.
 * @param workingFolder of the image's config
 */
export function finalTree(merge: LayerMerge, workingFolder: string): FinalTree {
  const { paths } = merge;
  const tree: FileTree = { names: [], parents: [], bytes: [], layers: [], kinds: [], types: [] };
  const settled = new Uint8Array(merge.contents);
  let files = 0;
  let fileBytes = 0;

  const push = (node: number, parent: number, own: { bytes: number; kind: number; type: number }): number => {
    tree.names.push(paths.name(node));
    tree.parents.push(parent);
    tree.bytes.push(own.bytes);
    tree.layers.push(merge.layerOf(node));
    tree.kinds.push(own.kind);
    tree.types.push(own.type);
    return tree.names.length - 1;
  };

  const pushName = (node: number, parent: number, folder: number): void => {
    const index = merge.contentOf(node);
    const { bytes, type, owner } = merge.content(index);
    files += 1;
    const kind = fileKind(paths.name(node), folder);
    const ownerLeft = owner !== node && merge.contentOf(owner) === index;
    if (settled[index] === 1 || ownerLeft) {
      push(node, parent, { bytes: 0, kind, type: entryTypes.hardLink });
      return;
    }
    settled[index] = 1;
    fileBytes += bytes;
    push(node, parent, { bytes, kind, type });
  };

  const open = [{ node: 0, parent: -1, path: '', kind: folderKind('/', -1, workingFolder) }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { path, kind } = at;
    const entry = push(at.node, at.parent, { bytes: 0, kind, type: entryTypes.folder });
    for (let child = paths.firstChild(at.node); child !== 0; child = paths.nextSibling(child)) {
      if (!merge.has(child)) continue;
      if (merge.isFolder(child)) {
        const below = `${path}/${paths.name(child)}`;
        open.push({ node: child, parent: entry, path: below, kind: folderKind(below, kind, workingFolder) });
      } else {
        pushName(child, entry, kind);
      }
    }
  }
  return { tree, files, fileBytes };
}
