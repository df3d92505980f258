import type { FileTree } from '../contract/size-report.ts';

/** The path of an entry of a tree, beginning with `/`. */
export function treePath(tree: FileTree, entry: number): string {
  const parts: string[] = [];
  for (let at = entry; at > 0; at = tree.parents[at] ?? -1) parts.push(tree.names[at] ?? '');
  return `/${parts.reverse().join('/')}`;
}

/** The files with the most bytes, largest first, at most `count` of them. */
export function largestFiles(
  tree: FileTree,
  count: number,
): { path: string; bytes: number; layer: number }[] {
  const entries: number[] = [];
  let least = 0;
  const keep = (): void => {
    entries.sort((a, b) => (tree.bytes[b] ?? 0) - (tree.bytes[a] ?? 0) || a - b);
    entries.length = Math.min(entries.length, count);
    if (entries.length === count) least = tree.bytes[entries.at(-1) ?? 0] ?? 0;
  };
  for (let entry = 0; entry < tree.names.length; entry += 1) {
    if ((tree.bytes[entry] ?? 0) > least) entries.push(entry);
    if (entries.length > count * 50) keep();
  }
  keep();
  return entries.map((entry) => ({
    path: treePath(tree, entry),
    bytes: tree.bytes[entry] ?? 0,
    layer: tree.layers[entry] ?? -1,
  }));
}
