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

beforeAll(async () => {
  [programs, page] = [await temporaryFolder(), await temporaryFolder()];
  await runTool('rolldown/bin/cli.mjs', '-c', 'rolldown.config.ts', '--dir', programs, '--sourcemap');
  const where = ['--outDir', page, '--sourcemap', '--logLevel', 'error'];
  await runTool('vite/bin/vite.js', 'build', '-c', 'renderer/vite.config.ts', 'renderer', ...where);
  // Which packages are not bundled is read from the programs themselves.
  await buildGantry();
  await runTool('tsx/dist/cli.mjs', 'scripts/licences.ts');
  licences = await readFile(join(checkout, 'dist/licences.txt'), 'utf8');
});

/** The packages whose sources are in the source maps below a folder. */
async function bundledIn(folder: string): Promise<readonly string[]> {
  const names = new Set<string>();
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.map')) continue;
    const { sources } = JSON.parse(await readFile(join(folder, file), 'utf8')) as { sources: string[] };
    for (const source of sources) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1];
      if (name !== undefined) names.add(name);
    }
  }
  return [...names].sort();
}

async function expectLicencesOf(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const manifest = await readFile(join(checkout, 'node_modules', name, 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect(licences).toContain(`\n${name} ${version} (`);
  }
}

test('ships the licence of every package bundled into the programs', async () => {
  const names = await bundledIn(programs);
  expect(names).toEqual(expect.arrayContaining(['ajv', 'commander', 'ws', 'yaml']));
  await expectLicencesOf(names);
});

test('ships the licence of every package bundled into the page and its workers', async () => {
  const names = await bundledIn(page);
  expect(names).toEqual(expect.arrayContaining(['monaco-editor', 'react', 'yaml', 'zustand']));
  await expectLicencesOf(names);
});

test('ships the licences of fonts, which no source map knows', async () => {
  await expectLicencesOf(['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono']);
  expect(licences).toContain('SIL OPEN FONT LICENSE');
});

test('ships what monaco-editor says of the parts it has bundled itself', () => {
  expect(licences).toContain('THIRD-PARTY SOFTWARE NOTICES AND INFORMATION');
});

test('ships the licences of packages that are not bundled', async () => {
  await expectLicencesOf(['dockerode', 'docker-modem', 'ssh2', 'protobufjs']);
});
