import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { combineCrc32 } from '../../../electron/services/bundle/crc32-combine.ts';
import { GzipMemberWriter } from '../../../electron/services/bundle/gzip-member.ts';
import { run } from '../../support/engines.ts';
import { MemoryFile } from '../../support/memory-file.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const block = new Uint8Array(1 << 20);
const deflated = deflateRawSync(block, { finishFlush: constants.Z_SYNC_FLUSH });
/** One block more than the 32 bits of gzip's length can count, and a few bytes. */
const blocks = 4097;

test('a member beyond 4 GiB has the checksum and length that a reader finds who unpacks it', async () => {
  const blockCrc = crc32(block);
  let crc = 0;
  for (let i = 0; i < blocks; i++) crc = combineCrc32(crc, blockCrc, block.length);
  const file = new MemoryFile();
  const member = new GzipMemberWriter(file, blockCompressor());
  await member.write([Buffer.from('start')]);
  async function* pieces() {
    for (let i = 0; i < blocks; i++) yield deflated;
  }
  await member.copy(
    {
      crc,
      bytes: blocks * block.length,
      deflatedBytes: blocks * deflated.length,
      deflatedCrc: 0,
      pieces,
      chunks: pieces,
    },
    () => undefined,
  );
  await member.write([Buffer.from('end')]);
  await member.finish();
  const path = join(await temporaryFolder(), 'long.gz');
  await writeFile(path, file.bytes());
  // Python's reader fails where checksum or length do not fit, as gzip does, in a fourth of its time.
  const script =
    'import gzip,sys\nsource=gzip.open(sys.argv[1])\ntotal=0\nwhile piece:=source.read(1<<20): total+=len(piece)\nprint(total)';
  expect(Number(await run('python3', ['-c', script, path]))).toBe(blocks * block.length + 8);
  const length = file.bytes().readUInt32LE(file.position - 4);
  expect(length).toBe((blocks * block.length + 8) % 2 ** 32);
}, 400_000);
