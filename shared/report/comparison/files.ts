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
const noContent = -1;

/** The files, links and devices that two images do not have in common, most bytes of difference first. Folders do not count. */
export function compareTrees(before: ComparedTree | undefined, after: ComparedTree | undefined): FileChanges {
  const files: FileChange[] = [];
  const filesChanged = { added: 0, removed: 0, changed: 0 };
  const open = [{ was: before === undefined ? noNode : 0, is: after === undefined ? noNode : 0, path: '' }];
  const visit = (folder: string, name: string, was: number, is: number): void => {
    const folders = { was: isFolder(before, was), is: isFolder(after, is) };
    if (folders.was || folders.is) {
      const path = `${folder}/${name}`;
      open.push({ was: folders.was ? was : noNode, is: folders.is ? is : noNode, path });
    }
    const one = folders.was ? noContent : contentAt(before, was);
    const two = folders.is ? noContent : contentAt(after, is);
    if (one === noContent && two === noContent) return;
    if (before && after && one !== noContent && two !== noContent && isSame(before, one, after, two)) return;
    const bytes = (tree: ComparedTree | undefined, content: number) =>
      content === noContent ? null : (tree?.merge.bytesOf(content) ?? null);
    files.push({ path: `${folder}/${name}`, before: bytes(before, one), after: bytes(after, two) });
    filesChanged[one === noContent ? 'added' : two === noContent ? 'removed' : 'changed'] += 1;
  };
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const old = new Map<string, number>();
    eachChild(before, at.was, (name, node) => old.set(name, node));
    const { path } = at;
    eachChild(after, at.is, (name, node) => {
      const was = old.get(name) ?? noNode;
      if (was !== noNode) old.delete(name);
      visit(path, name, was, node);
    });
    for (const [name, node] of old) visit(path, name, node, noNode);
  }
  const weight = (file: FileChange): number => Math.abs((file.after ?? 0) - (file.before ?? 0));
  files.sort((a, b) => weight(b) - weight(a) || (a.path < b.path ? -1 : 1));
  return { files: files.slice(0, mostFiles), filesChanged };
}

function eachChild(
  tree: ComparedTree | undefined,
  node: number,
  tell: (name: string, child: number) => void,
): void {
  if (tree === undefined || node === noNode) return;
  const { paths } = tree.merge;
  for (let child = paths.firstChild(node); child !== 0; child = paths.nextSibling(child)) {
    if (tree.merge.has(child)) tell(paths.name(child), child);
  }
}

function isFolder(tree: ComparedTree | undefined, node: number): boolean {
  return tree !== undefined && node !== noNode && tree.merge.isFolder(node);
}

function contentAt(tree: ComparedTree | undefined, node: number): number {
  return tree === undefined || node === noNode ? noContent : tree.merge.contentOf(node);
}

/** Files of other lengths need no look at their fingerprints. */
function isSame(before: ComparedTree, one: number, after: ComparedTree, two: number): boolean {
  if (before.merge.bytesOf(one) !== after.merge.bytesOf(two)) return false;
  return before.fingerprint(one) === after.fingerprint(two);
}
