import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileStream, fileUnreadable } from '../archives/file-stream.ts';
import type { BundleContents } from './bundle-contents.ts';
import { type BundleSource, type ReadBundleOptions, readBundleEntries } from './read-bundle.ts';

/** A folder with more is no extracted bundle, or not worth reading as one. */
const mostFiles = 10_000;
const deepest = 8;

/**
 * Reads an extracted bundle as its archive would be read; links in it are named, never followed.
 * @throws GantryError `FileUnreadable`, `Cancelled`.
 */
export async function readBundleFolder(folder: string, options: ReadBundleOptions): Promise<BundleContents> {
  return await readBundleEntries(folder, bundleFiles(folder, options), options);
}

/** The files of an extracted bundle, the manifests first, so that they are known before the images are read. */
export async function* bundleFiles(folder: string, options: ReadBundleOptions): AsyncGenerator<BundleSource> {
  const paths: string[] = [];
  await collect(folder, '', 0, paths);
  const rank = (path: string): number =>
    /^(?:appspec\.yaml|app\.yaml|app\.json|app\.id\.json)$/.test(path) ? 0 : 1;
  paths.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  for (const name of paths) yield await sourceOf(join(folder, name), name, options);
}

async function collect(folder: string, prefix: string, depth: number, paths: string[]): Promise<void> {
  try {
    for await (const entry of await opendir(join(folder, prefix))) {
      if (paths.length >= mostFiles) return;
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (!entry.isDirectory()) paths.push(path);
      else if (depth < deepest) await collect(folder, path, depth + 1, paths);
    }
  } catch (error) {
    throw fileUnreadable(join(folder, prefix), error);
  }
}

async function sourceOf(path: string, name: string, options: ReadBundleOptions): Promise<BundleSource> {
  const facts = await lstat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error);
  });
  const type = facts.isFile() ? 'file' : facts.isSymbolicLink() ? 'symlink' : 'other';
  async function* body() {
    for await (const chunk of fileStream(path, options.signal)) {
      options.onBytes?.(chunk.length);
      yield chunk;
    }
  }
  return { name, type, size: facts.size, body: body() };
}
