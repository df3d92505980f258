import { crc32 } from 'node:zlib';
import { expect, it } from 'vitest';
import { combineCrc32 } from '../../../electron/services/bundle/crc32-combine.ts';

it('joins the checksums of two stretches', () => {
  const [first, second] = [Buffer.from('a gantry lifts '), Buffer.from('containers')];
  expect(combineCrc32(crc32(first), crc32(second), second.length)).toBe(
    crc32(Buffer.concat([first, second])),
  );
});

it('leaves a checksum as it is when nothing follows', () => {
  expect(combineCrc32(0xdeadbeef, 0, 0)).toBe(0xdeadbeef);
  expect(combineCrc32(0, 0xdeadbeef, 12)).toBe(0xdeadbeef);
});

it('joins stretches beyond 4 GiB', () => {
  // Zero bytes join like any others: 9 GiB in one step equal nine steps of 1 GiB.
  const gibibyte = 2 ** 30;
  const zeros = new Uint8Array(1 << 20);
  let one = 0;
  for (let i = 0; i < 1024; i++) one = combineCrc32(one, crc32(zeros), zeros.length);
  let steps = 0x12345678;
  let nine = 0;
  for (let i = 0; i < 9; i++) {
    steps = combineCrc32(steps, one, gibibyte);
    nine = combineCrc32(nine, one, gibibyte);
  }
  expect(combineCrc32(0x12345678, nine, 9 * gibibyte)).toBe(steps);
});
