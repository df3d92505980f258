import { describe, expect, test } from 'vitest';
import { readTar } from '../../../electron/services/archives/tar-reader.ts';
import { tarEnd, tarHeader } from '../../../electron/services/archives/tar-writer.ts';
import { bytesOf, entriesOf, streamOf, tarOf } from '../../support/archive-bytes.ts';
import { extension, padded, patched, pax } from '../../support/tar-blocks.ts';

describe('reading a tar', () => {
  test('gives names, types, modes and bodies in order', async () => {
    const tar = tarOf([
      ['dir/', ''],
      ['dir/a', 'hello'],
      ['dir/b', { symlink: 'a' }],
      ['dir/c', { hardlink: 'dir/a' }],
      ['empty', ''],
    ]);
    const entries = await entriesOf(streamOf(tar));
    expect(entries.map(({ name, type, linkName }) => [name, type, linkName])).toEqual([
      ['dir/', 'directory', ''],
      ['dir/a', 'file', ''],
      ['dir/b', 'symlink', 'a'],
      ['dir/c', 'hardlink', 'dir/a'],
      ['empty', 'file', ''],
    ]);
    expect(entries[1]).toMatchObject({ size: 5, realSize: 5, mode: 0o644, offset: 1024, pax: {} });
    expect(entries[1]?.content.toString()).toBe('hello');
  });

  test.each([[1], [7], [511], [512], [513], [3, 1000, 1]])(
    'gives the same however the source is cut (%j)',
    async (...sizes) => {
      const tar = tarOf([
        ['a', 'x'.repeat(700)],
        ['ü'.repeat(80), 'hi'],
        ['b', ''],
      ]);
      expect(await entriesOf(streamOf(tar, ...sizes))).toEqual(await entriesOf(streamOf(tar)));
    },
  );

  test('hands out views of the source, not copies', async () => {
    const tar = tarOf([['a', 'x'.repeat(5000)]]);
    async function* source() {
      yield tar;
    }
    for await (const entry of readTar(source(), { file: 'x' })) {
      for await (const chunk of entry.body) expect(chunk.buffer).toBe(tar.buffer);
    }
  });

  test('passes over bodies that are not read, and over the rest of one half read', async () => {
    const tar = tarOf([
      ['a', 'x'.repeat(5000)],
      ['b', 'y'.repeat(3000)],
      ['c', 'z'],
    ]);
    const names: string[] = [];
    for await (const entry of readTar(streamOf(tar, 700), { file: 'x' })) {
      names.push(entry.name);
      if (entry.name === 'b') {
        for await (const chunk of entry.body) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
      }
    }
    expect(names).toEqual(['a', 'b', 'c']);
  });

  test('refuses to read a body after its turn', async () => {
    const entries = readTar(
      streamOf(
        tarOf([
          ['a', 'aa'],
          ['b', 'bb'],
        ]),
      ),
      { file: 'x' },
    );
    const first = await entries.next();
    await entries.next();
    await expect(bytesOf(first.value?.body)).rejects.toThrow('after the next entry');
  });

  test('closes the source when the reader stops early', async () => {
    let closed = false;
    async function* source() {
      try {
        yield tarOf([
          ['a', 'aa'],
          ['b', 'bb'],
        ]).subarray(0, 1024);
        yield tarOf([['b', 'bb']]);
      } finally {
        closed = true;
      }
    }
    for await (const entry of readTar(source(), { file: 'x' })) {
      expect(entry.name).toBe('a');
      break;
    }
    expect(closed).toBe(true);
  });

  test('passes an error of the source on unchanged', async () => {
    const failure = new Error('the network went away');
    async function* source() {
      yield tarOf([['a', 'x'.repeat(2000)]]).subarray(0, 1000);
      throw failure;
    }
    await expect(entriesOf(source())).rejects.toBe(failure);
  });
});

describe('dialects', () => {
  test('reads a PAX path, link path, owner, time and size over those of the header', async () => {
    const header = patched(tarHeader({ name: 'short', size: 0 }), {});
    const tar = Buffer.concat([
      pax({
        path: 'long/ü',
        size: '3',
        uid: '3000000',
        gid: '3000001',
        mtime: '12.5',
        'SCHILY.xattr.user.a': 'b=c',
      }),
      header,
      padded(Buffer.from('abc')),
      pax({ linkpath: 'target/ü' }),
      tarHeader({ name: 'l', size: 0, type: 'symlink', linkName: 't' }),
      tarEnd(),
    ]);
    const [file, link] = await entriesOf(streamOf(tar));
    expect(file).toMatchObject({ name: 'long/ü', size: 3, uid: 3000000, gid: 3000001, mtime: 12.5 });
    expect(file?.pax['SCHILY.xattr.user.a']).toBe('b=c');
    expect(file?.content.toString()).toBe('abc');
    expect(link).toMatchObject({ name: 'l', linkName: 'target/ü', pax: { linkpath: 'target/ü' } });
  });

  test('applies a global header to what follows, under each entry’s own', async () => {
    const tar = Buffer.concat([
      pax({ mtime: '7', comment: 'all' }, 'g'),
      tarHeader({ name: 'a', size: 0 }),
      pax({ mtime: '8', comment: '' }),
      tarHeader({ name: 'b', size: 0 }),
      tarEnd(),
    ]);
    const [a, b] = await entriesOf(streamOf(tar));
    expect([a?.mtime, a?.pax.comment, b?.mtime, b?.pax.comment]).toEqual([7, 'all', 8, undefined]);
  });

  test('keeps a record named __proto__ as a record', async () => {
    const tar = Buffer.concat([
      pax({ __proto__x: '1', ['__proto__']: 'evil' }),
      tarHeader({ name: 'a', size: 0 }),
      tarEnd(),
    ]);
    const [entry] = await entriesOf(streamOf(tar));
    expect(Object.keys(entry?.pax ?? {})).toEqual(['__proto__x', '__proto__']);
    expect(Object.getPrototypeOf(entry?.pax)).toBe(null);
  });

  test('reads GNU long names and links', async () => {
    const long = `${'n'.repeat(300)}/f`;
    const tar = Buffer.concat([
      extension('K', Buffer.from(`${'t'.repeat(200)}\0`)),
      extension('L', Buffer.from(`${long}\0`)),
      tarHeader({ name: 'cut', size: 0, type: 'symlink', linkName: 'cut' }),
      tarHeader({ name: 'next', size: 0 }),
      tarEnd(),
    ]);
    const [link, next] = await entriesOf(streamOf(tar));
    expect([link?.name, link?.linkName, next?.name]).toEqual([long, 't'.repeat(200), 'next']);
  });

  test.each([
    [
      '0.0',
      {
        'GNU.sparse.size': '1000000',
        'GNU.sparse.numblocks': '1',
        'GNU.sparse.offset': '0',
        'GNU.sparse.numbytes': '3',
      },
    ],
    ['0.1', { 'GNU.sparse.size': '1000000', 'GNU.sparse.map': '0,3', 'GNU.sparse.name': 'real' }],
    [
      '1.0',
      {
        'GNU.sparse.major': '1',
        'GNU.sparse.minor': '0',
        'GNU.sparse.realsize': '1000000',
        'GNU.sparse.name': 'real',
      },
    ],
  ])('knows the real size of a PAX sparse file, version %s', async (version, records) => {
    const tar = Buffer.concat([
      pax(records),
      tarHeader({ name: 'real', size: 3 }),
      padded(Buffer.from('abc')),
      tarEnd(),
    ]);
    const [entry] = await entriesOf(streamOf(tar));
    expect(entry, version).toMatchObject({ name: 'real', type: 'file', size: 3, realSize: 1_000_000 });
  });

  test('reads an old GNU sparse file with a map of several blocks', async () => {
    const gnu = { 257: 'ustar  \0', 156: 'S' };
    const more = Buffer.alloc(512);
    more[504] = 1;
    const tar = Buffer.concat([
      patched(tarHeader({ name: 's', size: 3 }), { ...gnu, 482: '\x01', 483: '00003641100\0' }),
      more,
      Buffer.alloc(512),
      padded(Buffer.from('abc')),
      tarHeader({ name: 'next', size: 0 }),
      tarEnd(),
    ]);
    const [sparse, next] = await entriesOf(streamOf(tar));
    expect(sparse).toMatchObject({ type: 'file', size: 3, realSize: 1_000_000 });
    expect(sparse?.content.toString()).toBe('abc');
    expect(next?.name).toBe('next');
  });

  test('reads numbers in base 256, negative ones too', async () => {
    const big = Buffer.alloc(12);
    big[0] = 0x80;
    big.writeBigUInt64BE(3n, 4);
    const before = Buffer.alloc(12, 0xff);
    const tar = Buffer.concat([
      patched(tarHeader({ name: 'a', size: 0 }), { 124: big, 136: before }),
      padded(Buffer.from('abc')),
      tarEnd(),
    ]);
    const [entry] = await entriesOf(streamOf(tar));
    expect(entry).toMatchObject({ size: 3, mtime: -1 });
  });

  test('takes a v7 name that ends in a slash for a folder, and joins a ustar prefix', async () => {
    const v7 = { 257: Buffer.alloc(8), 156: '\0' };
    const tar = Buffer.concat([
      patched(tarHeader({ name: 'old', size: 0 }), { ...v7, 0: 'old/' }),
      patched(tarHeader({ name: 'f', size: 0 }), { 345: 'some/where' }),
      tarEnd(),
    ]);
    const entries = await entriesOf(streamOf(tar));
    expect(entries.map(({ name, type }) => [name, type])).toEqual([
      ['old/', 'directory'],
      ['some/where/f', 'file'],
    ]);
  });

  test('accepts a checksum that sums signed bytes', async () => {
    const block = patched(tarHeader({ name: 'x', size: 0 }), { 0: Buffer.from([0x78, 0xe4]) });
    const sum = block.reduce(
      (total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : (byte << 24) >> 24),
      0,
    );
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    const [entry] = await entriesOf(streamOf(Buffer.concat([block, tarEnd()])));
    expect(entry?.name).toBe('xä');
  });

  test('takes no body from a link or folder that claims one', async () => {
    const tar = Buffer.concat([
      patched(tarHeader({ name: 'l', size: 0, type: 'hardlink', linkName: 'a' }), { 124: '00000001000\0' }),
      tarHeader({ name: 'next', size: 0 }),
      tarEnd(),
    ]);
    expect((await entriesOf(streamOf(tar))).map(({ name, size }) => [name, size])).toEqual([
      ['l', 0],
      ['next', 0],
    ]);
  });

  test('reads names that are not UTF-8 without letting two fall together', async () => {
    const tar = Buffer.concat([
      patched(tarHeader({ name: 'xx', size: 0 }), { 0: Buffer.from([0xe4, 0xf6]) }),
      patched(tarHeader({ name: 'xx', size: 0 }), { 0: Buffer.from([0xe4, 0xfc]) }),
      tarEnd(),
    ]);
    expect((await entriesOf(streamOf(tar))).map((entry) => entry.name)).toEqual(['äö', 'äü']);
  });
});

test('reads 300,000 small entries with memory flat', async () => {
  const one = Buffer.concat([
    tarHeader({ name: 'some/folder/of/things/a', size: 2 }),
    padded(Buffer.from('hi')),
  ]);
  const many = Buffer.concat(Array.from({ length: 1000 }, () => one));
  async function* source() {
    for (let turn = 0; turn < 300; turn += 1) yield many;
    yield tarEnd();
  }
  let entries = 0;
  for await (const entry of readTar(source(), { file: 'x' })) entries += entry.size / 2;
  expect(entries).toBe(300_000);
});
