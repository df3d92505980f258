/**
 * What electron-builder makes of this repository, for every platform, over a placeholder Electron: the configuration,
 * the archive's contents, the fuses and the integrity are real, Electron's own programs are not there.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { getRawHeader } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { beforeAll, describe, expect, test } from 'vitest';
import { threadNames } from '../../../electron/services/threads/thread-names.ts';
import { moduleGraph } from '../../../scripts/packaging/module-graph.ts';
import { productionPackages } from '../../../scripts/packaging/production-packages.ts';
import { bytesOf, filesOf, recordOf } from '../../support/app-archive.ts';
import { packageFile } from '../../support/package-file.ts';
import {
  buildForPackaging,
  drawIcons,
  type PackagedDesktop,
  packageDesktop,
} from '../../support/packaged-desktop.ts';
import { asarIntegrityOf, iconPicturesOf } from '../../support/windows-program.ts';

/** Bytes. Electron itself is about 250 MB; what is ours is to stay small beside it. */
const archiveBudget = 13_000_000;

const checkout = join(import.meta.dirname, '../../..');

// Building and packaging wait for their turn on a busy machine.
beforeAll(buildForPackaging, 300_000);
beforeAll(drawIcons, 300_000);

describe.each(['linux', 'win', 'mac'] as const)('packaged for %s', (platform) => {
  let app: PackagedDesktop;
  let files: readonly string[];

  beforeAll(async () => {
    app = await packageDesktop(platform);
    files = filesOf(app.archive);
  }, 300_000);

  test('fetches nothing while it is packaged', () => {
    expect(app.connections).toEqual([]);
  });

  test('has the programs, the page, and what they read in its archive', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/desktop/main.js',
        'dist/desktop/preload.cjs',
        'dist/threads/deflate.wasm',
        'dist/threads/check.wasm',
        ...threadNames.map((name) => `dist/threads/${name}.js`),
        'dist/page/index.html',
        'resources/icons/gantry.svg',
        'resources/samples/harbour-status/project/appspec.yaml',
        'resources/samples/harbour-status/server.hex',
        'resources/templates/single-container/wrapper.sh',
        'resources/templates/single-container/.dockerignore',
      ]),
    );
  });

  test('has nothing else in its archive', () => {
    const places = [
      /^package\.json$/,
      /^dist\/(?:desktop|chunks|threads)\/[\w.-]+\.c?js$/,
      /^dist\/threads\/(?:deflate|check)\.wasm$/,
      /^dist\/page\/(?:index\.html|[\w.-]+\.svg)$/,
      /^dist\/page\/assets\/[\w.-]+\.(?:js|css|woff2|ttf|svg)$/,
      /^resources\/(?:icons|samples|templates)\//,
      packageFile,
    ];
    expect(files.filter((file) => !places.some((place) => place.test(file)))).toEqual([]);
    // Templates hold tests and documents of their own; nobody else's are shipped.
    const others = files.filter((file) => !file.startsWith('resources/'));
    expect(
      others.filter((file) => /(?:^|\/)(?:tests?|docs?|examples?)\/|\.map$|\.d\.[cm]?ts$/.test(file)),
    ).toEqual([]);
  });

  test('keeps nothing outside its archive that belongs in it', async () => {
    const beside = (await readdir(app.resources)).filter((name) => !/\.(?:lproj|icns)$/.test(name));
    expect(beside.sort()).toEqual(['app.asar', 'cli', 'licences.txt']);
  });

  test('has the packages its programs import and what those need, and no other', () => {
    const programs = ['main.js', 'preload.cjs'].map((name) => join(checkout, 'dist/desktop', name));
    const needed = productionPackages(moduleGraph(programs).packages, checkout);
    expect(packageNames(files)).toEqual(
      distinct(
        needed.map((folder) =>
          relative(checkout, folder)
            .replaceAll('\\', '/')
            .replace(/^.*node_modules\//, ''),
        ),
      ),
    );
    expect(packageNames(files)).not.toContain('electron');
  });

  test('says in its manifest what it is and nothing of how it is built', () => {
    const manifest = JSON.parse(String(bytesOf(app.archive, 'package.json'))) as Record<string, unknown>;
    expect(manifest).toMatchObject({
      name: 'gantry',
      productName: 'Gantry',
      type: 'module',
      main: 'dist/desktop/main.js',
    });
    expect(Object.keys(manifest)).not.toContain('scripts');
    expect(Object.keys(manifest)).not.toContain('devDependencies');
  });

  test(`stays within ${archiveBudget / 1e6} MB of archive`, async () => {
    expect((await stat(app.archive)).size).toBeLessThan(archiveBudget);
  });

  test('has the fuses blown that would let others run code in its name', async () => {
    const { RunAsNode, EnableCookieEncryption, EnableNodeOptionsEnvironmentVariable } = FuseV1Options;
    const { EnableNodeCliInspectArguments, EnableEmbeddedAsarIntegrityValidation } = FuseV1Options;
    const { OnlyLoadAppFromAsar, GrantFileProtocolExtraPrivileges } = FuseV1Options;
    expect(await getCurrentFuseWire(app.program)).toMatchObject({
      [RunAsNode]: FuseState.DISABLE,
      [EnableCookieEncryption]: FuseState.ENABLE,
      [EnableNodeOptionsEnvironmentVariable]: FuseState.DISABLE,
      [EnableNodeCliInspectArguments]: FuseState.DISABLE,
      [EnableEmbeddedAsarIntegrityValidation]: FuseState.ENABLE,
      [OnlyLoadAppFromAsar]: FuseState.ENABLE,
      [GrantFileProtocolExtraPrivileges]: FuseState.DISABLE,
    });
  });

  test('has a digest of every file in the archive’s header', () => {
    for (const file of files) {
      const { integrity } = recordOf(app.archive, file);
      expect(integrity.hash, file).toBe(sha256(bytesOf(app.archive, file)));
    }
  });

  test.runIf(platform !== 'linux')('has the digest of that header in Electron’s own program', async () => {
    const hash = sha256(getRawHeader(app.archive).headerString);
    if (platform === 'win') {
      expect(await asarIntegrityOf(app.program)).toEqual([
        { file: 'resources\\app.asar', alg: 'SHA256', value: hash },
      ]);
    } else {
      const info = await readFile(join(app.folder, 'Contents/Info.plist'), 'utf8');
      const entry =
        /<key>ElectronAsarIntegrity<\/key>\s*<dict>\s*<key>(.*?)<\/key>[\s\S]*?<key>hash<\/key>\s*<string>(.*?)<\/string>/;
      expect(entry.exec(info)?.slice(1)).toEqual(['Resources/app.asar', hash]);
    }
  });

  test.runIf(platform === 'mac')('allows connections in the clear to this machine only', async () => {
    const info = await readFile(join(app.folder, 'Contents/Info.plist'), 'utf8');
    expect(/<key>NSAllowsArbitraryLoads<\/key>\s*<(\w+)\/>/.exec(info)?.[1]).toBe('false');
    const [, domains = ''] = /<key>NSExceptionDomains<\/key>\s*<dict>([\s\S]*)/.exec(info) ?? [];
    const named = [...domains.matchAll(/<key>([^<]+)<\/key>\s*<dict>/g)].map(([, name]) => name);
    expect(named.slice(0, 2).sort()).toEqual(['127.0.0.1', 'localhost']);
  });

  test.runIf(platform === 'mac')(
    'is offered for packages, bundles and folders, and made the default of none',
    async () => {
      const info = await readFile(join(app.folder, 'Contents/Info.plist'), 'utf8');
      for (const kind of ['public.folder', 'pkg', 'gz']) expect(info).toContain(`<string>${kind}</string>`);
      expect(
        [...info.matchAll(/<key>LSHandlerRank<\/key>\s*<string>(\w+)</g)].map(([, rank]) => rank),
      ).toEqual(['Alternate', 'Alternate', 'Alternate']);
    },
  );

  test.runIf(platform !== 'linux')('wears the icon', async () => {
    const icons = join(checkout, 'build/icons');
    if (platform === 'mac') {
      const [worn, drawn] = [join(app.resources, 'icon.icns'), join(icons, 'gantry.icns')];
      expect((await readFile(worn)).equals(await readFile(drawn))).toBe(true);
    } else {
      const drawn = await readFile(join(icons, 'gantry.ico'));
      const pictures = await iconPicturesOf(app.program);
      expect(pictures.length).toBe(drawn.readUInt16LE(4));
      for (const picture of pictures) expect(drawn.includes(picture)).toBe(true);
    }
  });

  test('speaks the one language the app has', async () => {
    const folders = {
      linux: [join(app.folder, 'locales')],
      win: [join(app.folder, 'locales')],
      mac: [
        app.resources,
        join(app.folder, 'Contents/Frameworks/Electron Framework.framework/Versions/A/Resources'),
      ],
    }[platform];
    for (const folder of folders) {
      const names = (await readdir(folder)).filter((name) => /\.(?:pak|lproj)$/.test(name));
      expect(names).toEqual([platform === 'mac' ? 'en.lproj' : 'en-US.pak']);
    }
  });

  test('ships the licences of all packages where people find them', async () => {
    const text = await readFile(join(app.resources, 'licences.txt'), 'utf8');
    const missing = packageNames(files).filter((name) => !text.includes(`\n${name} `));
    expect(missing).toEqual([]);
  });

  // On macOS they lie outside the bundle that a placeholder is made of; from Electron's own archive they are moved into it.
  test.runIf(platform !== 'mac')('ships the licences of Electron and Chromium', async () => {
    expect(await readdir(app.folder)).toEqual(
      expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']),
    );
  });
});

/** In hexadecimal digits. */
function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function packageNames(files: readonly string[]): readonly string[] {
  const names = files.map((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return distinct(names.filter((name) => name !== undefined));
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
