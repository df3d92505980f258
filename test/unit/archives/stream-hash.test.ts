import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { HashThread } from '../../../electron/services/archives/stream-hash.ts';
import { type startThread, Thread } from '../../../electron/services/threads/thread.ts';

const MiB = 1 << 20;

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** A thread that cannot start. */
function noThread(): ReturnType<typeof startThread<'hash'>> {
  const worker = new Worker(join(import.meta.dirname, 'no-such-program.js'));
  return new Thread(worker, () => worker.terminate());
}

test.each([0, 1, MiB - 1, MiB, MiB + 1, 3 * MiB, 20 * MiB + 7])(
  'a stream of %d bytes has the digest it has anywhere',
  async (length) => {
    const hashes = new HashThread();
    const bytes = randomBytes(length);
    const stream = hashes.hash();
    for (let at = 0; at < length; at += 300_001) await stream.update(bytes.subarray(at, at + 300_001));
    expect(await stream.digest()).toBe(sha256(bytes));
    await hashes.end();
  },
);

test('two streams at once, in pieces larger than a block, are kept apart', async () => {
  const hashes = new HashThread();
  const [one, two] = [randomBytes(9 * MiB), randomBytes(5 * MiB)];
  const [first, second] = [hashes.hash(), hashes.hash()];
  await Promise.all([first.update(one), second.update(two)]);
  await first.update(two);
  expect(await second.digest()).toBe(sha256(two));
  expect(await first.digest()).toBe(sha256(one, two));
  await hashes.end();
});

test('bytes may be changed once they were taken', async () => {
  const hashes = new HashThread();
  const bytes = randomBytes(4 * MiB);
  const expected = sha256(bytes, bytes.subarray(0, 5));
  const stream = hashes.hash();
  await stream.update(bytes);
  await stream.update(bytes.subarray(0, 5));
  bytes.fill(0);
  expect(await stream.digest()).toBe(expected);
  await hashes.end();
});

test('a thread that has ended fails the digest, and keeps nobody waiting', async () => {
  const hashes = new HashThread();
  const stream = hashes.hash();
  await stream.update(new Uint8Array(2 * MiB));
  await hashes.end();
  for (let at = 0; at < 20; at += 1) await stream.update(new Uint8Array(MiB));
  await expect(stream.digest()).rejects.toThrow('a thread is gone');
});

/** Gives a stream bytes in blocks of the thread's own memory, and waits for each as long as the memory is needed. */
async function giveBlocks(hashes: HashThread, bytes: Uint8Array): Promise<string> {
  const stream = hashes.hash();
  const hashing: Promise<void>[] = [];
  for (let at = 0; at < bytes.length; at += MiB) {
    const block = await hashes.take();
    const part = bytes.subarray(at, at + MiB);
    block.bytes.set(part);
    const hashed = stream.updateBlock(block, part.length).finally(() => hashes.give(block));
    hashed.catch(() => undefined);
    hashing.push(hashed);
  }
  await Promise.allSettled(hashing);
  return stream.digest();
}

test.each([MiB, 20 * MiB + 7])('a stream of %d bytes may be given in shared blocks', async (length) => {
  const hashes = new HashThread();
  const bytes = randomBytes(length);
  expect(await giveBlocks(hashes, bytes)).toBe(sha256(bytes));
  const lost = new HashThread(noThread);
  expect(await giveBlocks(lost, bytes)).toBe(sha256(bytes));
  await (await hashes.started())?.end();
  await expect(giveBlocks(hashes, bytes)).rejects.toThrow('a thread is gone');
});

test('where no thread can be started, streams are hashed here', async () => {
  let started = 0;
  const hashes = new HashThread(() => {
    started += 1;
    return noThread();
  });
  const [one, two] = [randomBytes(3 * MiB + 5), randomBytes(12 * MiB)];
  const [first, second] = [hashes.hash(), hashes.hash()];
  await first.update(one);
  await second.update(two.subarray(0, 700_000));
  await first.update(two);
  for (let at = 700_000; at < two.length; at += 1_000_001)
    await second.update(two.subarray(at, at + 1_000_001));
  expect(await first.digest()).toBe(sha256(one, two));
  expect(await second.digest()).toBe(sha256(two));
  expect(started).toBe(1);
  await hashes.end();
});

test.each([0, 1000, MiB, 3 * MiB + 5])(
  'a copy made after %d bytes goes on by itself, and the stream too',
  async (length) => {
    const hashes = new HashThread();
    const [start, one, two] = [randomBytes(length), randomBytes(2 * MiB), randomBytes(700)];
    const stream = hashes.hash();
    await stream.update(start);
    const copy = await stream.copy();
    await copy.update(one);
    await stream.update(two);
    expect(await copy.digest()).toBe(sha256(start, one));
    expect(await stream.digest()).toBe(sha256(start, two));
    await hashes.end();
  },
);
