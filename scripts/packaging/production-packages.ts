import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What packages name among their dependencies and nothing loads: types, and what only compiles native parts. */
const neverLoaded = /^(?:@types\/.*|undici-types|nan|cpu-features|buildcheck)$/;

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/**
 * The folders of packages and of everything they depend on, as Node finds them from `folder` upwards, in order.
 * @throws Error for a package that is not installed and not optional.
 */
export function productionPackages(names: readonly string[], folder: string): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string, from: string, optional: boolean): void => {
    if (neverLoaded.test(name)) return;
    const place = packageFolder(name, from);
    if (place === undefined && optional) return;
    if (place === undefined) throw new Error(`${name} is needed by ${from} and is not installed`);
    if (found.has(place)) return;
    found.add(place);
    const { dependencies = {}, optionalDependencies = {} } = readManifest(place);
    for (const each of Object.keys({ ...dependencies, ...optionalDependencies })) {
      visit(each, place, each in optionalDependencies);
    }
  };
  for (const name of names) visit(name, folder, false);
  return [...found].sort();
}

function packageFolder(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const place = join(folder, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) return place;
    if (dirname(folder) === folder) return undefined;
  }
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
