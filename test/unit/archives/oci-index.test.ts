import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { archiveProblem, readArchive, sampleLayers, sha256, tarOf } from '../../support/archive-bytes.ts';

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the OCI layout', () => {
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const layer = layerTar(sampleLayers[0] ?? []);
  const config = json({
    os: 'linux',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: [sha256(layer)] },
  });
  const types = {
    index: 'application/vnd.oci.image.index.v1+json',
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar',
  };
  const described = (bytes: Uint8Array, mediaType: string, more: object = {}) => ({
    mediaType,
    digest: sha256(bytes),
    size: bytes.length,
    ...more,
  });
  const manifest = json({ config: described(config, types.config), layers: [described(layer, types.layer)] });
  const blob = (bytes: Uint8Array) => [`blobs/sha256/${hex(bytes)}`, bytes] as const;
  const archive = (manifests: readonly unknown[], ...blobs: Uint8Array[]) =>
    tarOf([
      ...blobs.map(blob),
      ['index.json', json({ manifests })],
      ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ]);
  const named = (key: string, name: string) => ({ annotations: { [key]: name } });

  test.each([
    ['io.containerd.image.name', 'docker.io/library/a:1', ['a:1']],
    ['org.opencontainers.image.ref.name', 'localhost/team/a:1', ['localhost/team/a:1']],
    ['org.opencontainers.image.ref.name', 'a:1', ['a:1']],
    ['org.opencontainers.image.ref.name', 'latest', []],
  ])('takes tags from the annotation %s: %s', async (key, name, tags) => {
    const { images } = await readArchive(
      archive([described(manifest, types.manifest, named(key, name))], manifest, config, layer),
    );
    expect(images[0]?.tags).toEqual(tags);
  });

  test('follows nested indexes and leaves out attestations, other artefacts and platforms not stored', async () => {
    const statement = json({
      config: described(config, types.config),
      layers: [described(layer, 'application/vnd.in-toto+json')],
    });
    const artefact = json({
      config: described(Buffer.from('{}'), 'application/vnd.cncf.helm.config.v1+json'),
      layers: [],
    });
    const absent = {
      mediaType: types.manifest,
      digest: `sha256:${'1'.repeat(64)}`,
      size: 5,
      platform: { os: 'linux', architecture: 's390x' },
    };
    const nested = json({
      manifests: [
        described(statement, types.manifest, { platform: { os: 'unknown', architecture: 'unknown' } }),
        absent,
        described(manifest, types.manifest),
        described(artefact, types.manifest),
      ],
    });
    const top = described(nested, types.index, named('io.containerd.image.name', 'docker.io/library/a:1'));
    const { images } = await readArchive(
      archive([top, top], nested, statement, artefact, manifest, config, layer),
    );
    expect(images.map(({ tags, layers }) => [tags, layers.length])).toEqual([[['a:1'], 1]]);
    const onlyAbsent = json({ manifests: [absent] });
    expect(await archiveProblem(archive([described(onlyAbsent, types.index)], onlyAbsent))).toBe(
      'it lacks “blobs/sha256/111111111111…”, the manifest of its image',
    );
  });

  test('refuses what does not fit', async () => {
    const top = described(manifest, types.manifest);
    expect(await archiveProblem(archive([top], config, layer))).toMatch(
      /^it lacks “blobs.*”, the manifest of its image$/,
    );
    expect(await archiveProblem(archive([{ ...top, size: 5 }], manifest, config, layer))).toMatch(
      /bytes where the manifest says 5$/,
    );
    expect(await archiveProblem(archive([{ ...top, digest: 'sha512:00' }], manifest, config, layer))).toBe(
      'it refers to “sha512:00”, which is not a SHA-256 digest',
    );
    expect(await archiveProblem(archive([], manifest))).toBe('it holds no image');
    const wrongSize = json({
      config: described(config, types.config),
      layers: [{ ...described(layer, types.layer), size: 1 }],
    });
    expect(
      await archiveProblem(archive([described(wrongSize, types.manifest)], wrongSize, config, layer)),
    ).toMatch(/bytes where the manifest says 1$/);
    const renamed = tarOf([
      [`blobs/sha256/${'2'.repeat(64)}`, layer],
      ['index.json', '{}'],
    ]);
    expect(await archiveProblem(renamed)).toMatch(
      /^“blobs\/sha256\/222222222222…” has the wrong digest: it should be sha256:222222222222,/,
    );
    const strange = json({ hello: 1 });
    expect(await archiveProblem(archive([described(strange, types.manifest)], strange))).toMatch(
      /is not an image manifest$/,
    );
    expect(
      await archiveProblem(
        archive(
          [described(manifest, types.manifest, named('io.containerd.image.name', 'A B'))],
          manifest,
          config,
          layer,
        ),
      ),
    ).toMatch(/^index\.json has “A B”, which is no image reference/);
  });

  test('reads zstd layers', async () => {
    const packed = storedZstd(layer);
    const zstd = json({
      config: described(config, types.config),
      layers: [described(packed, `${types.layer}+zstd`)],
    });
    const seen: string[] = [];
    const info = await readArchive(archive([described(zstd, types.manifest)], zstd, config, packed), {
      onLayerEntry: (_blob, { name }) => seen.push(name),
    });
    expect(info.images[0]?.layers[0]).toMatchObject({
      compression: 'zstd',
      diffId: sha256(layer),
      digest: sha256(packed),
    });
    expect(seen).toEqual(['bin/', 'bin/app', 'etc/motd']);
  });
});

/** A zstd frame of one raw block, written by RFC 8878: what compresses is tested with skopeo's own. */
function storedZstd(bytes: Uint8Array): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 5);
  head.writeUIntLE((bytes.length << 3) | 1, 9, 3);
  return Buffer.concat([head, bytes]);
}
