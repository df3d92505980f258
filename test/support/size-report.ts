import type { FileTree, PackedFileTree, SizeReport } from '../../shared/contract/size-report.ts';
import { imageSizeLimit } from '../../shared/model/image-size.ts';
import { entryTypes } from '../../shared/report/file-tree-index.ts';
import { packTree } from '../../shared/report/packed-tree.ts';

/** A file of a made tree: its path, bytes, layer and kind (an index into `fileKinds`). */
export type MadeFile = readonly [path: string, bytes: number, layer?: number, kind?: number];

/** A final file tree with the given files, and the folders above them. */
export function fileTree(files: readonly MadeFile[]): PackedFileTree {
  const tree: FileTree = { names: [''], parents: [-1], bytes: [0], layers: [-1], kinds: [4], types: [1] };
  const folders = new Map([['', 0]]);
  const add = (path: string, bytes: number, layer: number, kind: number, type: number): number => {
    const cut = path.lastIndexOf('/');
    const above = path.slice(0, cut);
    tree.parents.push(folders.get(above) ?? add(above, 0, layer, kind, entryTypes.folder));
    tree.names.push(path.slice(cut + 1));
    tree.bytes.push(bytes);
    tree.layers.push(layer);
    tree.kinds.push(kind);
    const entry = tree.types.push(type) - 1;
    if (type === entryTypes.folder) folders.set(path, entry);
    return entry;
  };
  for (const [path, bytes, layer = 0, kind = 0] of files) add(path, bytes, layer, kind, entryTypes.file);
  return packTree(tree);
}

/** A report on an image of two layers with the given files; the rest as a test wants it. */
export function sizeReport(files: readonly MadeFile[], more: Partial<SizeReport> = {}): SizeReport {
  const fileBytes = files.reduce((sum, [, bytes]) => sum + bytes, 0);
  const layer = { bytes: 0, fileBytes: 0, added: 0, changed: 0, removed: 0, wastedBytes: 0 };
  return {
    ref: 'app:1.0.0',
    id: 'sha256:00',
    platform: 'linux/amd64',
    bytes: fileBytes,
    limitBytes: imageSizeLimit,
    sharedBytes: 0,
    layers: [
      { ...layer, diffId: 'sha256:01', command: 'FROM base' },
      { ...layer, diffId: 'sha256:02', command: 'COPY . .' },
    ],
    files: files.length,
    fileBytes,
    wastedBytes: 0,
    efficiency: 1,
    wasted: [],
    advice: [],
    tree: fileTree(files),
    ...more,
  };
}
