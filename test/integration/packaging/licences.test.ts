/**
 * The licences shipped are those of everything shipped. What is bundled is found out here from source maps, not from the
 * list that the builds themselves keep.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { buildGantry, runTool } from '../../support/gantry-process.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const checkout = join(import.meta.dirname, '../../..');
let programs: string;
let page: string;
let licences: string;
/** Names and versions, from the headings. */
let titles: readonly string[];

beforeAll(async () => {
  [programs, page] = [await temporaryFolder(), await temporaryFolder()];
  await runTool('rolldown/bin/cli.mjs', '-c', 'rolldown.config.ts', '--dir', programs, '--sourcemap');
  const where = ['--outDir', page, '--sourcemap', '--logLevel', 'error'];
  await runTool('vite/bin/vite.js', 'build', '-c', 'renderer/vite.config.ts', 'renderer', ...where);
  // Which packages are not bundled is read from the programs themselves.
  await buildGantry();
  await runTool('tsx/dist/cli.mjs', 'scripts/licences.ts');
  licences = await readFile(join(checkout, 'dist/licences.txt'), 'utf8');
  titles = [...licences.matchAll(/^-{80}\n(\S+ \S+) \(/gm)].map(([, title = '']) => title);
}, 300_000);

/** The folders of the packages whose sources are in the source maps below a folder. */
async function bundledIn(folder: string): Promise<string[]> {
  const packages = new Set<string>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.map')) continue;
    const { sources } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { sources: string[] };
    for (const source of sources) {
      // Maps of workers count their steps upwards from another folder; downwards all agree.
      const inside = source.slice(source.indexOf('node_modules/'));
      const place = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(inside)?.[0];
      if (place !== undefined) packages.add(join(checkout, place));
    }
  }
  return [...packages].sort();
}

/** Packages as the licences name them. */
async function titlesOf(folders: readonly string[]): Promise<string[]> {
  const manifests = folders.map(async (folder) => {
    const manifest = await readFile(join(folder, 'package.json'), 'utf8');
    const { name, version } = JSON.parse(manifest) as { name: string; version: string };
    return `${name} ${version}`;
  });
  return await Promise.all(manifests);
}

function installed(...names: string[]): string[] {
  return names.map((name) => join(checkout, 'node_modules', name));
}

test('ships the licence of every package bundled into the programs', async () => {
  const packages = await bundledIn(programs);
  expect(packages).toEqual(expect.arrayContaining(installed('ajv', 'commander', 'ws', 'yaml')));
  expect(titles).toEqual(expect.arrayContaining(await titlesOf(packages)));
});

test('ships the licence of every package bundled into the page and its workers', async () => {
  const packages = await bundledIn(page);
  expect(packages).toEqual(expect.arrayContaining(installed('monaco-editor', 'react', 'yaml', 'zustand')));
  expect(titles).toEqual(expect.arrayContaining(await titlesOf(packages)));
});

test('ships the licences of fonts, which no source map knows', async () => {
  const fonts = await titlesOf(
    installed('@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'),
  );
  expect(titles).toEqual(expect.arrayContaining(fonts));
  expect(licences.includes('SIL OPEN FONT LICENSE')).toBe(true);
});

test('ships what monaco-editor says of the parts it has bundled itself', () => {
  expect(licences.includes('THIRD-PARTY SOFTWARE NOTICES AND INFORMATION')).toBe(true);
});

test('ships the licences of packages that are not bundled', async () => {
  const packages = await titlesOf(installed('dockerode', 'docker-modem', 'ssh2', 'protobufjs'));
  expect(titles).toEqual(expect.arrayContaining(packages));
});
