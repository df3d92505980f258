import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where the builds leave which packages they took in; one JSON file for each, a list of folders. */
export const bundledLists = resolve(import.meta.dirname, '../../build/licences');

/** As far as both rolldown and vite know it. */
interface ListingPlugin {
  readonly name: string;
  generateBundle(this: { getModuleIds(): Iterable<string> }): void;
}

/**
 * Notes every package a build looks into, for its licence to be shipped. Style sheets and fonts count as well, which
 * plugins that read the finished chunks do not see. Called once a bundle: the page's workers are bundles of their own
 * and add to the same list.
 */
export function bundledPackages(build: string): () => ListingPlugin {
  const folders = new Set<string>();
  return () => ({
    name: 'bundled-packages',
    generateBundle() {
      for (const id of this.getModuleIds()) {
        const folder = packageFolder(id);
        if (folder !== undefined) folders.add(folder);
      }
      mkdirSync(bundledLists, { recursive: true });
      writeFileSync(join(bundledLists, `${build}.json`), JSON.stringify([...folders].sort(), null, 2));
    },
  });
}

/** The folder of the package a module belongs to; a package may hold manifests of its parts, which name no version. */
function packageFolder(id: string): string | undefined {
  const path = id.replace(/^\0/, '').replace(/[?#].*$/, '');
  if (!/[\\/]node_modules[\\/]/.test(path)) return undefined;
  for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (!existsSync(manifest)) continue;
    const { name, version } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
    if (typeof name === 'string' && typeof version === 'string') return folder;
  }
  return undefined;
}
