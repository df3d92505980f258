/**
 * Writes `dist/licences.txt`: the licence of every package that is shipped, be it bundled into the programs and the
 * page or beside them in node_modules. The last step of `npm run build`; fails on a licence that is not allowed.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { bundledLists } from './packaging/bundled-packages.ts';
import { moduleGraph } from './packaging/module-graph.ts';
import { type PackageLicence, packageLicence } from './packaging/package-licence.ts';
import { productionPackages } from './packaging/production-packages.ts';

const checkout = resolve(import.meta.dirname, '..');
const dist = join(checkout, 'dist');

const bundled = readdirSync(bundledLists).flatMap(
  (list) => JSON.parse(readFileSync(join(bundledLists, list), 'utf8')) as string[],
);
const beside = productionPackages(moduleGraph(builtPrograms()).packages, checkout);
const packages = distinct([...bundled, ...beside].map(packageLicence));
writeFileSync(join(dist, 'licences.txt'), `${[introduction(), ...packages.map(section)].join('\n\n')}\n`);

/** What `npm run build` made for Node and Electron; the page needs no node_modules. */
function builtPrograms(): readonly string[] {
  return [dist, join(dist, 'desktop')].filter(existsSync).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => /\.c?js$/.test(name))
      .map((name) => join(folder, name)),
  );
}

function distinct(all: readonly PackageLicence[]): readonly PackageLicence[] {
  const byName = new Map(all.map((each) => [title(each), each]));
  return [...byName.values()].sort((a, b) => (title(a) < title(b) ? -1 : 1));
}

function title({ name, version }: PackageLicence): string {
  return `${name} ${version}`;
}

function introduction(): string {
  return `Gantry is made with the ${packages.length} packages below, each under its own licence.`;
}

function section(each: PackageLicence): string {
  const rule = '-'.repeat(80);
  return [rule, `${title(each)} (${each.licence})`, rule, '', each.texts.join('\n\n')].join('\n');
}
