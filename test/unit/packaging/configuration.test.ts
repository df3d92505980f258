/** What electron-builder.yml promises for the platforms whose installers can only be made on them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import type { Configuration } from 'electron-builder';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const checkout = join(import.meta.dirname, '../../..');
const configuration = parse(readFileSync(join(checkout, 'electron-builder.yml'), 'utf8')) as Configuration;

function textOf(file: string | null | undefined): string {
  return readFileSync(join(checkout, file ?? 'no such file'), 'utf8');
}

test('is a configuration by electron-builder’s own schema', () => {
  const builder = createRequire(import.meta.url).resolve('electron-builder');
  const library = dirname(createRequire(builder).resolve('app-builder-lib'));
  const schema = JSON.parse(readFileSync(join(library, '..', 'scheme.json'), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
  ajv.validate(schema, configuration);
  expect(ajv.errors).toBeNull();
});

test('publishes nothing, asks no update feed and claims no protocol', () => {
  expect(configuration.publish).toBeNull();
  expect(configuration.protocols).toBeUndefined();
});

test('keeps all of the app in one archive', () => {
  expect(configuration.asar).toBe(true);
  expect(configuration.asarUnpack).toBeUndefined();
  expect(configuration.disableAsarIntegrity).toBeUndefined();
});

test('makes the installers of every platform', () => {
  expect(configuration.linux?.target).toEqual(['AppImage', 'deb', 'rpm']);
  expect(configuration.win?.target).toEqual([{ target: 'nsis', arch: ['x64', 'arm64'] }]);
  expect(configuration.mac?.target).toEqual([{ target: 'dmg', arch: ['universal'] }]);
});

describe('on macOS', () => {
  test('runs hardened, with the one entitlement V8 needs', () => {
    expect(configuration.mac?.hardenedRuntime).toBe(true);
    for (const file of [configuration.mac?.entitlements, configuration.mac?.entitlementsInherit]) {
      const keys = [...textOf(file).matchAll(/<key>(.*?)<\/key>\s*<(\w+)\/>/g)].map(([, ...pair]) => pair);
      expect(keys).toEqual([['com.apple.security.cs.allow-jit', 'true']]);
    }
  });

  test('is offered for kinds of files that belong to others, and becomes the default of none', () => {
    const associations = [configuration.mac?.fileAssociations ?? []].flat();
    expect(associations.map(({ ext }) => ext)).toEqual(['pkg', 'gz']);
    expect(associations.every(({ rank }) => rank === 'Alternate')).toBe(true);
    expect(configuration.mac?.extendInfo).toMatchObject({
      CFBundleDocumentTypes: [{ LSItemContentTypes: ['public.folder'], LSHandlerRank: 'Alternate' }],
    });
  });
});

describe('on Windows', () => {
  test('opens .pkg files', () => {
    expect([configuration.win?.fileAssociations ?? []].flat().map(({ ext }) => ext)).toEqual(['pkg']);
  });

  test('is offered for .gz files, and takes the offer back when it is removed', () => {
    const script = textOf(configuration.nsis?.include);
    const [install = '', remove = ''] = script.split('!macro customUnInstall');
    const written = [...install.matchAll(/WriteRegStr SHELL_CONTEXT "(.*?)" "(.*?)"/g)].map(
      ([, ...at]) => at,
    );
    expect(written).toContainEqual(['Software\\Classes\\.gz\\OpenWithProgids', 'Gantry.bundle']);
    // Writing the key's own value would make Gantry what opens every .gz.
    expect(written).not.toContainEqual(['Software\\Classes\\.gz', '']);
    for (const [key, value] of written) {
      const gone = key?.includes('Gantry.bundle')
        ? 'DeleteRegKey SHELL_CONTEXT "Software\\Classes\\Gantry.bundle"'
        : `DeleteRegValue SHELL_CONTEXT "${key}" "${value}"`;
      expect(remove).toContain(gone);
    }
  });
});

describe('on Linux', () => {
  const systemFiles = new Map(
    (configuration.deb?.fpm ?? []).map((each) => each.split('=').reverse() as [string, string]),
  );

  test('declares the kinds of files it opens, by names only bundles have or by what is inside', () => {
    expect(configuration.rpm?.fpm).toEqual(configuration.deb?.fpm);
    const kinds = textOf(systemFiles.get('/usr/share/mime/packages/gantry.xml'));
    const found = [
      ...kinds.matchAll(/type="([^"]+)">[\s\S]*?sub-class-of type="(.*?)"[\s\S]*?glob pattern="(.*?)"/g),
    ];
    expect(found.map(([, ...kind]) => kind)).toEqual([
      ['application/x-gantry-package', 'application/x-tar', '*.pkg'],
      ['application/x-gantry-bundle', 'application/x-compressed-tar', '*-bundle.tar.gz'],
    ]);
    expect(configuration.linux?.mimeTypes).toEqual(found.map(([, type]) => type));
  });

  test('is started with no switch of the packager’s, which would take its sandbox away', () => {
    expect(configuration.linux?.executableArgs).toEqual([]);
    expect(configuration.appImage?.executableArgs).toBeUndefined();
  });

  test('leaves the name gantry to the command line', () => {
    expect(configuration.linux?.executableName).toBe('gantry-studio');
    expect(configuration.extraMetadata).toMatchObject({ desktopName: 'gantry-studio.desktop' });
    const launcher = textOf(systemFiles.get('/usr/bin/gantry'));
    expect(launcher).toContain(`exec /opt/${configuration.productName}/resources/cli/gantry "$@"`);
  });
});
