import { expect, test } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatNumber,
  formatRemaining,
  formatSpeed,
} from '../../../shared/report/format.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1000, '1.00 kB'],
  [12_345, '12.3 kB'],
  [999_499, '999 kB'],
  [999_500, '1.00 MB'],
  [500_000_000, '500 MB'],
  [1_234_567_890, '1.23 GB'],
  [9_995_000, '10.0 MB'],
  [99_950_000, '100 MB'],
])('shows %i bytes as %s', (bytes, shown) => {
  expect(formatBytes(bytes)).toBe(shown);
});

test.each([
  [0, '0 ms'],
  [320.4, '320 ms'],
  [999.6, '1.0 s'],
  [4200, '4.2 s'],
  [59_960, '1 min 00 s'],
  [185_000, '3 min 05 s'],
  [3_720_000, '1 h 02 min'],
])('shows %d ms as %s', (milliseconds, shown) => {
  expect(formatDuration(milliseconds)).toBe(shown);
});

test('shows the time left in whole units, never below zero', () => {
  expect(formatRemaining(8400)).toBe('8 s');
  expect(formatRemaining(-5)).toBe('0 s');
  expect(formatRemaining(3_599_600)).toBe('1 h 00 min');
});

test('shows a speed by the second', () => {
  expect(formatSpeed(85_240_000)).toBe('85.2 MB/s');
});

test('puts the noun in the singular for one and only for one', () => {
  expect([0, 1, 2].map((count) => formatCount(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
  expect(formatCount(2, 'fix', 'fixes')).toBe('2 fixes');
});

test('groups the digits of counts from five on', () => {
  expect(formatNumber(9999)).toBe('9999');
  expect(formatNumber(10_000)).toBe('10,000');
  expect(formatCount(300_000, 'file')).toBe('300,000 files');
});
