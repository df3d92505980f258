import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { run } from '../../support/engines.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const reference = 'my-app:1.0';
const mayMount = process.platform === 'linux' && process.getuid?.() === 0;

test.skipIf(!mayMount)(
  'a cache on a full disk changes nothing but the time (root only, who may mount)',
  async () => {
    const noise = Buffer.alloc(3 << 20);
    for (let i = 0; i < noise.length; i++) noise[i] = (i * i * 2654435761) >>> 13;
    const layer = layerTar([{ path: 'noise', mode: 0o644, content: noise }]);
    const folder = await sampleProject([reference], {
      'gantry.json': JSON.stringify({ images: { [reference]: { archive: 'saved.tar' } } }),
      'saved.tar': await sampleArchive('docker', { tags: [reference], layers: [layer] }),
    });
    const exported = (file: string) =>
      exportBundle(
        { projectFolder: folder, images: [], layout: 'bundle', force: false, output: join(folder, file) },
        { signal, progress: () => undefined },
      );
    process.env.GANTRY_STATE_DIR = await temporaryFolder();
    const plain = await exported('plain.tar.gz');

    const state = await temporaryFolder();
    process.env.GANTRY_STATE_DIR = state;
    const cache = join(state, 'cache');
    await mkdir(cache);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', cache]);
    try {
      const full = await exported('full.tar.gz');
      expect(full.sha256).toBe(plain.sha256);
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
      const left = await readdir(cache, { recursive: true, withFileTypes: true });
      expect(left.filter((entry) => entry.isFile())).toEqual([]);
    } finally {
      await run('umount', [cache]);
    }
  },
);
