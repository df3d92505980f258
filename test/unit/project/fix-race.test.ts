/** A person saves a file at the very moment when its fixes are being worked out. */
import { readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { fixTarget } from '../../../electron/services/project/fix-target.ts';
import { appSpecText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const person = vi.hoisted(() => ({ saves: (_text: string): void => undefined }));

vi.mock('../../../electron/services/project/manifest-source.ts', async (original) => {
  const real = await original<typeof import('../../../electron/services/project/manifest-source.ts')>();
  return {
    manifestSource: (...args: Parameters<typeof real.manifestSource>) => {
      person.saves(args[1]);
      return real.manifestSource(...args);
    },
  };
});

test('writes no file where one changed meanwhile', async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
  const broken = appSpecText('my-app:1.0').replace('kind: ReplicaSet', 'kind: Deployment');
  const appJson = '{ "name": "A", "description": "B", "version": "1.0", "min_software_version": "7.2" }';
  const folder = await sampleProject(['my-app:1.0'], { 'appspec.yaml': broken, 'app.json': appJson });
  const [appSpecPath, appJsonPath] = [join(folder, 'appspec.yaml'), join(folder, 'app.json')];
  const theirs = `# the person’s own\n${broken}`;
  person.saves = (text) => {
    // The fixed text is parsed before anything is written: that is the moment.
    if (text.includes('kind: ReplicaSet') && readFileSync(appSpecPath, 'utf8') === broken) {
      writeFileSync(appSpecPath, theirs);
    }
  };
  await expect(
    fixTarget(folder, { dryRun: false, signal: new AbortController().signal }),
  ).rejects.toMatchObject({
    code: 'OutputUnwritable',
    data: { path: appSpecPath, reason: 'it changed while it was being fixed; try again' },
  });
  expect(await readFile(appSpecPath, 'utf8')).toBe(theirs);
  expect(await readFile(appJsonPath, 'utf8')).toBe(appJson);
  expect(await readdir(folder)).toEqual(['app.json', 'appspec.yaml']);
});
