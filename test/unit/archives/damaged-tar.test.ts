import { describe, expect, test } from 'vitest';
import { readTar } from '../../../electron/services/archives/tar-reader.ts';
import { tarEnd, tarHeader } from '../../../electron/services/archives/tar-writer.ts';
import { isError } from '../../../shared/contract/error.ts';
import { bytesOf, entriesOf, streamOf, tarOf } from '../../support/archive-bytes.ts';
import { extension, patched, pax } from '../../support/tar-blocks.ts';

async function problemOf(bytes: Uint8Array, limits = {}, ...sizes: number[]): Promise<string> {
  try {
    for await (const entry of readTar(streamOf(bytes, ...sizes), { file: 'x.tar', limits }))
      await bytesOf(entry.body);
  } catch (error) {
    if (isError(error, 'ArchiveInvalid')) {
      expect(error.data.file).toBe('x.tar');
      return error.data.problem;
    }
    throw error;
  }
  return 'none';
}

describe('the end', () => {
  const body = tarOf([['a', 'hi']]).subarray(0, 1024);
  test.each([
    ['two zero blocks', Buffer.alloc(1024)],
    ['one zero block', Buffer.alloc(512)],
    ['none', Buffer.alloc(0)],
    ['many zero blocks', Buffer.alloc(10240)],
    ['zero blocks and junk', Buffer.concat([Buffer.alloc(1024), Buffer.from('junk'.repeat(300))])],
  ])('is found with %s', async (_name, end) => {
    expect(await entriesOf(streamOf(Buffer.concat([body, end]), 600))).toHaveLength(1);
  });

  test('is not taken from a stray zero block', async () => {
    expect(await problemOf(Buffer.concat([body, Buffer.alloc(512), body, tarEnd()]))).toBe(
      'it has a stray empty block after “a”',
    );
  });
});

describe('a bad tar', () => {
  const tar = tarOf([
    ['first', 'x'.repeat(100)],
    ['second', 'y'.repeat(2000)],
  ]);
  test.each([
    ['nothing', Buffer.alloc(0), 'it is empty'],
    ['a word', Buffer.from('hello'), 'it is not a tar archive'],
    ['text', Buffer.from('hello\n'.repeat(500)), 'it is not a tar archive'],
    ['a cut header', tar.subarray(0, 1300), 'it ends in the middle of the header that follows “first”'],
    ['a cut body', tar.subarray(0, 2500), 'it ends in the middle of “second”'],
    ['a cut padding', tar.subarray(0, 1000), 'it ends in the middle of “first”'],
    [
      'a damaged header',
      Buffer.concat([tar.subarray(0, 1024), Buffer.alloc(512, 65)]),
      'the header that follows “first” is damaged',
    ],
    [
      'a dangling extension',
      Buffer.concat([tar.subarray(0, 1024), pax({ path: 'x' }), tarEnd()]),
      'it ends before the entry that should follow “first”',
    ],
    [
      'a cut extension',
      Buffer.concat([tar.subarray(0, 1024), pax({ path: 'x'.repeat(600) }).subarray(0, 700)]),
      'it ends in the middle of the header that follows “first”',
    ],
    [
      'broken PAX records',
      Buffer.concat([extension('x', Buffer.from('99 path=x\n')), tar]),
      'an extended header after its start is damaged',
    ],
    [
      'a size that is none',
      patched(tarHeader({ name: 'a', size: 0 }), { 124: 'what' }),
      'the size of “a” is not a number',
    ],
    [
      'a negative size',
      patched(tarHeader({ name: 'a', size: 0 }), { 124: Buffer.alloc(12, 0xff) }),
      'the size of “a” is not a number',
    ],
    [
      'a PAX size that is none',
      Buffer.concat([pax({ size: '1e9' }), tar]),
      'the size of “first” is not a number',
    ],
  ])('is named: %s', async (_name, bytes, problem) => {
    expect(await problemOf(bytes)).toBe(problem);
    expect(await problemOf(bytes, {}, 100, 412)).toBe(problem);
  });

  test('with exabytes claimed simply ends early', async () => {
    const exabytes = Buffer.alloc(12);
    exabytes[0] = 0x80;
    exabytes[4] = 0x7f;
    const huge = Buffer.concat([
      patched(tarHeader({ name: 'huge', size: 0 }), { 124: exabytes }),
      Buffer.alloc(5000, 1),
    ]);
    expect(await problemOf(huge)).toBe('it ends in the middle of “huge”');
    const viaPax = Buffer.concat([
      pax({ size: '9223372036854775807' }),
      tarHeader({ name: 'huge', size: 0 }),
      Buffer.alloc(99, 1),
    ]);
    expect(await problemOf(viaPax)).toBe('it ends in the middle of “huge”');
  });

  test('is refused beyond the limits, before anything that large is held', async () => {
    const claims = (flag: string) =>
      patched(tarHeader({ name: 'a', size: 0 }), { 124: '77777777777\0', 156: flag });
    expect(await problemOf(claims('x'))).toBe(
      'an extended header after its start is longer than 1,048,576 bytes',
    );
    expect(await problemOf(claims('g'))).toBe('its global headers are longer than 1,048,576 bytes');
    expect(await problemOf(claims('L'))).toBe('a name after its start is longer than 65,536 bytes');
    expect(await problemOf(tar, { nameBytes: 5 })).toBe('the name “second” is longer than 5 bytes');
    expect(await problemOf(tar, { entries: 1 })).toBe('it has more than 1 entries');
    const globals = Buffer.concat(
      Array.from({ length: 30 }, (_, at) => pax({ [`k${at}`]: 'v'.repeat(90) }, 'g')),
    );
    expect(await problemOf(Buffer.concat([globals, tar]), { paxBytes: 2000 })).toBe(
      'its global headers are longer than 2,000 bytes',
    );
  });

  test('shows a hostile name without its control characters', async () => {
    const named = tarOf([['a\u001b[31m\u202e', 'x'.repeat(600)]]);
    expect(await problemOf(named.subarray(0, named.length - 1600))).toBe(
      'it ends in the middle of “a\\u{1b}[31m\\u{202e}”',
    );
  });
});
