import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Check } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { inspectTarget } from '../../../electron/services/images/inspect-target.ts';
import { GantryError, isError } from '../../../shared/contract/error.ts';
import { InspectOutput } from '../../../shared/contract/outputs.ts';
import { sampleArchive, tarOf } from '../../support/archive-bytes.ts';
import { appJsonText, appSpecText, sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const reference = 'my-app:1.0';
const app = { name: 'My App', version: '1.2.3', description: 'Shows that a bundle holds what it should.' };

async function inspect(path: string) {
  const output = await inspectTarget(
    { path },
    { signal: new AbortController().signal, progress: () => undefined },
  );
  expect(Check(InspectOutput, output)).toBe(true);
  return output;
}

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, bytes);
  return path;
}

const bundleTar = async () =>
  tarOf([
    ['appspec.yaml', appSpecText(reference)],
    ['app.json', appJsonText],
    ['my-app.tar', await sampleArchive('docker', { tags: [reference] })],
  ]);

describe('inspecting', () => {
  it('a bundle gives the app, the entries and every image’s layers', async () => {
    const output = await inspect(await fileOf('b.tar.gz', gzipSync(await bundleTar())));
    expect(output).toMatchObject({ kind: 'bundle', app, diagnostics: [] });
    expect(output.entries?.map((entry) => entry.name)).toEqual(['appspec.yaml', 'app.json', 'my-app.tar']);
    expect(output.images).toMatchObject([{ ref: reference, tags: [reference], platform: 'linux/amd64' }]);
    const layers = output.images[0]?.layers ?? [];
    expect(layers).toHaveLength(2);
    expect(layers[0]?.command).toContain('COPY dir:1 in /');
    expect(layers[1]?.command).toContain('rm /etc/motd');
    expect(layers.reduce((sum, layer) => sum + layer.bytes, 0)).toBe(output.images[0]?.bytes);
  });

  it.each(['docker', 'docker-oci', 'oci'] as const)(
    'an image archive (%s) gives its images',
    async (layout) => {
      const output = await inspect(
        await fileOf('saved.tar', await sampleArchive(layout, { tags: [reference] })),
      );
      expect(output).toMatchObject({ kind: 'image-archive', images: [{ ref: reference }] });
    },
  );

  it('a gzip’d image archive is told from a bundle', async () => {
    const bytes = gzipSync(await sampleArchive('docker', { tags: [reference] }));
    expect((await inspect(await fileOf('saved.tar.gz', bytes))).kind).toBe('image-archive');
  });

  it('an image without a tag goes by its ID', async () => {
    const output = await inspect(await fileOf('saved.tar', await sampleArchive('docker', { tags: [] })));
    expect(output.images[0]?.ref).toBe(output.images[0]?.id);
  });

  it('a package gives its inner entries too', async () => {
    const inner = gzipSync(tarOf([['app.json', appJsonText]]));
    const bytes = tarOf([
      ['app.id.json', '{"appId":7,"version":1002003}'],
      ['app.tar.gz', inner],
    ]);
    const output = await inspect(await fileOf('app7-1002003.pkg', bytes));
    expect(output).toMatchObject({ kind: 'pkg', app });
    expect(output.entries?.map((entry) => entry.name)).toEqual([
      'app.id.json',
      'app.tar.gz/app.json',
      'app.tar.gz',
    ]);
  });

  it('a project gives the images of its archives, and says which it could not measure', async () => {
    const folder = await sampleProject([reference, 'other:1'], {
      'saved.tar': await sampleArchive('docker', { tags: [reference] }),
      'gantry.json': JSON.stringify({ images: { [reference]: { archive: 'saved.tar' } } }),
    });
    const output = await inspect(folder);
    expect(output).toMatchObject({ kind: 'project', app, images: [{ ref: reference }] });
    expect(output.diagnostics).toMatchObject([
      {
        code: 'image/not-measured',
        severity: 'warning',
        message: expect.stringContaining('other:1') as string,
      },
    ]);
  });

  it('an archive of something else is refused', async () => {
    const path = await fileOf('photos.tar', tarOf([['photos/1.jpg', 'x']]));
    const error: unknown = await inspect(path).catch((caught: unknown) => caught);
    expect(isError(error, 'ArchiveInvalid') && error.data).toEqual({
      file: 'photos.tar',
      problem: 'it is neither a bundle, nor a package, nor an image archive',
    });
  });

  it('what is not there is said plainly', async () => {
    const path = join(await temporaryFolder(), 'absent.tar');
    await expect(inspect(path)).rejects.toMatchObject({ code: 'FileUnreadable', data: { path } });
  });

  it('an engine’s image needs an engine', async () => {
    const engine = () => Promise.reject(new GantryError('EngineUnavailable', { tried: [] }));
    const { signal } = new AbortController();
    const attempt = inspectTarget({ image: reference }, { signal, progress: () => undefined, engine });
    await expect(attempt).rejects.toMatchObject({ code: 'EngineUnavailable' });
  });
});
