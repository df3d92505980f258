import { describe, expect, test } from 'vitest';
import { ReceiveRing } from '../../../electron/services/engine/receive-ring.ts';

/** Writes the next `bytes` of an endless count into the ring, as a socket does. */
function pour(ring: ReceiveRing, from: number, bytes: number): number {
  const room = ring.room();
  const length = Math.min(bytes, room.length);
  for (let i = 0; i < length; i += 1) room[i] = (from + i) % 251;
  ring.fill(length);
  return length;
}

function expectCount(piece: Uint8Array, from: number): void {
  const wrong = piece.findIndex((byte, i) => byte !== (from + i) % 251);
  expect(wrong, `from ${from}`).toBe(-1);
}

describe('the memory a socket reads into', () => {
  test.each([1, 3000, 32_768, 65_537, 1_000_000])('gives what was put in, read by %d bytes', (bytes) => {
    const ring = new ReceiveRing();
    let put = 0;
    let got = 0;
    // Runs ahead as far as it may, then is emptied a little, many times round.
    for (let turn = 0; turn < 300; turn += 1) {
      for (let reads = 0; reads < 3 && ring.hasRoom; reads += 1) put += pour(ring, put, bytes);
      const piece = ring.take();
      if (piece === undefined) continue;
      expectCount(piece, got);
      got += piece.length;
    }
    for (let piece = ring.take(); piece !== undefined; piece = ring.take()) {
      expectCount(piece, got);
      got += piece.length;
    }
    expect(got).toBe(put);
  });

  test('leaves a piece as it is until the next is asked for, however much comes', () => {
    const ring = new ReceiveRing();
    let put = pour(ring, 0, 100);
    const piece = ring.take() ?? new Uint8Array(0);
    while (ring.hasRoom) put += pour(ring, put, 50_000);
    expect(piece.length).toBe(100);
    expectCount(piece, 0);
  });

  test('has no room once it is full, and again when a part was let go', () => {
    const ring = new ReceiveRing();
    let put = 0;
    while (ring.hasRoom) put += pour(ring, put, 1_000_000);
    expect(put).toBeLessThanOrEqual(1 << 20);
    ring.take();
    expect(ring.hasRoom).toBe(false);
    ring.take();
    expect(ring.hasRoom).toBe(true);
  });
});
