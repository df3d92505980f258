import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitRunBits } from '../../../electron/services/project/git-run-bits.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

function hasGit(): boolean {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasGit())('knows the run bits of a folder within a checkout', async () => {
  const root = await temporaryFolder();
  const folder = join(root, 'app');
  await mkdir(folder);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, stdio: 'ignore' });
  git('init');
  for (const name of ['wrapper.sh', 'main.py', 'not added.sh']) await writeFile(join(folder, name), 'x\n');
  git('add', 'app/wrapper.sh', 'app/main.py');
  git('update-index', '--chmod=+x', 'app/wrapper.sh');
  git('update-index', '--chmod=-x', 'app/main.py');
  const bits = await gitRunBits(folder);
  expect([...(bits ?? [])].sort()).toEqual([
    ['main.py', false],
    ['wrapper.sh', true],
  ]);
});

test('knows nothing of a folder in no checkout', async () => {
  expect(await gitRunBits(await temporaryFolder())).toBeUndefined();
});
