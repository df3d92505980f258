import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TransferMeter } from '../../../electron/services/bundle/transfer-meter.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('reports at most twenty times a second, and every phase at once', () => {
  const seen: TransferProgress[] = [];
  const meter = new TransferMeter((progress) => seen.push(progress));
  meter.begin('image', 'my-app:1.0', 1000);
  for (let ms = 1; ms <= 1000; ms++) {
    vi.advanceTimersByTime(1);
    meter.reach(ms);
  }
  meter.begin('verify', 'b.tar.gz');
  expect(seen.length).toBeLessThanOrEqual(22);
  expect(seen.length).toBeGreaterThan(15);
  expect(seen[0]).toEqual({ phase: 'image', subject: 'my-app:1.0', bytesDone: 0, bytesTotal: 1000 });
  expect(seen.at(-2)).toMatchObject({ bytesDone: 1000 });
  expect(seen.at(-1)).toEqual({ phase: 'verify', subject: 'b.tar.gz', bytesDone: 0 });
});

it('does not claim a total that was passed', () => {
  const seen: TransferProgress[] = [];
  const meter = new TransferMeter((progress) => seen.push(progress));
  meter.begin('image', 'x', 10);
  vi.advanceTimersByTime(60);
  meter.add(11);
  expect(seen.at(-1)).toEqual({ phase: 'image', subject: 'x', bytesDone: 11 });
});
