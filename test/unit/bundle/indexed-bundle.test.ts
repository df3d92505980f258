import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportBundle } from '../../../electron/services/bundle/export-bundle.ts';
import { readIndexedBundle } from '../../../electron/services/bundle/indexed-bundle.ts';
import { readBundle } from '../../../electron/services/bundle/read-bundle.ts';
import { sampleArchive } from '../../support/archive-bytes.ts';
import { sampleProject } from '../../support/sample-project.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const { signal } = new AbortController();
const reference = 'my-app:1.0';
let path: string;
let good: Buffer;

beforeAll(async () => {
  process.env.GANTRY_STATE_DIR = await temporaryFolder();
  const folder = await sampleProject([reference], {
    'saved.tar': await sampleArchive('docker-oci', { tags: [reference] }),
  });
  const images = [{ reference, archivePath: join(folder, 'saved.tar') }];
  path = (
    await exportBundle(
      { projectFolder: folder, images, layout: 'bundle', force: false },
      { signal, progress: () => undefined },
    )
  ).file;
  good = await readFile(path);
});

async function opened(bytes: Uint8Array) {
  const file = join(await temporaryFolder(), 'b.tar.gz');
  await writeFile(file, bytes);
  return readIndexedBundle(file, { signal });
}

describe('a bundle’s own index', () => {
  it('tells what reading everything tells, but for the hash of the file', async () => {
    const { sha256, ...whole } = await readBundle(path, { signal });
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(await readIndexedBundle(path, { signal })).toEqual(whole);
  });

  it('is believed no more once a single bit of the file is another', async () => {
    const sound = gunzipSync(good);
    for (let at = 4; at < good.length; at += 11) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 0x04;
      const contents = await opened(bad);
      // The time and system of gzip's header say nothing of the content.
      if (contents !== undefined) expect(at < 10 && gunzipSync(bad).equals(sound)).toBe(true);
    }
  });

  it('is believed no more with bytes missing or behind the end', async () => {
    expect(await opened(good.subarray(0, -1))).toBeUndefined();
    expect(await opened(Buffer.concat([good, Buffer.alloc(512)]))).toBeUndefined();
    expect(await opened(good.subarray(0, 40))).toBeUndefined();
  });

  it('is absent where another program compressed, and from what is no gzip', async () => {
    expect(await opened(gzipSync(gunzipSync(good)))).toBeUndefined();
    expect(await opened(gunzipSync(good))).toBeUndefined();
    expect(await opened(Buffer.alloc(0))).toBeUndefined();
  });

  it('is passed over by a reader that goes by the letter and takes one member only', async () => {
    const script = `
import sys, zlib, struct
data = open(sys.argv[1], 'rb').read()
assert data[:4] == b'\\x1f\\x8b\\x08\\x04', data[:4]
extra = struct.unpack('<H', data[10:12])[0]
field = data[12:12 + extra]
assert field[:2] == b'GY' and struct.unpack('<H', field[2:4])[0] == extra - 4
inflater = zlib.decompressobj(-15)
plain = inflater.decompress(data[12 + extra:])
assert inflater.eof and len(inflater.unused_data) == 8
crc, length = struct.unpack('<II', inflater.unused_data)
assert crc == zlib.crc32(plain) and length == len(plain) % 2**32
print(len(plain))`;
    const { stdout } = await promisify(execFile)('python3', ['-c', script, path]);
    expect(Number(stdout)).toBe(gunzipSync(good).length);
  });

  it('stops when it is told to', async () => {
    await expect(readIndexedBundle(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'Cancelled',
    });
  });
});
