import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { readLastExport, recordExport } from '../../../electron/services/project/exports-record.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

let state = '';
beforeEach(async () => {
  state = join(await temporaryFolder(), 'state');
  vi.stubEnv('GANTRY_STATE_DIR', state);
});

function record(version: string) {
  return { version, sha256: 'a'.repeat(64), file: '/out/app.tar.gz', at: '2026-02-03T04:05:06.000Z' };
}

test('knows that nothing was exported yet', async () => {
  expect(await readLastExport(await temporaryFolder())).toEqual({ known: true, value: null });
});

test('remembers the last export of each project', async () => {
  const [one, two] = [await temporaryFolder(), await temporaryFolder()];
  expect(await recordExport(one, record('1.0.0'))).toBe(true);
  expect(await recordExport(two, record('7.0.0'))).toBe(true);
  expect(await recordExport(one, record('1.1.0'))).toBe(true);
  expect(await readLastExport(one)).toEqual({
    known: true,
    value: { version: '1.1.0', at: '2026-02-03T04:05:06.000Z' },
  });
  expect(await readLastExport(two)).toMatchObject({ value: { version: '7.0.0' } });
});

test.skipIf(process.platform === 'win32')('knows a project by whatever path it is reached', async () => {
  const folder = await temporaryFolder();
  const link = join(await temporaryFolder(), 'link');
  await symlink(folder, link);
  await recordExport(folder, record('1.0.0'));
  expect(await readLastExport(link)).toMatchObject({ value: { version: '1.0.0' } });
});

test('does not trip over writers at the same time', async () => {
  const folders = await Promise.all(Array.from({ length: 8 }, () => temporaryFolder()));
  await Promise.all(
    folders.flatMap((folder, i) => [1, 2].map((n) => recordExport(folder, record(`${i}.${n}.0`)))),
  );
  for (const [i, folder] of folders.entries()) {
    expect(await readLastExport(folder)).toMatchObject({
      known: true,
      value: { version: expect.stringMatching(new RegExp(`^${i}\\.[12]\\.0$`)) },
    });
  }
  expect((await readdir(join(state, 'exports'))).every((name) => name.endsWith('.json'))).toBe(true);
});

test.each(['', '{', '[]', '{"version": 3}', '{"version": "1.0.0", "at": "yesterday"}'])(
  'says that a record is damaged, and starts anew: %s',
  async (text) => {
    const folder = await temporaryFolder();
    await recordExport(folder, record('1.0.0'));
    const [name = ''] = await readdir(join(state, 'exports'));
    await writeFile(join(state, 'exports', name), text);
    expect(await readLastExport(folder)).toMatchObject({
      known: false,
      reason: expect.stringMatching(/ is damaged\.$/),
    });
    expect(await recordExport(folder, record('2.0.0'))).toBe(true);
    expect(await readLastExport(folder)).toMatchObject({ value: { version: '2.0.0' } });
  },
);

test('does not fail an export because its record cannot be written', async () => {
  await mkdir(join(state, '..'), { recursive: true });
  await writeFile(state, 'a file where the folder should be');
  expect(await recordExport(await temporaryFolder(), record('1.0.0'))).toBe(false);
});
