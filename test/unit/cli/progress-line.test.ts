import { expect, test } from 'vitest';
import { ProgressLine } from '../../../electron/cli/text/progress-line.ts';
import { styleFor } from '../../../electron/cli/text/style.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';

function line(columns = 100) {
  let now = 0;
  const written: string[] = [];
  const style = styleFor({ isTTY: true, columns }, {}, true);
  const progress = new ProgressLine(
    (text) => written.push(text),
    style,
    () => now,
  );
  return {
    written,
    clear: () => progress.clear(),
    log: (text: string) => progress.log(text),
    at: (ms: number, bytesDone: number, over: Partial<TransferProgress> = {}) => {
      now = ms;
      progress.update({ phase: 'image', subject: 'web:1.0', bytesDone, bytesTotal: 300_000_000, ...over });
      return written.at(-1)?.replace('\r\u001b[2K', '') ?? '';
    },
  };
}

test('shows phase, subject, share, bytes, speed and time left', () => {
  const { at } = line();
  at(0, 0);
  expect(at(1000, 100_000_000)).toBe(
    'Packing  web:1.0  ███████░░░░░░░░░░░░░ 33 %  100 MB of 300 MB  100 MB/s  2 s left',
  );
});

test('shows bytes and speed alone where nobody knows the whole', () => {
  let now = 0;
  const written: string[] = [];
  const progress = new ProgressLine(
    (text) => written.push(text),
    styleFor({ isTTY: true, columns: 100 }, {}, true),
    () => now,
  );
  for (const bytesDone of [0, 50_000_000]) {
    progress.update({ phase: 'read', subject: 'x.tar', bytesDone });
    now += 500;
  }
  expect(written.at(-1)).toBe('\r\u001b[2KReading  x.tar  50.0 MB  100 MB/s');
});

test('draws at most every 80 ms, and at once when the subject changes', () => {
  const { at, written } = line();
  at(0, 0);
  at(10, 1000);
  at(70, 2000);
  expect(written).toHaveLength(1);
  at(80, 3000);
  expect(written).toHaveLength(2);
  at(81, 0, { subject: 'db:2' });
  expect(written).toHaveLength(3);
});

test('takes the speed of the last seconds, so that a stall shows', () => {
  const { at } = line();
  at(0, 0);
  at(1000, 200_000_000);
  for (let ms = 2000; ms <= 6000; ms += 1000) at(ms, 200_000_000);
  expect(at(7000, 200_000_000)).not.toContain('/s');
});

test.each([40, 50, 60, 80])('never fills a terminal of %i columns', (columns) => {
  const { at } = line(columns);
  at(0, 0, { subject: 'registry.example.com/a/very/long/name/of/an/image:1.0.0-beta.1' });
  const shown = at(1000, 100_000_000, {
    subject: 'registry.example.com/a/very/long/name/of/an/image:1.0.0-beta.1',
  });
  expect(shown.length).toBeLessThan(columns);
  expect(shown).toMatch(/^Packing/);
});

test('is taken away once, and only when it is there', () => {
  const { at, clear, written } = line();
  clear();
  expect(written).toEqual([]);
  at(0, 0);
  clear();
  clear();
  expect(written.slice(1)).toEqual(['\r\u001b[2K']);
});

test('shows a line of a log, cut to the width', () => {
  const { log, written } = line(40);
  log(`Step 1/3 : RUN ${'x'.repeat(200)}\u001b[31m`);
  expect(written[0]).toMatch(/Step 1\/3 : RUN x+…$/);
  expect(written[0]?.length).toBeLessThanOrEqual(40 + '\r\u001b[2K'.length);
});
