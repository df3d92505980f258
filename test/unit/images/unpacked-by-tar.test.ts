import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { inspectTarget } from '../../../electron/services/images/inspect-target.ts';
import { reportImages } from '../../../electron/services/images/report-images.ts';
import { ReportStore } from '../../../electron/services/images/report-store.ts';
import { get, itemsOf } from '../../../shared/model/plain.ts';
import { treePath } from '../../../shared/report/tree-paths.ts';
import { bytesOf, sampleArchive, sha256, tarOf } from '../../support/archive-bytes.ts';
import { fatImageArchive } from '../../support/fat-image.ts';
import { describeWithGnuTar } from '../../support/gnu-tar.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { unpackTree } from '../../support/unpack-tree.ts';

/**
 * Every number of a report against one computed from what GNU tar unpacks: each layer into a folder of its own, and all of them over
 * one another as the image format says.
 */

const context = { signal: new AbortController().signal, progress: () => undefined };

interface Found {
  readonly type: 'file' | 'folder' | 'link';
  readonly bytes: number;
  readonly inode: number;
}

/** Everything below a folder by its path, as the file system has it. */
function walk(folder: string, prefix = ''): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const name of readdirSync(join(folder, prefix))) {
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const facts = lstatSync(join(folder, path));
    const type = facts.isDirectory() ? 'folder' : facts.isSymbolicLink() ? 'link' : 'file';
    found.set(path, { type, bytes: type === 'file' ? facts.size : 0, inode: facts.ino });
    if (type === 'folder') for (const [below, each] of walk(folder, path)) found.set(below, each);
  }
  return found;
}

/** Bytes of the files, those of several names once. */
function fileBytes(found: ReadonlyMap<string, Found>): number {
  const inodes = new Map(
    [...found.values()].filter(({ type }) => type === 'file').map((each) => [each.inode, each.bytes]),
  );
  return [...inodes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

const names = (found: ReadonlyMap<string, Found>): string[] =>
  [...found].filter(([, { type }]) => type !== 'folder').map(([path]) => path);

/** Unpacks layers one over the other; gives what each does and what is left. */
async function unpack(layers: readonly Uint8Array[]) {
  const root = await temporaryFolder();
  const steps: { added: number; changed: number; removed: number; fileBytes: number }[] = [];
  for (const layer of layers) {
    const own = await temporaryFolder();
    const file = join(await temporaryFolder(), 'layer.tar');
    writeFileSync(file, layer);
    try {
      execFileSync('tar', ['-xf', file, '-C', own], { stdio: 'pipe' });
    } catch {
      // A hard link into a layer below cannot be unpacked alone, and brings no bytes.
    }
    const listed = new Set(
      execFileSync('tar', ['-tf', file, '--quoting-style=literal'], { encoding: 'utf8' })
        .trimEnd()
        .split('\n')
        .map((name) => name.replace(/^\.\//, '').replace(/\/$/, '')),
    );
    const before = walk(root);
    const mine = walk(own);
    for (const path of mine.keys()) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const folder = join(root, dirname(path));
      if (name === '.wh..wh..opq')
        for (const each of readdirSync(folder)) rmSync(join(folder, each), { recursive: true });
      else if (name.startsWith('.wh.')) rmSync(join(folder, name.slice(4)), { recursive: true });
      else {
        const old = lstatSync(join(root, path), { throwIfNoEntry: false });
        const isFolder = mine.get(path)?.type === 'folder';
        if (old !== undefined && old.isDirectory() !== isFolder)
          rmSync(join(root, path), { recursive: true });
      }
    }
    execFileSync('tar', ['-xf', file, '-C', root, '--exclude=.wh.*']);
    const after = walk(root);
    const had = new Set(names(before));
    const has = new Set(names(after));
    for (const path of [...mine.keys()]) if (path.includes('.wh.')) mine.delete(path);
    steps.push({
      added: [...has].filter((path) => !had.has(path)).length,
      changed: [...has].filter((path) => had.has(path) && listed.has(path)).length,
      removed: [...had].filter((path) => !has.has(path)).length,
      fileBytes: fileBytes(mine),
    });
  }
  return { steps, final: walk(root) };
}

/** A layer packed by GNU tar from what `fill` puts into a folder. */
async function packed(fill: (at: (path: string) => string) => void, ...options: string[]): Promise<Buffer> {
  const folder = await temporaryFolder();
  const at = (path: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  fill(at);
  const file = join(await temporaryFolder(), 'layer.tar');
  execFileSync('tar', ['-cf', file, '-C', folder, '--sort=name', ...options, '.']);
  return readFileSync(file);
}

async function checkAgainstTar(layers: readonly Uint8Array[], archive?: Uint8Array): Promise<void> {
  const path = join(await temporaryFolder(), 'image.tar');
  await writeFile(
    path,
    archive ?? (await sampleArchive('docker', { layers, config: { architecture: 'amd64', os: 'linux' } })),
  );
  const store = new ReportStore(await temporaryFolder());
  const { images } = await reportImages({ path }, context, store);
  const [report] = images;
  const { steps, final } = await unpack(layers);
  expect(
    report?.layers.map(({ added, changed, removed, fileBytes }) => ({ added, changed, removed, fileBytes })),
  ).toEqual(steps);
  expect(report?.layers.map(({ bytes }) => bytes)).toEqual(layers.map((layer) => layer.length));
  expect(report?.bytes).toBe(layers.reduce((sum, layer) => sum + layer.length, 0));
  const all = steps.reduce((sum, step) => sum + step.fileBytes, 0);
  expect(report?.fileBytes).toBe(fileBytes(final));
  expect(report?.files).toBe(names(final).length);
  expect(report?.wastedBytes).toBe(all - fileBytes(final));
  expect(report?.efficiency).toBe(all === 0 ? 1 : fileBytes(final) / all);
  expect(report?.wasted.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(report?.wastedBytes);
  if (report === undefined) throw new Error('no report');
  const tree = unpackTree(report.tree);
  const shown = new Map(
    tree.names.map((_, i) => [
      treePath(tree, i).slice(1),
      { type: tree.types[i], bytes: tree.bytes[i] ?? 0 },
    ]),
  );
  shown.delete('');
  expect([...shown.keys()].sort()).toEqual([...final.keys()].sort());
  for (const [each, { type, bytes, inode }] of final) {
    const names = [...final].filter(([, other]) => other.inode === inode).map(([name]) => name);
    expect(shown.get(each)?.type === 1, each).toBe(type === 'folder');
    if (type === 'link') expect(shown.get(each)?.type, each).toBe(2);
    if (type === 'file')
      expect(
        names.reduce((sum, name) => sum + (shown.get(name)?.bytes ?? 0), 0),
        each,
      ).toBe(bytes);
  }
  // The command line says the same of everything it prints.
  const inspected = (await inspectTarget({ path }, context)).images[0];
  const { ref, id, platform, bytes, sharedBytes, files, wastedBytes, efficiency } = report;
  expect(inspected).toMatchObject({ ref, id, platform, bytes, sharedBytes, files, wastedBytes, efficiency });
  expect(inspected?.fileBytes).toBe(report.fileBytes);
  expect(inspected?.compressedBytes).toBe(report.compressed?.bytes);
  expect(inspected?.wasted).toEqual(report.wasted.slice(0, 20));
  expect(inspected?.advice).toEqual(report.advice);
  expect(inspected?.layers.map(({ diffId, command, compressedBytes, ...counts }) => ({ ...counts }))).toEqual(
    report.layers.map(({ diffId, command, compressed, fileBytes: _own, ...counts }) => ({ ...counts })),
  );
  const sizes = [...final.values()].filter(({ type }) => type === 'file');
  const largest = new Map(sizes.map(({ inode, bytes }) => [inode, bytes]));
  expect(inspected?.largest?.map((each) => each.bytes)).toEqual(
    [...largest.values()]
      .filter((each) => each > 0)
      .sort((a, b) => b - a)
      .slice(0, 20),
  );
}

const base = () =>
  packed((at) => {
    writeFileSync(at('etc/motd'), 'hello\n'.repeat(300));
    writeFileSync(at('etc/passwd'), 'root\n');
    writeFileSync(at('data/one'), Buffer.alloc(10_000, 1));
    writeFileSync(at('data/two'), Buffer.alloc(20_001, 2));
    writeFileSync(at('data/deep/three'), Buffer.alloc(3, 3));
    writeFileSync(at('lib/first'), Buffer.alloc(4096, 4));
    linkSync(at('lib/first'), at('lib/second'));
    symlinkSync('first', at('lib/link'));
  });

describeWithGnuTar('a report has the numbers that unpacking with GNU tar gives', () => {
  test('for files written again, with the same and with another size', async () => {
    const again = packed((at) => {
      writeFileSync(at('etc/motd'), 'bye\n');
      writeFileSync(at('data/one'), Buffer.alloc(10_000, 1));
    });
    await checkAgainstTar([await base(), await again, await again]);
  });

  test('for files, links and whole folders that are removed', async () => {
    const marks = tarOf([
      ['etc/.wh.motd', ''],
      ['.wh.data', ''],
      ['lib/.wh.link', ''],
    ]);
    await checkAgainstTar([await base(), marks]);
  });

  test('for an opaque folder that brings new files beside and before its mark', async () => {
    const opaque = tarOf([
      ['data/', ''],
      ['data/one', 'new'],
      ['data/.wh..wh..opq', ''],
      ['data/deep/', ''],
      ['data/deep/four', 'four'],
    ]);
    await checkAgainstTar([await base(), opaque]);
  });

  test('for a hard link whose other name goes, is replaced or lies in another layer', async () => {
    const across = tarOf([
      ['lib/third', { hardlink: 'lib/first' }],
      ['etc/users', { hardlink: 'etc/passwd' }],
    ]);
    await checkAgainstTar([
      await base(),
      across,
      tarOf([
        ['lib/.wh.first', ''],
        ['etc/passwd', 'other'],
      ]),
      tarOf([['lib/.wh.second', '']]),
      tarOf([['lib/.wh.third', '']]),
    ]);
  });

  test('for a folder in place of a file, and a file in place of a folder', async () => {
    const swapped = tarOf([
      ['etc/motd/', ''],
      ['etc/motd/today', 'rain'],
      ['data', 'a file now'],
    ]);
    await checkAgainstTar([await base(), swapped]);
  });

  test.each(['gnu', 'pax', 'oldgnu'])('for sparse files by their real size, in format %s', async (format) => {
    const sparse = await packed(
      (at) => {
        writeFileSync(at('var/log/lastlog'), 'x');
        truncateSync(at('var/log/lastlog'), 5_000_000_000);
        writeFileSync(at('var/holes'), Buffer.alloc(9000, 1));
        truncateSync(at('var/holes'), 1_000_000);
      },
      '--sparse',
      `--format=${format}`,
    );
    expect(sparse.length).toBeLessThan(200_000);
    await checkAgainstTar([await base(), sparse, tarOf([['var/.wh.holes', '']])]);
  });

  test.each(['gnu', 'pax'])('for long names and names beyond ASCII, in format %s', async (format) => {
    const long = await packed((at) => {
      writeFileSync(at(`${'d'.repeat(120)}/${'é'.repeat(90)}`), 'deep');
      writeFileSync(at('データ/ファイル'), 'wide');
      writeFileSync(at('with space/back\\slash'), 'odd');
    }, `--format=${format}`);
    await checkAgainstTar([await base(), long, tarOf([['.wh.データ', '']])]);
  });

  test('for an image as fat as images get by accident', async () => {
    const archive = await bytesOf(fatImageArchive(0.01));
    const folder = await temporaryFolder();
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    const manifest: unknown = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const layers = itemsOf(get(itemsOf(manifest)[0], 'Layers')).map((name) =>
      readFileSync(join(folder, String(name))),
    );
    expect(layers.length).toBe(10);
    await checkAgainstTar(layers, archive);
  });

  test.each(['gzip', 'zstd'] as const)('for %s layers, whose stored bytes are exact', async (compression) => {
    const layers = [
      await base(),
      tarOf([
        ['etc/motd', 'again'],
        ['data/.wh.two', ''],
      ]),
    ];
    const stored = layers.map((layer) => (compression === 'gzip' ? gzipSync(layer) : rawZstd(layer)));
    const archive = ociArchive(layers, stored, `application/vnd.oci.image.layer.v1.tar+${compression}`);
    await checkAgainstTar(layers, archive);
    const path = join(await temporaryFolder(), 'image.tar');
    await writeFile(path, archive);
    const { images } = await reportImages({ path }, context, new ReportStore(await temporaryFolder()));
    expect(images[0]?.layers.map((layer) => layer.compressed)).toEqual(
      stored.map((bytes) => ({ bytes: bytes.length, estimated: false })),
    );
    expect(images[0]?.compressed).toEqual({
      bytes: stored.reduce((sum, bytes) => sum + bytes.length, 0),
      estimated: false,
    });
  });
});

/** An OCI archive of one image whose layers are stored as given. */
function ociArchive(layers: readonly Uint8Array[], stored: readonly Uint8Array[], mediaType: string): Buffer {
  const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
  const described = (bytes: Uint8Array, type: string) => ({
    mediaType: type,
    digest: sha256(bytes),
    size: bytes.length,
  });
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: layers.map(sha256) },
  });
  const manifest = json({
    schemaVersion: 2,
    config: described(config, 'application/vnd.oci.image.config.v1+json'),
    layers: stored.map((bytes) => described(bytes, mediaType)),
  });
  const index = {
    schemaVersion: 2,
    manifests: [described(manifest, 'application/vnd.oci.image.manifest.v1+json')],
  };
  return tarOf([
    ['oci-layout', json({ imageLayoutVersion: '1.0.0' })],
    ['index.json', json(index)],
    ...[manifest, config, ...stored].map(
      (bytes) => [`blobs/sha256/${sha256(bytes).slice('sha256:'.length)}`, bytes] as const,
    ),
  ]);
}

/** A zstd frame of raw blocks, written by RFC 8878. */
function rawZstd(bytes: Uint8Array): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 5);
  const parts: Uint8Array[] = [head];
  const most = 100_000;
  for (let at = 0; at < bytes.length; at += most) {
    const block = bytes.subarray(at, at + most);
    const header = Buffer.alloc(4);
    header.writeUInt32LE((block.length << 3) | (at + most >= bytes.length ? 1 : 0));
    parts.push(header.subarray(0, 3), block);
  }
  return Buffer.concat(parts);
}
