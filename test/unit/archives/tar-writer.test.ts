import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { layerTar } from '../../../electron/services/archives/layer-tar.ts';
import { readTar } from '../../../electron/services/archives/tar-reader.ts';
import { tarEnd, tarHeader, tarPadding } from '../../../electron/services/archives/tar-writer.ts';
import { entriesOf, streamOf, tarOf } from '../../support/archive-bytes.ts';

async function headerOf(bytes: Uint8Array) {
  for await (const { body: _body, ...header } of readTar(streamOf(bytes), { file: 'x' })) return header;
  throw new Error('no header');
}

describe('a tar header', () => {
  test('takes one block where ustar has room', () => {
    expect(tarHeader({ name: 'a/b', size: 5 })).toHaveLength(512);
    expect(tarHeader({ name: `${'d'.repeat(100)}/${'f'.repeat(100)}`, size: 5 })).toHaveLength(512);
  });

  test.each([
    ['long', `${'d'.repeat(160)}/${'f'.repeat(120)}`],
    ['long in its last part', 'f'.repeat(200)],
    ['split at a slash', `${'d'.repeat(100)}/${'f'.repeat(90)}`],
    ['exactly 100', 'n'.repeat(100)],
    ['not ASCII', 'größe/日本'],
  ])('keeps a name that is %s', async (_kind, name) => {
    expect(await headerOf(tarHeader({ name, size: 0 }))).toMatchObject({ name, type: 'file' });
    const linkName = name;
    expect(await headerOf(tarHeader({ name: 'l', size: 0, type: 'symlink', linkName }))).toMatchObject({
      linkName,
    });
    expect(await headerOf(tarHeader({ name, size: 0, type: 'directory' }))).toMatchObject({
      name: `${name}/`,
    });
  });

  test('keeps sizes beyond 8 GiB, large owners and odd times', async () => {
    const request = {
      name: 'a',
      size: 9 * 1024 ** 3,
      uid: 4_000_000,
      gid: 5_000_000,
      mtime: -1.5,
      mode: 0o4755,
    };
    const { pax, ...header } = await headerOf(tarHeader(request));
    expect(header).toMatchObject(request);
    expect(pax.size).toBe(String(request.size));
  });

  test('is the same each time, and dated 1970 unless told otherwise', async () => {
    const request = { name: 'é'.repeat(90), size: 1 };
    expect(tarHeader(request)).toEqual(tarHeader(request));
    expect(await headerOf(tarHeader(request))).toMatchObject({ mtime: 0, mode: 0o644, uid: 0, gid: 0 });
  });

  test('pads to whole blocks and ends with two', () => {
    expect([0, 1, 511, 512, 513].map((size) => tarPadding(size).length)).toEqual([0, 511, 1, 0, 511]);
    expect(tarPadding(9 * 1024 ** 3 + 1)).toHaveLength(511);
    expect(tarEnd()).toEqual(new Uint8Array(1024));
  });
});

test('a layer’s tar holds its files in the order given, the same each time', async () => {
  const files = [
    { path: 'bin', mode: 0o755, type: 'directory' as const },
    { path: 'bin/app', mode: 0o755, content: 'run' },
    { path: 'bin/link', mode: 0o777, type: 'symlink' as const, linkName: 'app' },
  ];
  expect(layerTar(files)).toEqual(layerTar(files));
  const entries = await entriesOf(streamOf(layerTar(files)));
  expect(entries.map(({ name, type, mode, size }) => [name, type, mode, size])).toEqual([
    ['bin/', 'directory', 0o755, 0],
    ['bin/app', 'file', 0o755, 3],
    ['bin/link', 'symlink', 0o777, 0],
  ]);
});

test.skipIf(process.platform === 'win32')('other programs read what is written', () => {
  const names = ['plain', `${'d'.repeat(120)}/${'f'.repeat(90)}`, 'größe', 'n'.repeat(180)];
  const tar = tarOf(names.map((name) => [name, name]));
  const listed = execFileSync('tar', ['--quoting-style=literal', '-tf', '-'], { input: tar }).toString();
  expect(listed.trim().split('\n')).toEqual(names);
});
