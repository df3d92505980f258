import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { blockCompressor } from '../../../electron/services/bundle/block-compressor.ts';
import { GzipMemberWriter } from '../../../electron/services/bundle/gzip-member.ts';
import { streamOf } from '../../support/archive-bytes.ts';
import { MemoryFile } from '../../support/memory-file.ts';

const text = Buffer.from('All the world is a stage, and all the containers merely players. '.repeat(50_000));

async function sample(chunk = 100_000): Promise<{ packed: Buffer; plain: Buffer }> {
  const file = new MemoryFile();
  const member = new GzipMemberWriter(file, blockCompressor());
  await member.write(streamOf(Buffer.from('start'), chunk));
  const room = await member.reserve(512);
  await member.write(streamOf(text, chunk));
  const late = Buffer.alloc(512, 'late');
  await member.fill(room, late);
  await member.write(streamOf(Buffer.from('end'), chunk));
  await member.finish();
  return {
    packed: file.bytes(),
    plain: Buffer.concat([Buffer.from('start'), late, text, Buffer.from('end')]),
  };
}

describe('a gzip member made of segments', () => {
  it('unpacks to the segments and the room filled in later', async () => {
    const { packed, plain } = await sample();
    expect(gunzipSync(packed).equals(plain)).toBe(true);
  });

  it('is one member with nothing after it', async () => {
    const { packed, plain } = await sample();
    const { buffer, engine } = inflateRawSync(packed.subarray(10), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    expect(buffer.equals(plain)).toBe(true);
    expect(10 + engine.bytesWritten + 8).toBe(packed.length);
    expect(packed.readUInt32LE(packed.length - 4)).toBe(plain.length);
  });

  it('does not depend on how the source is cut', async () => {
    const [small, large] = [await sample(7777), await sample(5_000_000)];
    expect(small.packed.equals(large.packed)).toBe(true);
  });

  it('says nothing of time, system or name in its header', async () => {
    const { packed } = await sample();
    expect([...packed.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
  });

  it('is a valid member when it is empty', async () => {
    const file = new MemoryFile();
    await new GzipMemberWriter(file, blockCompressor()).finish();
    expect(gunzipSync(file.bytes())).toHaveLength(0);
  });

  it('refuses to end while room is unfilled, and bytes that do not fill it', async () => {
    const member = new GzipMemberWriter(new MemoryFile(), blockCompressor());
    const room = await member.reserve(512);
    await expect(member.fill(room, new Uint8Array(511))).rejects.toThrow(RangeError);
    await expect(member.finish()).rejects.toThrow(RangeError);
    await expect(member.reserve(65_536)).rejects.toThrow(RangeError);
  });

  it('passes a failure of the source on', async () => {
    const member = new GzipMemberWriter(new MemoryFile(), blockCompressor());
    async function* failing() {
      yield text;
      throw new Error('the source broke');
    }
    await expect(member.write(failing())).rejects.toThrow('the source broke');
  });
});

const readers: readonly (readonly [string, readonly string[]])[] = [
  ['gzip', ['-t', 'FILE']],
  ['zcat', ['FILE']],
  ['pigz', ['-d', '-c', 'FILE']],
  ['python3', ['-c', 'import gzip,sys; sys.stdout.buffer.write(gzip.open(sys.argv[1]).read())', 'FILE']],
];

describe.each(readers)('%s', (program, args) => {
  const absent = spawnSync(program, ['--version']).error !== undefined;
  it.skipIf(absent)('reads the member', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gantry-gzip-'));
    try {
      const { packed, plain } = await sample();
      const file = join(folder, 'member.gz');
      await writeFile(file, packed);
      const run = spawnSync(
        program,
        args.map((arg) => (arg === 'FILE' ? file : arg)),
        { maxBuffer: 64 << 20 },
      );
      expect(run.stderr.toString()).toBe('');
      expect(run.status).toBe(0);
      if (program !== 'gzip') expect(run.stdout.equals(plain)).toBe(true);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
