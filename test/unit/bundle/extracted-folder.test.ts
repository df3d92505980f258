import { copyFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeImageArchive } from '../../../electron/services/archives/image-archive-writer.ts';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { tarEnd, tarHeader, tarPadding } from '../../../electron/services/archives/tar-writer.ts';
import { isExtractedBundle } from '../../../electron/services/bundle/extracted-folder.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const signal = new AbortController().signal;
let image: string;
let bundle: string;

beforeAll(async () => {
  const folder = await temporaryFolder();
  [image, bundle] = [join(folder, 'image.tar'), join(folder, 'bundle.tar.gz')];
  const layer = layerTar([{ path: 'app', mode: 0o755, content: 'app' }]);
  async function* open() {
    yield layer;
  }
  const layers = [{ bytes: layer.length, open }];
  const parts: Uint8Array[] = [];
  const request = {
    layout: 'docker' as const,
    images: [{ config: { os: 'linux', architecture: 'amd64' }, tags: ['web:1'], layers }],
  };
  for await (const chunk of writeImageArchive(request)) parts.push(chunk);
  await writeFile(image, Buffer.concat(parts));
  const manifest = Buffer.from('kind: Service\n');
  const entries = [
    tarHeader({ name: 'appspec.yaml', size: manifest.length }),
    manifest,
    tarPadding(manifest.length),
  ];
  await writeFile(bundle, gzipSync(Buffer.concat([...entries, tarEnd()])));
});

describe('a folder with manifests', () => {
  it('is an extracted bundle where image archives lie beside them, whole or damaged', async () => {
    const folder = await sampleProject(['web:1']);
    expect(await isExtractedBundle(folder, signal)).toBe(false);
    await copyFile(image, join(folder, 'web.tar'));
    expect(await isExtractedBundle(folder, signal)).toBe(true);
    await rm(join(folder, 'web.tar'));
    await writeFile(join(folder, 'web.tar.gz'), gzipSync(Buffer.alloc(4096, 'x')).subarray(0, 24));
    expect(await isExtractedBundle(folder, signal)).toBe(true);
  });

  it('is a project where bundles lie beside them that were made of it', async () => {
    const folder = await sampleProject(['web:1']);
    await copyFile(bundle, join(folder, 'my-app-1.2.3-bundle.tar.gz'));
    await copyFile(bundle, join(folder, 'old.tar.gz'));
    expect(await isExtractedBundle(folder, signal)).toBe(false);
    await copyFile(image, join(folder, 'web.tar'));
    expect(await isExtractedBundle(folder, signal)).toBe(true);
    await writeFile(join(folder, 'gantry.json'), '{}');
    expect(await isExtractedBundle(folder, signal)).toBe(false);
  });
});
