import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { buildGantry, gantry } from '../../support/gantry-process.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { fakeEngine } from '../../unit/engine/fake-engine.ts';

beforeAll(buildGantry);

const image = 'my-app:1.0';

/** An image that does not compress, of a few megabytes. */
async function largeArchive(bytes: number): Promise<Buffer> {
  const layer = layerTar([{ path: 'blob', mode: 0o644, content: randomBytes(bytes) }]);
  return sampleArchive('docker', {
    tags: [image],
    layers: [layer],
    config: { architecture: 'amd64', os: 'linux' },
  });
}

/** An engine that begins to send the image and then says nothing; `onSave` is called when it has begun. */
function stallingEngine(begin: Uint8Array, onSave: () => void): Promise<string> {
  return fakeEngine((request, response: ServerResponse) => {
    if (/\/get(\?|$)/.test(request.url ?? '')) {
      response.write(begin, onSave);
      return;
    }
    response.setHeader('content-type', 'application/json');
    const detail = {
      Id: `sha256:${'1'.repeat(64)}`,
      RepoTags: [image],
      Size: 1000,
      Os: 'linux',
      Architecture: 'amd64',
      Created: '2026-01-01T00:00:00Z',
      Config: {},
      RootFS: { Type: 'layers', Layers: [] },
    };
    response.end(JSON.stringify(detail));
  });
}

describe.skipIf(process.platform === 'win32')('an interrupted run', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 130 on %s, with the earlier file intact and nothing left beside it',
    async (signal) => {
      const folder = await sampleProject([image]);
      await writeFile(join(folder, 'out.tar.gz'), 'an earlier bundle');
      const before = await readdir(folder);
      let interrupt = (): void => undefined;
      const host = await stallingEngine((await sampleArchive('docker')).subarray(0, 2000), () => interrupt());
      const { status, stdout, stderr } = await gantry(['bundle', '.', '-o', 'out.tar.gz'], {
        cwd: folder,
        env: { DOCKER_HOST: host },
        onStart: (child) => {
          interrupt = () => {
            setTimeout(() => child.kill(signal), 100);
          };
        },
      });
      expect([status, stdout]).toEqual([130, '']);
      expect(stderr).toMatch(/^gantry: Cancelled: [^\n]+\n$/);
      expect(await readFile(join(folder, 'out.tar.gz'), 'utf8')).toBe('an earlier bundle');
      expect(await readdir(folder)).toEqual(before);
    },
  );

  test('says so as one JSON document where JSON was asked for', async () => {
    const folder = await sampleProject([image]);
    let interrupt = (): void => undefined;
    const host = await stallingEngine(Buffer.alloc(0), () => interrupt());
    const { status, stdout, stderr } = await gantry(['bundle', '.', '--format', 'json'], {
      cwd: folder,
      env: { DOCKER_HOST: host },
      onStart: (child) => {
        interrupt = () => child.kill('SIGINT');
      },
    });
    expect([status, stderr]).toEqual([130, '']);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'Cancelled' } });
  });

  test('is quiet about a reader that closes its end', async () => {
    const folder = await sampleProject([image]);
    const { status, stderr } = await gantry(['validate', '.', '--format', 'sarif'], {
      cwd: folder,
      onStart: (child) => child.stdout?.destroy(),
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0;

/** A small file system in memory, of so many bytes; gone after the tests of the file. */
const mounts: string[] = [];
async function mounted(options: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'disk');
  await mkdir(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  mounts.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of mounts) execFileSync('umount', [folder]);
});

describe.skipIf(!canMount)('a place that cannot be written (needs root on Linux to make one)', () => {
  test('ends with 4 where the disk is too small from the beginning', async () => {
    const disk = await mounted('size=100k');
    const folder = await sampleProject([image], { 'web.tar': await largeArchive(4_000_000) });
    const output = join(disk, 'out.tar.gz');
    const { status, stdout, stderr } = await gantry(
      ['bundle', '.', '-o', output, '--image', `${image}=web.tar`],
      {
        cwd: folder,
      },
    );
    expect([status, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(
      /^gantry: There is not enough space for “[^\n]+out\.tar\.gz”: it needs about [^\n]+\n$/,
    );
    expect(await readdir(disk)).toEqual([]);
  });

  test('ends with 4 where the disk fills up on the way, with the earlier file intact', async () => {
    const disk = await mounted('size=3m');
    await writeFile(join(disk, 'out.tar.gz'), 'an earlier bundle');
    const folder = await sampleProject([image], { 'web.tar': await largeArchive(4_000_000) });
    const output = join(disk, 'out.tar.gz');
    const { status, stdout, stderr } = await gantry(
      ['bundle', '.', '-o', output, '--image', `${image}=web.tar`],
      {
        cwd: folder,
      },
    );
    expect([status, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^gantry: The disk is full, so “[^\n]+out\.tar\.gz” was not written\.[^\n]+\n$/);
    expect(await readdir(disk)).toEqual(['out.tar.gz']);
    expect(await readFile(output, 'utf8')).toBe('an earlier bundle');
  });

  test('ends with 4 where the file system is read-only, for bundle, new and fix', async () => {
    const disk = await mounted('size=1m');
    const folder = await sampleProject([image], {
      'web.tar': await sampleArchive('docker', { tags: [image] }),
    });
    const project = join(disk, 'app');
    await mkdir(project);
    const app = (await readFile(join(folder, 'app.json'), 'utf8')).replace('"1.2.3"', '1.0');
    await writeFile(join(project, 'app.json'), app);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    const runs = [
      ['bundle', folder, '-o', join(disk, 'out.tar.gz'), '--image', `${image}=${join(folder, 'web.tar')}`],
      ['new', join(disk, 'demo'), '--template', 'sidecar'],
      ['fix', join(project, 'app.json')],
    ];
    for (const args of runs) {
      const { status, stdout, stderr } = await gantry(args);
      expect([args[0], status, stdout]).toEqual([args[0], 4, '']);
      expect(stderr).toMatch(/^gantry: “[^\n]+” cannot be written: [^\n]*read-only[^\n]*\.\n$/);
      expect(stderr).toContain(disk);
    }
    expect(await readFile(join(project, 'app.json'), 'utf8')).toBe(app);
    expect(existsSync(join(disk, 'demo'))).toBe(false);
  });
});
