import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { AtomicFile } from '../../../electron/services/bundle/atomic-file.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const windows = process.platform === 'win32';
const root = process.getuid?.() === 0;

describe('an atomic file', () => {
  it('leaves the earlier file as it is until it takes its place', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'out.bin');
    await writeFile(target, 'earlier');
    const file = await AtomicFile.create(target);
    await file.append(Buffer.from('hello world'));
    await file.patch(0, Buffer.from('J'));
    await file.sync();
    expect(await readFile(target, 'utf8')).toBe('earlier');
    expect(await readFile(file.part, 'utf8')).toBe('Jello world');
    await file.commit();
    expect(await readFile(target, 'utf8')).toBe('Jello world');
    expect(await readdir(folder)).toEqual(['out.bin']);
  });

  it('leaves nothing when it is discarded, and does not undo a commit', async () => {
    const folder = await temporaryFolder();
    const first = await AtomicFile.create(join(folder, 'a'));
    await first.append(Buffer.from('x'));
    await first.discard();
    await first.discard();
    expect(await readdir(folder)).toEqual([]);
    const second = await AtomicFile.create(join(folder, 'b'));
    await second.commit();
    await second.discard();
    expect(await readdir(folder)).toEqual(['b']);
  });

  it('removes the parts of processes that were killed, and no others', async () => {
    const folder = await temporaryFolder();
    const target = join(folder, 'out.bin');
    const alive = await AtomicFile.create(target);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const leftover = alive.part.replace(/-\d+-/, `-${dead}-`);
    const foreign = alive.part.replace(/\.[0-9a-f]{6}-\d+-/, `.ffffff-${dead}-`);
    await writeFile(leftover, 'left');
    await writeFile(foreign, 'of another machine');
    const next = await AtomicFile.create(target);
    const names = (await readdir(folder)).map((name) => join(folder, name));
    expect(names).not.toContain(leftover);
    expect(names).toContain(foreign);
    expect(names).toContain(alive.part);
    await alive.discard();
    await next.discard();
  });

  it('is taken along when the process exits in the middle', async () => {
    const folder = await temporaryFolder();
    const module = new URL('../../../electron/services/bundle/atomic-file.ts', import.meta.url).href;
    const script = `
      const { AtomicFile } = await import(${JSON.stringify(module)});
      const file = await AtomicFile.create(${JSON.stringify(join(folder, 'out.bin'))});
      await file.append(Buffer.alloc(1000));
      process.exit(7);`;
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', await bundled(script, folder)]);
    expect(run.stderr.toString()).toBe('');
    expect(run.status).toBe(7);
    expect((await readdir(folder)).filter((name) => name !== 'bundle.mjs')).toEqual([]);
  });

  it.skipIf(windows)('follows a link and keeps it', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'real'), 'earlier');
    await symlink('real', join(folder, 'link'));
    const file = await AtomicFile.create(join(folder, 'link'));
    await file.append(Buffer.from('new'));
    await file.commit();
    expect(await readFile(join(folder, 'real'), 'utf8')).toBe('new');
    expect(file.target).toBe(join(folder, 'real'));
  });

  it('says plainly why it cannot write', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'plain'), '');
    const reasonFor = async (path: string) => {
      const error: unknown = await AtomicFile.create(path).catch((caught: unknown) => caught);
      return error instanceof Error && 'data' in error ? error.data : error;
    };
    expect(await reasonFor(join(folder, 'sub'))).toEqual({
      path: join(folder, 'sub'),
      reason: 'it is a folder',
    });
    const nowhere = join(folder, 'no', 'out');
    expect(await reasonFor(nowhere)).toEqual({ path: nowhere, reason: 'the folder does not exist' });
    if (!windows) {
      const below = join(folder, 'plain', 'out');
      expect(await reasonFor(below)).toEqual({
        path: below,
        reason: 'a file stands where a folder should be',
      });
    }
  });

  it.skipIf(windows || root)(
    'says plainly that a folder is read-only (not as root, who may write anyway)',
    async () => {
      const folder = await temporaryFolder();
      await chmod(folder, 0o555);
      await expect(AtomicFile.create(join(folder, 'out'))).rejects.toMatchObject({
        code: 'OutputUnwritable',
        data: { reason: 'writing there is not allowed' },
      });
      await chmod(folder, 0o755);
    },
  );
});

/** The script with the module it imports made plain JavaScript: Node 20 runs no TypeScript. */
async function bundled(script: string, folder: string): Promise<string> {
  const entry = script.match(/import\("([^"]+)"\)/)?.[1] ?? '';
  const file = join(folder, 'bundle.mjs');
  await build({ input: fileURLToPath(entry), platform: 'node', output: { file, format: 'esm' } });
  return script.replace(entry, pathToFileURL(file).href);
}
