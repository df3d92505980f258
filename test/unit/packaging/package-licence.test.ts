import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageLicence } from '../../../scripts/packaging/package-licence.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

async function packageWith(
  manifest: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>> = { LICENSE: 'the text' },
): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'licenses'));
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'pkg', version: '1.0.0', ...manifest }),
  );
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

describe('packageLicence', () => {
  test.each([
    ['MIT', 'MIT'],
    ['(MPL-2.0 OR Apache-2.0)', '(MPL-2.0 OR Apache-2.0)'],
    ['MIT AND ISC', 'MIT AND ISC'],
  ])('allows %s', async (license, licence) => {
    expect(packageLicence(await packageWith({ license }))).toMatchObject({
      name: 'pkg',
      version: '1.0.0',
      licence,
    });
  });

  test('understands the list of older packages', async () => {
    const folder = await packageWith({ licenses: [{ type: 'MIT', url: 'somewhere' }] });
    expect(packageLicence(folder).licence).toBe('MIT');
  });

  test.each([
    'GPL-3.0-only',
    'AGPL-3.0',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE',
    'MIT AND GPL-2.0',
    'mit-ish',
  ])('refuses %s', async (license) => {
    const folder = await packageWith({ license });
    expect(() => packageLicence(folder)).toThrow(`pkg 1.0.0 has a licence that is not allowed: ${license}`);
  });

  test('refuses a package that names no licence', async () => {
    const folder = await packageWith({});
    expect(() => packageLicence(folder)).toThrow('pkg 1.0.0 names no licence');
  });

  test('takes licences, notices and the notices of what was bundled, and nothing else', async () => {
    const files = {
      'LICENSE-MIT.txt': 'licence\r\n',
      'NOTICE.md': 'notice',
      'ThirdPartyNotices.txt': 'third parties',
      'licensing.js': 'code',
      'README.md': 'licence: see there',
    };
    expect(packageLicence(await packageWith({ license: 'MIT' }, files)).texts).toEqual([
      'licence',
      'notice',
      'third parties',
    ]);
  });

  test('gives the licence’s own text with the author’s name where the package has no file of it', async () => {
    const folder = await packageWith({ license: 'ISC', author: { name: 'Ann Author' } }, {});
    const [text = ''] = packageLicence(folder).texts;
    expect(text).toMatch(/^Copyright \(c\) Ann Author\n\nPermission to use, copy/);
  });

  test('refuses a longer licence whose text is missing', async () => {
    const folder = await packageWith({ license: 'Apache-2.0' }, {});
    expect(() => packageLicence(folder)).toThrow('pkg holds no text of its licence, Apache-2.0');
  });
});
