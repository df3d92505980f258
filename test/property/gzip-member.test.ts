import { crc32, gunzipSync, inflateRawSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { blockCompressor } from '../../electron/services/bundle/block-compressor.ts';
import { combineCrc32 } from '../../electron/services/bundle/crc32-combine.ts';
import { GzipMemberWriter, type Reservation } from '../../electron/services/bundle/gzip-member.ts';
import { streamOf } from '../support/archive-bytes.ts';
import fc from '../support/fast-check.ts';
import { MemoryFile } from '../support/memory-file.ts';

const bytes = fc.uint8Array({ maxLength: 3000, size: 'max' });

it('combines the checksums of any split of any bytes', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 8 }), (parts) => {
      let combined = 0;
      for (const part of parts) combined = combineCrc32(combined, crc32(part), part.length);
      expect(combined).toBe(crc32(Buffer.concat(parts)));
    }),
  );
});

/** A segment that repeats its seed (so that blocks of 1 MiB are crossed), or room of that content filled in later. */
const step = fc.oneof(
  fc.record({ kind: fc.constant('segment' as const), seed: bytes, repeat: fc.integer({ min: 1, max: 900 }) }),
  fc.record({
    kind: fc.constant('room' as const),
    seed: fc.uint8Array({ minLength: 1, maxLength: 65_535, size: 'max' }),
  }),
);

it('makes one member of any segments and any room, filled in any order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 7 }),
      fc.integer({ min: 1, max: 2_000_000 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (steps, chunk, level, backwards) => {
        const file = new MemoryFile();
        const member = new GzipMemberWriter(file, blockCompressor(level));
        const expected: Uint8Array[] = [];
        const rooms: [Reservation, Uint8Array][] = [];
        for (const each of steps) {
          if (each.kind === 'room') {
            rooms.push([await member.reserve(each.seed.length), each.seed]);
            expected.push(each.seed);
            continue;
          }
          const content = Buffer.concat(Array.from({ length: each.repeat }, () => each.seed));
          expect((await member.write(streamOf(content, chunk))).length).toBe(content.length);
          expected.push(content);
        }
        if (backwards) rooms.reverse();
        for (const [room, content] of rooms) await member.fill(room, content);
        await member.finish();

        const packed = file.bytes();
        const plain = Buffer.concat(expected);
        expect(gunzipSync(packed).equals(plain)).toBe(true);
        const info = inflateRawSync(packed.subarray(10), { info: true }) as unknown as {
          engine: { bytesWritten: number };
        };
        expect(10 + info.engine.bytesWritten + 8).toBe(packed.length);
      },
    ),
    { numRuns: 60 },
  );
});
