import { type FileTree, fileKinds } from '../contract/size-report.ts';
import { entryTypes } from './layer-listing.ts';

/** What a file can be a sign of. */
export const signs = [
  'apt-cache',
  'apk-cache',
  'dnf-cache',
  'pip-cache',
  'npm-cache',
  'yarn-cache',
  'version-control',
  'debug-symbols',
  'build-tools',
  'tests',
  'python-bytecode',
  'source-maps',
  'frontend-sources',
  'documentation',
] as const;
export type Sign = (typeof signs)[number];

/** Whole folders that are a sign, wherever they lie or at a fixed place. */
const folderSigns: readonly (readonly [Sign, RegExp])[] = [
  ['apt-cache', /^\/var\/(?:lib\/apt\/lists|cache\/apt)$/],
  ['apk-cache', /^\/(?:var\/cache\/apk|etc\/apk\/cache|lib\/apk\/cache)$/],
  ['dnf-cache', /^\/var\/cache\/(?:dnf|yum)$/],
  ['pip-cache', /\/\.cache\/(?:pip|uv|pypoetry)$/],
  ['npm-cache', /\/\.npm$|\/_cacache$/],
  ['yarn-cache', /\/\.cache\/yarn$|^\/usr\/local\/share\/\.cache$|\/\.yarn\/cache$/],
  ['version-control', /\/\.(?:git|hg|svn)$/],
  ['debug-symbols', /^\/usr\/lib\/debug$/],
  [
    'build-tools',
    /^\/usr\/(?:local\/)?(?:include|libexec\/gcc|libexec\/git-core|lib\/gcc|lib\/gcc-cross|lib\/git-core|lib\/llvm[^/]*|share\/git-core|go|cargo|rustup)$|^\/root\/\.(?:cargo|rustup)$/,
  ],
  ['python-bytecode', /\/__pycache__$/],
  ['documentation', /^\/usr\/share\/(?:doc|man|info|locale)$/],
];

const programFolder = /^\/(?:usr\/)?(?:local\/)?s?bin$/;
const buildProgram =
  /^(?:(?:x86_64-linux-gnu-)?(?:gcc|g\+\+|cpp|c\+\+|ld|as|gcov|lto-dump)(?:[-.]\w+)*|cc|c\+\+|clang(?:-\d+)?|make|gmake|cmake|ninja|git|hg|svn|gdb|autoconf|automake|bison|flex|m4|rustc|cargo)$/;
/** Not “testing”: packages that run have modules of that name. */
export const testFolders: readonly string[] = ['test', 'tests', '__tests__', 'testdata'];
const frontEnd = /^(?:frontend|front-end|client|web|webapp|ui)$/;
const builtFolder = /^(?:dist|build|out)$/;
const sourceFolder = /^(?:src|public|node_modules)$/;

/** A file by its path, beginning with `/`, or by what its path can be told from. */
interface NamedFile<Path = string> {
  readonly path: Path;
  readonly bytes: number;
}

/** The files that are one sign and came with one layer. */
export interface FoundSign {
  readonly sign: Sign;
  /** -1 where no layer names it. */
  readonly layer: number;
  readonly bytes: number;
  readonly files: number;
  /** Most bytes first, at most 20. */
  readonly largest: readonly NamedFile[];
}

const mostNamed = 20;

/** Files that belong together, as they are found. */
export class NamedFiles<Path = string> {
  bytes = 0;
  files = 0;
  readonly layers = new Set<number>();
  #largest: NamedFile<Path>[] = [];

  add(path: Path, bytes: number, layer: number): void {
    this.bytes += bytes;
    this.files += 1;
    this.layers.add(layer);
    this.#largest.push({ path, bytes });
    // Sorted now and then, or a million files would be held to show twenty.
    if (this.#largest.length >= 2000) this.largest();
  }

  addFound({
    bytes,
    files,
    layer,
    largest,
  }: Omit<FoundSign, 'largest'> & { readonly largest: readonly NamedFile<Path>[] }): void {
    this.bytes += bytes;
    this.files += files;
    this.layers.add(layer);
    this.#largest.push(...largest);
  }

  /** Most bytes first, at most 20. */
  largest(): readonly NamedFile<Path>[] {
    this.#largest.sort((a, b) => b.bytes - a.bytes);
    this.#largest = this.#largest.slice(0, mostNamed);
    return this.#largest;
  }
}

/** What a tree shows signs of, by sign and layer: each file is one sign at most, empty ones none. */
export function findSigns(tree: FileTree): FoundSign[] {
  const found = new Map<Sign, Map<number, NamedFiles>>();
  eachSign(tree, (sign, path, bytes, layer) => {
    const byLayer = found.get(sign) ?? new Map<number, NamedFiles>();
    found.set(sign, byLayer);
    const named = byLayer.get(layer) ?? new NamedFiles();
    byLayer.set(layer, named);
    named.add(path, bytes, layer);
  });
  return [...found].flatMap(([sign, byLayer]) =>
    [...byLayer].map(([layer, named]) => {
      const { bytes, files } = named;
      return { sign, layer, bytes, files, largest: named.largest() };
    }),
  );
}

function eachSign(
  tree: FileTree,
  found: (sign: Sign, path: string, bytes: number, layer: number) => void,
): void {
  const paths: string[] = [];
  const folderSign: (Sign | undefined)[] = [];
  const built = builtFrontEnds(tree);
  for (let entry = 0; entry < tree.names.length; entry += 1) {
    const name = tree.names[entry] ?? '';
    const parent = tree.parents[entry] ?? -1;
    const inherited = folderSign[parent];
    if (tree.types[entry] === entryTypes.folder) {
      const path = entry === 0 ? '' : `${paths[parent] ?? ''}/${name}`;
      paths[entry] = path;
      folderSign[entry] = inherited ?? signOfFolder(path, name, tree.kinds[entry] ?? 0, built.has(parent));
      continue;
    }
    const bytes = tree.bytes[entry] ?? 0;
    if (bytes === 0) continue;
    const folder = paths[parent] ?? '';
    const sign = inherited ?? signOfFile(folder, name);
    if (sign !== undefined) found(sign, `${folder}/${name}`, bytes, tree.layers[entry] ?? -1);
  }
}

function signOfFolder(path: string, name: string, kind: number, besideBuild: boolean): Sign | undefined {
  const sign = folderSigns.find(([, pattern]) => pattern.test(path))?.[0];
  if (sign !== undefined) return sign;
  if (besideBuild && sourceFolder.test(name)) return 'frontend-sources';
  const kindName = fileKinds[kind];
  return testFolders.includes(name) && (kindName === 'app' || kindName === 'packages') ? 'tests' : undefined;
}

function signOfFile(folder: string, name: string): Sign | undefined {
  if (/\.py[co]$/.test(name)) return 'python-bytecode';
  if (/\.(?:m?js|cjs|css)\.map$/.test(name)) return 'source-maps';
  if (/\.(?:debug|dwp|pdb)$/.test(name)) return 'debug-symbols';
  if (/^lib.*\.a$/.test(name)) return 'build-tools';
  return programFolder.test(folder) && buildProgram.test(name) ? 'build-tools' : undefined;
}

/** Folders of a front end's sources that hold its build too. */
function builtFrontEnds(tree: FileTree): ReadonlySet<number> {
  const found = new Set<number>();
  for (let entry = 0; entry < tree.names.length; entry += 1) {
    const parent = tree.parents[entry] ?? -1;
    if (tree.types[entry] !== entryTypes.folder || !builtFolder.test(tree.names[entry] ?? '')) continue;
    const isApp = fileKinds[tree.kinds[parent] ?? 0] === 'app';
    if (isApp && frontEnd.test(tree.names[parent] ?? '')) found.add(parent);
  }
  return found;
}
