import type { ImageChange } from '../../contract/comparison.ts';
import type { LayerMerge } from '../layer-merge.ts';
import type { FileChanges } from './images.ts';

/** The final tree of one image, with what tells its files apart. */
export interface ComparedTree {
  readonly merge: LayerMerge;
  /** Of a content of `merge`: its bytes, mode and owner, or where a link leads. Two that are equal are the same file. */
  fingerprint(content: number): string;
}

type FileChange = ImageChange['files'][number];

const mostFiles = 1000;
const noNode = -1;

/** The files, links and devices that two images do not have in common, most bytes of difference first. Folders do not count. */
export function compareTrees(before: ComparedTree | undefined, after: ComparedTree | undefined): FileChanges {
  const files: FileChange[] = [];
  const filesChanged = { added: 0, removed: 0, changed: 0 };
  const open = [{ was: before === undefined ? noNode : 0, is: after === undefined ? noNode : 0, path: '' }];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const pairs = new Map<string, { was: number; is: number }>();
    for (const [name, node] of children(before, at.was)) pairs.set(name, { was: node, is: noNode });
    for (const [name, node] of children(after, at.is)) {
      pairs.set(name, { was: pairs.get(name)?.was ?? noNode, is: node });
    }
    for (const [name, { was, is }] of pairs) {
      const path = `${at.path}/${name}`;
      const folders = { was: isFolder(before, was), is: isFolder(after, is) };
      if (folders.was || folders.is) {
        open.push({ was: folders.was ? was : noNode, is: folders.is ? is : noNode, path });
      }
      const one = folders.was ? undefined : fileAt(before, was);
      const two = folders.is ? undefined : fileAt(after, is);
      if (one === undefined && two === undefined) continue;
      if (one !== undefined && two !== undefined && one.fingerprint === two.fingerprint) continue;
      files.push({ path, before: one?.bytes ?? null, after: two?.bytes ?? null });
      filesChanged[one === undefined ? 'added' : two === undefined ? 'removed' : 'changed'] += 1;
    }
  }
  const weight = (file: FileChange): number => Math.abs((file.after ?? 0) - (file.before ?? 0));
  files.sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1));
  return { files: files.slice(0, mostFiles), filesChanged };
}

function* children(tree: ComparedTree | undefined, node: number): Iterable<[string, number]> {
  if (tree === undefined || node === noNode) return;
  const { paths } = tree.merge;
  for (let child = paths.firstChild(node); child !== 0; child = paths.nextSibling(child)) {
    if (tree.merge.has(child)) yield [paths.name(child), child];
  }
}

function isFolder(tree: ComparedTree | undefined, node: number): boolean {
  return tree !== undefined && node !== noNode && tree.merge.isFolder(node);
}

function fileAt(
  tree: ComparedTree | undefined,
  node: number,
): { bytes: number; fingerprint: string } | undefined {
  if (tree === undefined || node === noNode) return undefined;
  const content = tree.merge.contentOf(node);
  return { bytes: tree.merge.content(content).bytes, fingerprint: tree.fingerprint(content) };
}
