import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { archiveProblem, readArchive, sampleLayers, sha256, tarOf } from '../../support/archive-bytes.ts';

/** An archive in the classic layout with the documents given; `layers` are stored as `a/layer.tar`, `b/layer.tar`. */
function classic(manifest: unknown, config: unknown, layers: readonly Uint8Array[]): Buffer {
  return tarOf([
    ...layers.map((layer, at) => [`${'ab'[at]}/layer.tar`, layer] as const),
    ['config.json', JSON.stringify(config)],
    ['manifest.json', typeof manifest === 'string' ? manifest : JSON.stringify(manifest)],
  ]);
}

describe('the classic layout', () => {
  const layer = layerTar(sampleLayers[0] ?? []);
  const config = { rootfs: { type: 'layers', diff_ids: [sha256(layer), sha256(layer)] } };
  const manifest = [{ Config: 'config.json', RepoTags: ['a:1'], Layers: ['a/layer.tar', 'b/layer.tar'] }];

  test.each([
    ['symlink', { symlink: '../a/layer.tar' }],
    ['hardlink', { hardlink: 'a/layer.tar' }],
  ])('may store a repeated layer as a %s', async (_kind, link) => {
    const archive = tarOf([
      ['b/layer.tar', link],
      ['a/layer.tar', layer],
      ['config.json', JSON.stringify(config)],
      ['manifest.json', JSON.stringify(manifest)],
    ]);
    const { images } = await readArchive(archive);
    expect(images[0]?.layers.map(({ blob }) => blob)).toEqual(['a/layer.tar', 'a/layer.tar']);
  });

  test.each<[string, unknown, string]>([
    ['that is no JSON', '[{', '“manifest.json” is not valid JSON'],
    ['that is no list', {}, 'manifest.json is not a list of images'],
    ['that is empty', [], 'it holds no image'],
    ['without a config', [{ Layers: [] }], 'image 1 in manifest.json names no config'],
    [
      'whose layers are no names',
      [{ Config: 'config.json', Layers: [1] }],
      'Layers of image 1 in manifest.json is not a list of names',
    ],
    [
      'whose tags are no names',
      [{ Config: 'config.json', RepoTags: 'a:1' }],
      'RepoTags of image 1 in manifest.json is not a list of names',
    ],
    [
      'with a tag that is none',
      [{ Config: 'config.json', RepoTags: ['My App'] }],
      'RepoTags of image 1 in manifest.json has “My App”, which is no image reference: “My App” has capital letters, which a repository name may not have',
    ],
    [
      'whose config is missing',
      [{ Config: 'other.json' }],
      'it lacks “other.json”, the config of image 1 in manifest.json',
    ],
    [
      'whose config lies outside',
      [{ Config: '../config.json' }],
      'it lacks “../config.json”, the config of image 1 in manifest.json',
    ],
    [
      'with too few layers',
      [{ ...manifest[0], Layers: ['a/layer.tar'] }],
      'a:1 has 1 layer in the manifest and 2 layers in its config',
    ],
  ])('refuses a manifest %s', async (_kind, bad, problem) => {
    expect(await archiveProblem(classic(bad, config, [layer, layer]))).toBe(problem);
  });

  test.each<[string, unknown, RegExp]>([
    ['no object', [], /^the config “config\.json” is not a JSON object$/],
    [
      'without digests',
      { rootfs: { diff_ids: ['x', 'y'] } },
      /^rootfs\.diff_ids of the config “config\.json” is not a list of SHA-256 digests$/,
    ],
    ['without rootfs', {}, /^a:1 has 2 layers in the manifest and 0 layers in its config$/],
    [
      'with other digests',
      { rootfs: { diff_ids: [sha256(layer), `sha256:${'0'.repeat(64)}`] } },
      /^layer 2 of a:1, “b\/layer\.tar”, has the wrong diff ID: the config says sha256:000000000000, its bytes give sha256:[0-9a-f]{12}$/,
    ],
  ])('refuses a config that is %s', async (_kind, bad, problem) => {
    expect(await archiveProblem(classic(manifest, bad, [layer, layer]))).toMatch(problem);
  });

  test('refuses a layer whose compressed data is damaged', async () => {
    const packed = gzipSync(layer);
    expect(await archiveProblem(classic(manifest, config, [layer, packed.subarray(0, 50)]))).toBe(
      'layer 2 of a:1, “b/layer.tar”, cannot be read: its gzip data ends early',
    );
  });

  test('refuses a layer that is no whole tar, where its entries are asked for', async () => {
    const cut = layer.subarray(0, 1100);
    const bad = { rootfs: { diff_ids: [sha256(cut)] } };
    const archive = classic([{ Config: 'config.json', RepoTags: ['a:1'], Layers: ['a/layer.tar'] }], bad, [
      cut,
    ]);
    expect(await archiveProblem(archive, { onLayerEntry: () => undefined })).toMatch(
      /cannot be read: it ends in the middle of/,
    );
  });

  test('keeps to its history only where that matches the layers', async () => {
    const history = [{ created_by: 'only one' }];
    const { images } = await readArchive(classic(manifest, { ...config, history }, [layer, layer]));
    expect(images[0]?.layers.map(({ command }) => command)).toEqual(['', '']);
  });

  test('reads a layer that begins like JSON', async () => {
    const odd = layerTar([{ path: '{"a":1}', mode: 0o644, content: 'x' }]);
    const oddConfig = { rootfs: { diff_ids: [sha256(odd)] } };
    const seen: string[] = [];
    await readArchive(classic([{ Config: 'config.json', Layers: ['a/layer.tar'] }], oddConfig, [odd]), {
      onLayerEntry: (_blob, { name }) => seen.push(name),
    });
    expect(seen).toEqual(['{"a":1}']);
  });
});
