import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bumpVersion } from '../../../electron/services/project/bump-version.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

async function projectWith(appJson: string): Promise<{ folder: string; file: string }> {
  const folder = await temporaryFolder();
  const file = join(folder, 'app.json');
  await writeFile(file, appJson);
  return { folder, file };
}

describe('raising the version', () => {
  test('changes the version’s own characters and no other byte', async () => {
    const before = '\uFEFF{\r\n\t"extra" : 1e3 ,\r\n\t"version":   "1.4.9",\r\n\t"name":"Käse \\u00e9"\r\n}';
    const { folder, file } = await projectWith(before);
    expect(await bumpVersion(folder, 'minor')).toEqual({
      schemaVersion: 1,
      file,
      before: '1.4.9',
      after: '1.5.0',
    });
    expect(await readFile(file, 'utf8')).toBe(before.replace('1.4.9', '1.5.0'));
  });

  test.each([
    ['"1.2.3"', 'major', '"2.0.0"'],
    ['"1.2.3"', 'patch', '"1.2.4"'],
    ['"2.0.0-rc.1"', 'major', '"2.0.0"'],
    ['7', 'major', '8'],
    ['1002003', 'minor', '1003000'],
    ['1002003', 'patch', '1002004'],
  ] as const)('makes %s by %s %s', async (before, part, after) => {
    const { folder, file } = await projectWith(`{ "version": ${before} }`);
    await bumpVersion(folder, part);
    expect(await readFile(file, 'utf8')).toBe(`{ "version": ${after} }`);
  });

  test.each([
    ['{ "version": "1.0" }', 'its “version” is "1.0", which is no semantic version such as "1.0.0"'],
    ['{ "version": true }', 'its “version” is true, which is no semantic version such as "1.0.0"'],
    ['{}', 'it has no “version”; add one such as "1.0.0"'],
    ['[]', 'it holds no JSON object'],
  ])('leaves %s as it is and says why', async (text, reason) => {
    const { folder, file } = await projectWith(text);
    await expect(bumpVersion(folder, 'patch')).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { path: file, reason },
    });
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('says at which line the file is broken', async () => {
    const { folder } = await projectWith('{\n  "version": "1.0.0",\n}');
    await expect(bumpVersion(folder, 'patch')).rejects.toMatchObject({
      data: { reason: expect.stringMatching(/^line 3: /) },
    });
  });

  test('says that there is no app.json', async () => {
    await expect(bumpVersion(await temporaryFolder(), 'patch')).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'it does not exist' },
    });
  });

  test.skipIf(process.platform === 'win32')('keeps the file’s mode', async () => {
    const { folder, file } = await projectWith('{ "version": "1.0.0" }');
    await chmod(file, 0o640);
    await bumpVersion(folder, 'patch');
    expect((await stat(file)).mode & 0o777).toBe(0o640);
  });
});
