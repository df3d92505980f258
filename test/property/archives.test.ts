import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readImageArchive } from '../../electron/services/archives/image-archive-reader.ts';
import { type LayerFile, layerTar } from '../../electron/services/archives/layer-tar.ts';
import { readTar } from '../../electron/services/archives/tar-reader.ts';
import type { ImageArchiveInfo } from '../../electron/services/archives/types.ts';
import { isError } from '../../shared/contract/error.ts';
import { entriesOf, readArchive, sampleArchive, sha256, streamOf } from '../support/archive-bytes.ts';
import fc from '../support/fast-check.ts';

const part = fc.oneof(
  fc.stringMatching(/^[a-z0-9._-]{1,20}$/),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((text) => text.replace(/[/\0]/g, '_')),
  fc.constant('n'.repeat(90)),
);
const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
const content = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.constantFrom(0, 511, 512, 513, 70_000).map((length) => new Uint8Array(length).fill(7)),
);
const file: fc.Arbitrary<LayerFile> = fc.oneof(
  fc.record({ path, mode: fc.integer({ min: 0, max: 0o7777 }), content }),
  fc.record({ path, mode: fc.constant(0o755), type: fc.constant('directory' as const) }),
  fc.record({
    path,
    mode: fc.constant(0o777),
    type: fc.constantFrom('symlink' as const, 'hardlink' as const),
    linkName: path,
  }),
);
const files = fc.array(file, { maxLength: 12 });
const cuts = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 });
const layout = fc.constantFrom('docker' as const, 'docker-oci' as const, 'oci' as const);
const compression = fc.constantFrom('none' as const, 'gzip' as const);

/** What reading gives: the facts, or the problem. Anything but `ArchiveInvalid` fails the test. */
async function outcome(bytes: Uint8Array, sizes: readonly number[]): Promise<ImageArchiveInfo | string> {
  try {
    return await readArchive(bytes, { onLayerEntry: () => undefined }, ...sizes);
  } catch (error) {
    if (isError(error, 'ArchiveInvalid')) return error.data.problem;
    throw error;
  }
}

describe('any tree of files', () => {
  test('comes back from its tar as it went in, however the tar is cut', async () => {
    await fc.assert(
      fc.asyncProperty(files, cuts, async (tree, sizes) => {
        const entries = await entriesOf(streamOf(layerTar(tree), ...sizes));
        const folder = ({ path: name, type }: LayerFile) =>
          (type ?? 'file') === 'directory' && !name.endsWith('/') ? `${name}/` : name;
        expect(
          entries.map(({ name, type, mode, linkName, content: body }) => ({
            name,
            type,
            mode,
            linkName,
            body: sha256(body),
          })),
        ).toEqual(
          tree.map((one) => ({
            name: folder(one),
            type: one.type ?? 'file',
            mode: one.mode,
            linkName: one.linkName ?? '',
            body: sha256(Buffer.from(one.content ?? '')),
          })),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('makes an archive that is read the same in every layout', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(files, { maxLength: 3 }),
        layout,
        compression,
        cuts,
        async (trees, form, packing, sizes) => {
          const layers = trees.map(layerTar);
          const archive = await sampleArchive(form, { layers, compression: packing, config: {} });
          const info = await readArchive(archive, {}, ...sizes);
          expect(info.images[0]?.layers.map(({ diffId }) => diffId)).toEqual(layers.map(sha256));
          expect(await readArchive(gzipSync(archive), {}, ...sizes)).toEqual({ ...info, wrapping: 'gzip' });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a spoilt archive', () => {
  const changes = fc.array(
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 255 })),
    {
      minLength: 1,
      maxLength: 6,
    },
  );

  test('is never taken for another: what is read has the identity of the original or is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        layout,
        compression,
        fc.boolean(),
        changes,
        cuts,
        async (form, packing, wrapped, spots, sizes) => {
          const archive = await sampleArchive(form, { compression: packing });
          const original = await readArchive(archive);
          const spoilt = wrapped ? gzipSync(archive) : Buffer.from(archive);
          for (const [where, flip] of spots) {
            const at = Math.min(spoilt.length - 1, Math.floor(where * spoilt.length));
            spoilt[at] = (spoilt[at] ?? 0) ^ flip;
          }
          const result = await outcome(spoilt, sizes);
          if (typeof result === 'string') return;
          expect(result.images.map(({ id, layers }) => [id, layers.map(({ diffId }) => diffId)])).toEqual(
            original.images.map(({ id, layers }) => [id, layers.map(({ diffId }) => diffId)]),
          );
          expect(await outcome(spoilt, [])).toEqual(result);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('cut anywhere before its end is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        layout,
        compression,
        fc.boolean(),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        cuts,
        async (form, packing, wrapped, where, sizes) => {
          const archive = await sampleArchive(form, { compression: packing });
          // Only the end blocks may be missing: some programs write none.
          const whole = wrapped ? gzipSync(archive) : archive.subarray(0, -1024);
          const cut = whole.subarray(0, Math.floor(where * whole.length));
          expect(await outcome(cut, sizes)).toBeTypeOf('string');
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('any bytes are read as a tar or refused in words', async () => {
  const anything = fc.oneof(
    fc.uint8Array({ maxLength: 4000 }),
    fc
      .array(fc.tuple(file, fc.uint8Array({ maxLength: 40 })), { maxLength: 4 })
      .map((pieces) =>
        Buffer.concat(pieces.flatMap(([one, noise]) => [layerTar([one]).subarray(0, -1024), noise])),
      ),
  );
  await fc.assert(
    fc.asyncProperty(anything, cuts, async (bytes, sizes) => {
      const read = async (stream: AsyncIterable<Uint8Array>) => {
        const names: string[] = [];
        try {
          for await (const entry of readTar(stream, { file: 'x' })) names.push(entry.name);
        } catch (error) {
          if (!isError(error, 'ArchiveInvalid')) throw error;
          expect(error.data.problem).not.toBe('');
          names.push(error.data.problem);
        }
        return names;
      };
      expect(await read(streamOf(bytes, ...sizes))).toEqual(await read(streamOf(bytes)));
      await expect(readImageArchive(streamOf(bytes), { file: 'x' })).rejects.toMatchObject({
        code: 'ArchiveInvalid',
      });
    }),
    { numRuns: 300 },
  );
});
