import { describe, expect, test } from 'vitest';
import { TarFollower } from '../../../electron/services/archives/tar-follower.ts';
import { tarEnd, tarHeader } from '../../../electron/services/archives/tar-writer.ts';
import { streamOf, tarOf } from '../../support/archive-bytes.ts';

async function ends(tar: Uint8Array, ...sizes: number[]): Promise<boolean> {
  const follower = new TarFollower();
  for await (const piece of streamOf(tar, ...sizes)) follower.pass(piece);
  return follower.ended;
}

/** Names, links and bodies of all lengths, among them one that is like the end of a tar. */
const tar = tarOf([
  ['folder/', ''],
  [`${'long/'.repeat(60)}name`, 'x'.repeat(513)],
  ['zeros', Buffer.alloc(4096)],
  ['link', { symlink: 'zeros' }],
  ['end', tarEnd()],
  ['last', 'x'],
]);

describe('following a tar', () => {
  test.each([[], [1], [511, 513], [512], [1000, 1], [4096]])('finds its end, cut at %j', async (...sizes) => {
    expect(await ends(tar, ...sizes)).toBe(true);
    expect(await ends(Buffer.concat([tar, Buffer.alloc(9000)]), ...sizes)).toBe(true);
  });

  test('finds no end where the tar stops before, wherever that is', async () => {
    for (let length = 0; length < tar.length - tarEnd().length; length += 256) {
      expect(await ends(tar.subarray(0, length), 1000), `${length} bytes`).toBe(false);
    }
  });

  test('knows the size of a body that a header has no room for', () => {
    const follower = new TarFollower();
    follower.pass(tarHeader({ name: 'large', size: 9 * 2 ** 30 }));
    const zeros = new Uint8Array(2 ** 20);
    for (let at = 0; at < 9 * 2 ** 10; at += 1) follower.pass(zeros);
    expect(follower.ended).toBe(false);
    follower.pass(tarEnd());
    expect(follower.ended).toBe(true);
  });

  test('finds no end in what is no tar', async () => {
    expect(await ends(Buffer.concat([Buffer.alloc(600, 0x41), tarEnd(), tarEnd()]))).toBe(false);
    const damaged = tarOf([['x', '']]);
    damaged[0] = 0x42;
    expect(await ends(damaged)).toBe(false);
  });
});
