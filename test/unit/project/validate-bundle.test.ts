import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { validateTarget } from '../../../electron/services/project/validate-target.ts';
import { writeSample } from '../../../electron/services/sample/write-sample.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const signal = new AbortController().signal;

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

/** The sample, with changes to its AppSpec, as a bundle. */
async function bundleOf(change = (text: string) => text): Promise<string> {
  const { folder } = await writeSample(join(await temporaryFolder(), 'sample'));
  const appSpec = join(folder, 'appspec.yaml');
  await writeFile(appSpec, change(await readFile(appSpec, 'utf8')));
  const { file } = await exportBundle(
    { projectFolder: folder, images: [], layout: 'bundle', force: true },
    { signal, progress: () => undefined },
  );
  return file;
}

describe('validating a bundle', () => {
  test('checks manifests and images together, and tells how far it is', async () => {
    const progress: TransferProgress[] = [];
    const path = await bundleOf();
    const output = await validateTarget(path, { signal, progress: (value) => progress.push(value) });
    expect(output.diagnostics).toEqual([]);
    const size = (await readFile(path)).length;
    expect(progress.at(-1)).toMatchObject({ phase: 'read', bytesDone: size, bytesTotal: size });
  });

  test('finds mistakes in the AppSpec at their place', async () => {
    const path = await bundleOf((text) => text.replace('cohesityTag: ui', 'cohesityTag: UI'));
    const output = await validateTarget(path, { signal, progress: () => undefined });
    expect(output.diagnostics).toMatchObject([
      { code: 'appspec/port-tag', file: 'appspec.yaml', range: { start: { line: 16 } } },
    ]);
  });

  test('does not call images missing whose archive is damaged', async () => {
    const path = await bundleOf();
    const tar = gunzipSync(await readFile(path));
    // One bit of the server, in the middle of the image’s first layer.
    const at = tar.indexOf('harbour-status: listening');
    tar.writeUInt8((tar[at] ?? 0) ^ 1, at);
    await writeFile(path, gzipSync(tar));
    const output = await validateTarget(path, { signal, progress: () => undefined });
    const codes = output.diagnostics.map((each) => each.code);
    expect(codes).toContain('bundle/image-invalid');
    expect(codes).not.toContain('image/missing');
    expect(output.notChecked.map((each) => each.code)).toContain('image/missing');
  });

  test('reports a bundle that ends too early, and leaves it as it was', async () => {
    const path = await bundleOf();
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 900));
    const digest = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    const output = await validateTarget(path, { signal, progress: () => undefined });
    expect(output.diagnostics.some((each) => each.code === 'bundle/damaged')).toBe(true);
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(digest);
  });

  test('refuses what is no archive at all', async () => {
    const path = join(await temporaryFolder(), 'app-bundle.tar.gz');
    await writeFile(path, 'hello');
    await expect(validateTarget(path, { signal, progress: () => undefined })).rejects.toMatchObject({
      code: 'ArchiveInvalid',
    });
  });
});
