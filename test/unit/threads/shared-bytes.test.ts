import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { copyToShared, sharedBytes } from '../../../electron/services/threads/shared-bytes.ts';
import fc from '../../support/fast-check.ts';

it('copies any bytes to any place, and touches no other', () => {
  const noise = randomBytes(4000);
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), fc.nat(2000), fc.nat(20), (from, length, at, within) => {
      const shared = sharedBytes(4100).fill(0xaa);
      const expected = Buffer.from(shared);
      const bytes = noise.subarray(from, from + length);
      copyToShared(bytes, shared.subarray(within, 4050), at);
      expected.set(bytes, within + at);
      expect(expected.equals(shared)).toBe(true);
    }),
  );
});

it('refuses bytes that do not fit', () => {
  const shared = sharedBytes(100);
  expect(() => copyToShared(new Uint8Array(50).fill(1), shared, 51)).toThrow(RangeError);
  expect(() => copyToShared(new Uint8Array(20).fill(1), shared.subarray(0, 10), 0)).toThrow(RangeError);
  expect(shared.every((byte) => byte === 0)).toBe(true);
});
