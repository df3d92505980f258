import { type FileKind, fileKinds } from '../contract/size-report.ts';

/** Indexes into `fileKinds`, by name. */
const kindIndex = Object.fromEntries(fileKinds.map((kind, index) => [kind, index])) as Record<
  FileKind,
  number
>;

/** Folders that hold what could be fetched or made again. */
const cacheFolders =
  /^\/(?:var\/(?:cache|tmp|lib\/apt\/lists)|tmp|etc\/apk\/cache|lib\/apk\/cache)(?:\/|$)|\/(?:__pycache__|\.cache|\.npm|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.gradle\/caches|\.yarn\/cache|_cacache|\.nyc_output|\.turbo)$/;

/** Folders that hold what a package manager put there for an app. */
const packageFolders =
  /\/(?:site-packages|dist-packages|node_modules|\.m2|bower_components|\.cargo\/registry|\.pnpm-store)$|\/(?:gems|go\/pkg\/mod|composer\/vendor|vendor\/bundle)$/;

/** Folders of the system and of language runtimes. */
const runtimeFolders =
  /^\/(?:bin|boot|dev|etc|lib|lib32|lib64|libx32|sbin|usr|opt\/(?:java|jdk|jre|node|python|conda|ibm|graalvm)[^/]*)(?:\/|$)|^\/var\/lib\/(?:dpkg|apt|apk|rpm|pam|systemd)(?:\/|$)/;

/** Folders an app is usually put into. */
const appFolders =
  /^\/(?:app|apps|application|code|project|server|src|srv|workspace|opt|home\/[^/]+)(?:\/|$)/;

/**
 * What the files of a folder are there for, by where it lies: an index into `fileKinds`.
 * @param path of the folder, beginning with `/`
 * @param parent the kind of the folder it lies in
 * @param workingFolder of the image's config, where its app usually lies; empty where it names none
 */
export function folderKind(path: string, parent: number, workingFolder: string): number {
  if (parent === kindIndex.caches || cacheFolders.test(path)) return kindIndex.caches;
  if (parent === kindIndex.packages || packageFolders.test(path)) return kindIndex.packages;
  if (workingFolder.length > 1 && (path === workingFolder || path.startsWith(`${workingFolder}/`))) {
    return kindIndex.app;
  }
  if (runtimeFolders.test(path)) return kindIndex.runtime;
  return appFolders.test(path) ? kindIndex.app : kindIndex.other;
}

/** What a file is there for, from its name and the kind of its folder: an index into `fileKinds`. */
export function fileKind(name: string, folder: number): number {
  return /\.py[co]$/.test(name) ? kindIndex.caches : folder;
}
