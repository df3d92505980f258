import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../electron/services/engine/types.ts';
import { type ImageSourceRequest, resolveImages } from '../../../electron/services/images/image-sources.ts';
import { GantryError } from '../../../shared/contract/error.ts';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

async function folderWith(archives: Readonly<Record<string, readonly string[]>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, tags] of Object.entries(archives)) {
    await writeFile(join(folder, name), await sampleArchive('docker', { tags }));
  }
  return folder;
}

function request(folder: string, more: Partial<ImageSourceRequest>): ImageSourceRequest {
  return { folder, settings: {}, references: [], given: [], ...more };
}

describe('finding where images come from', () => {
  it('takes the archive given by hand, then gantry.json’s, then the engine', async () => {
    const folder = await folderWith({ 'hand.tar': ['a:1'], 'settings.tar': ['b:1'] });
    const asked: string[] = [];
    const inspect: Engine['inspect'] = (reference) => {
      asked.push(reference);
      return Promise.reject(new GantryError('ImageNotFound', { reference, where: 'the engine' }));
    };
    const resolved = await resolveImages(
      request(folder, {
        references: ['a:1', 'b:1', 'c:1'],
        settings: { images: { 'a:1': { archive: 'settings.tar' }, 'b:1': { archive: 'settings.tar' } } },
        given: [{ reference: 'a:1', archivePath: join(folder, 'hand.tar') }],
      }),
      { signal, engine: () => Promise.resolve({ inspect } as Engine) },
    );
    expect(resolved.facts.map(({ origin, tags }) => [origin, tags])).toEqual([
      ['hand.tar', ['a:1']],
      ['settings.tar', ['b:1']],
    ]);
    expect(asked).toEqual(['c:1']);
    expect(resolved.unresolved.map(({ reference, error }) => [reference, error.code])).toEqual([
      ['c:1', 'ImageNotFound'],
    ]);
  });

  it('counts spellings of one reference as one', async () => {
    const folder = await folderWith({ 'a.tar': ['my-app:latest'] });
    const { sources } = await resolveImages(
      request(folder, {
        references: ['my-app', 'docker.io/library/my-app:latest'],
        given: [{ reference: 'my-app:latest', archivePath: join(folder, 'a.tar') }],
      }),
      { signal },
    );
    expect(sources.map((source) => source.references)).toEqual([['my-app:latest']]);
  });

  it('lists every image of an archive once, whatever number of references it serves', async () => {
    const folder = await folderWith({ 'a.tar': ['a:1', 'a:2'] });
    const archivePath = join(folder, 'a.tar');
    const resolved = await resolveImages(
      request(folder, {
        references: ['a:1', 'a:2'],
        given: ['a:1', 'a:2'].map((reference) => ({ reference, archivePath })),
      }),
      { signal },
    );
    expect(resolved.sources.map((source) => source.references)).toEqual([['a:1', 'a:2']]);
    expect(resolved.facts).toHaveLength(1);
    expect(resolved.facts[0]).toMatchObject({ platform: 'linux/amd64', exposedPorts: ['8080/tcp'] });
  });

  it('refuses two archives for one reference', async () => {
    const folder = await folderWith({ 'a.tar': ['a:1'], 'b.tar': ['a:1'] });
    const given = ['a.tar', 'b.tar'].map((name) => ({ reference: 'a:1', archivePath: join(folder, name) }));
    await expect(
      resolveImages(request(folder, { references: ['a:1'], given }), { signal }),
    ).rejects.toMatchObject({
      code: 'Usage',
      data: { problem: 'two archives were given for “a:1”' },
    });
  });

  it('knows the size of an image whose layers are compressed at least as large as they are packed', async () => {
    const folder = await temporaryFolder();
    const bytes = await sampleArchive('oci', { tags: ['a:1'], compression: 'gzip' });
    await writeFile(join(folder, 'a.tar'), bytes);
    const { facts } = await resolveImages(
      request(folder, {
        references: ['a:1'],
        given: [{ reference: 'a:1', archivePath: join(folder, 'a.tar') }],
      }),
      { signal },
    );
    expect(facts[0]?.bytes).toBeGreaterThan(0);
  });
});
