import { createHash, randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { HashThread } from '../../../electron/services/archives/stream-hash.ts';
import { AtomicFile } from '../../../electron/services/bundle/atomic-file.ts';
import { readBack } from '../../../electron/services/bundle/read-back.ts';
import { StoredLayer } from '../../../electron/services/cache/layer-spool.ts';
import { sha256 } from '../../support/archive-bytes.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();

/** A file of a head, one layer and an end, and what it must hold. */
async function written(length: number, reused = false) {
  const file = await AtomicFile.create(join(await temporaryFolder(), 'bundle'));
  const bytes = randomBytes(length);
  await file.append(bytes);
  const handle = await open(file.part, 'r');
  const hashes = new HashThread();
  onTestFinished(async () => {
    await hashes.end();
    await handle.close();
    await file.discard();
  });
  const body = bytes.subarray(10, -10);
  const deflatedCrc = crc32(body);
  const facts = { diffId: sha256(body), bytes: 1, crc: 1, level: 5, deflatedCrc, blocks: [body.length] };
  const layer = new StoredLayer(facts, handle, reused);
  const run = { position: 10, deflatedBytes: body.length, deflatedCrc, crc: 1, length: 1 };
  const expected = {
    bytes: length,
    header: bytes.subarray(0, 10),
    runs: [{ run, layer }],
    trailer: bytes.subarray(-10),
  };
  const hash = createHash('sha256').update(bytes).digest('hex');
  return { file, expected, hashes, hash };
}

/** One that is hashed here, and one that is hashed in a thread. */
const lengths = [1_500_000, 20_000_000];

it.each(lengths)('gives the hash of a file of %d bytes, again and again', async (length) => {
  const { file, expected, hashes, hash } = await written(length);
  for (let turn = 0; turn < 5; turn++) {
    let told = 0;
    const onBytes = (bytes: number) => {
      told += bytes;
    };
    expect(await readBack(file, expected, { signal, hashes, onBytes })).toEqual({
      bytes: length,
      sha256: hash,
    });
    expect(told).toBe(length);
  }
});

it.each(lengths)('notices a bit in the middle of %d bytes, however often it is asked', async (length) => {
  for (const reused of [true, false]) {
    const { file, expected, hashes } = await written(length, reused);
    const at = Math.floor(length / 2);
    const byte = new Uint8Array(1);
    await file.read(at, byte);
    await file.patch(
      at,
      byte.map((each) => each ^ 4),
    );
    // More often than there is memory to read into, if some were lost each time.
    for (let turn = 0; turn < 9; turn++) {
      await expect(
        readBack(file, expected, { signal, hashes, onBytes: () => undefined }),
      ).rejects.toMatchObject(reused ? { level: 5 } : { code: 'VerificationFailed' });
    }
  }
});

it('stops when it is cancelled', async () => {
  const { file, expected, hashes } = await written(20_000_000);
  const controller = new AbortController();
  let told = 0;
  const onBytes = (bytes: number) => {
    told += bytes;
    controller.abort();
  };
  await expect(
    readBack(file, expected, { signal: controller.signal, hashes, onBytes }),
  ).rejects.toMatchObject({
    code: 'Cancelled',
  });
  expect(told).toBeLessThan(2 << 20);
});

it('fails where the thread is lost on the way', async () => {
  const { file, expected, hashes } = await written(20_000_000);
  const onBytes = () => void hashes.end();
  await expect(readBack(file, expected, { signal, hashes, onBytes })).rejects.toThrow('a thread is gone');
});
