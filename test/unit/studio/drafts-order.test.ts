import { expect, test, vi } from 'vitest';
import { dropDraft, keepDraft, listDrafts } from '../../../electron/services/studio/drafts.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

/** Milliseconds that the disk takes to tell where a folder really lies, call by call. */
const pauses: number[] = [];

vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof import('node:fs/promises')>();
  return {
    ...fs,
    realpath: async (path: string) => {
      await new Promise((resolve) => setTimeout(resolve, pauses.shift() ?? 0));
      return await fs.realpath(path);
    },
  };
});

test('what was asked for last is what stays, also where the disk answers the earlier question later', async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
  const folder = await sampleProject(['my-app:1']);
  const keep = (text: string) => keepDraft(folder, { file: 'app.json', text, baseRevision: 'r1' });
  pauses.push(5, 60, 5);
  await Promise.all([keep('a'), dropDraft(folder, 'app.json'), keep('b')]);
  expect((await listDrafts(folder)).map(({ text }) => text)).toEqual(['b']);
  pauses.splice(0, pauses.length, 60, 5);
  await Promise.all([keep('c'), dropDraft(folder, 'app.json')]);
  expect(await listDrafts(folder)).toEqual([]);
});
