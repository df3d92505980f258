import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { fileStream } from '../../../electron/services/archives/file-stream.ts';
import { readImageArchive } from '../../../electron/services/archives/image-archive-reader.ts';
import { validateTarget } from '../../../electron/services/project/validate-target.ts';
import { writeSample } from '../../../electron/services/sample/write-sample.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

beforeEach(async () => {
  vi.stubEnv('GANTRY_STATE_DIR', await temporaryFolder());
});

describe('the sample', () => {
  test('has no findings but notes, its image included', async () => {
    const { folder } = await writeSample(join(await temporaryFolder(), 'sample'));
    const output = await validateTarget(folder, {
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    expect(output.diagnostics.filter((each) => each.severity !== 'note')).toEqual([]);
    expect(output.notChecked).toEqual([]);
  });

  test('has an image whose every digest is right', async () => {
    const { archive } = await writeSample(await temporaryFolder());
    const info = await readImageArchive(fileStream(archive), { file: 'harbour-status.tar' });
    expect(info).toMatchObject({
      layout: 'docker-oci',
      images: [{ tags: ['harbour-status:1.0.0'], platform: 'linux/amd64' }],
    });
    expect(info.images[0]?.layers.map((layer) => layer.command)).toEqual([
      'COPY /program/server /server',
      'COPY srv /srv',
    ]);
  });

  test('is the same bytes each time, also over an earlier one', async () => {
    const [one, two] = [await temporaryFolder(), await temporaryFolder()];
    await writeFile(join(two, 'app.json'), 'an earlier one');
    const [first, second] = [await writeSample(one), await writeSample(two)];
    expect(await readFile(first.archive)).toEqual(await readFile(second.archive));
    expect(await readFile(join(two, 'app.json'))).toEqual(await readFile(join(one, 'app.json')));
  });
});
