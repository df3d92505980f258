/** Where a thread's program is missing or does not start (in an app's archive, say), its callers do the work themselves. */
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { HashThread } from '../../../electron/services/archives/stream-hash.ts';
import { DeflatePool } from '../../../electron/services/deflate/deflate-pool.ts';
import { readFileSide } from '../../../electron/services/review/compared-side.ts';
import { readInThread } from '../../../electron/services/review/side-thread.ts';
import { startThread, ThreadLost } from '../../../electron/services/threads/thread.ts';
import { threadNames } from '../../../electron/services/threads/thread-names.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';
import { bundle, call } from '../review/bundles.ts';

const place = vi.hoisted(() => ({ dist: '' }));
vi.mock('../../../electron/services/dist-folder.ts', () => ({ distFolder: () => place.dist }));

const programs = join(import.meta.dirname, '../../../dist/threads');

describe.each([
  ['is missing', undefined],
  ['cannot be read as a module', 'import { nothing } from "node:no-such-module";\n'],
  ['ends before it serves', 'process.exit(0);\n'],
])('a thread’s program that %s', (_what, source) => {
  beforeAll(async () => {
    place.dist = await temporaryFolder();
    await mkdir(join(place.dist, 'threads'));
    await writeFile(join(place.dist, 'package.json'), '{"type":"module"}');
    for (const name of ['deflate.wasm', 'check.wasm']) {
      await copyFile(join(programs, name), join(place.dist, 'threads', name));
    }
    if (source === undefined) return;
    for (const name of threadNames) await writeFile(join(place.dist, 'threads', `${name}.js`), source);
  });
  afterAll(() => {
    place.dist = '';
  });

  test.each(threadNames)('is told of as lost: %s', async (name) => {
    await expect(startThread(name).ready).rejects.toThrow(ThreadLost);
  });

  test('leaves deflating to the pool itself', async () => {
    const pool = new DeflatePool({ threads: 2 });
    const bytes = Buffer.from('a line of text\n'.repeat(20_000));
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
    shared.set(bytes);
    const into = new Uint8Array(new SharedArrayBuffer(bytes.length));
    const { deflated, crc } = await pool.deflate(shared, into, 6);
    expect(crc).toBe(crc32(bytes));
    // Blocks do not end the stream: the last one of a member does.
    expect(inflateRawSync(Buffer.concat([deflated, Buffer.of(3, 0)])).equals(bytes)).toBe(true);
    await pool.end();
  });

  test('leaves hashing to whoever reads', async () => {
    const hashes = new HashThread();
    const bytes = randomBytes((5 << 20) + 3);
    const stream = hashes.hash();
    await stream.update(bytes);
    expect(await stream.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
    await hashes.end();
  });

  test('leaves reading one side of a comparison to who compares', async () => {
    const path = await bundle();
    expect(await readInThread(path, call)).toEqual(await readFileSide(path, call));
  });
});
