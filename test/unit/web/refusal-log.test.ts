import { expect, test } from 'vitest';
import { oneLine } from '../../../electron/services/one-line.ts';
import { RefusalLog } from '../../../electron/web/refusal-log.ts';

test('twenty lines a minute are written; the next minute says how many were not', () => {
  const lines: string[] = [];
  let now = 0;
  const log = new RefusalLog(
    (line) => lines.push(line),
    () => now,
  );
  for (let n = 0; n < 25; n++) log.refused('GET', `/${n}`, 'No.');
  expect(lines).toHaveLength(20);
  now = 60_000;
  log.refused('GET', '/late', 'No.');
  log.refused('GET', '/later', 'No.');
  expect(lines.slice(20)).toEqual([
    'refused GET /late: No. (5 more before it were not logged)',
    'refused GET /later: No.',
  ]);
});

test.each([
  ['a\r\nb', 'a��b'],
  ['\u001b[31mred', '�[31mred'],
  ['a\u202eb\u2028c', 'a�b�c'],
  ['/?a=1&token=abc&b=2', '/?a=1&token=…&b=2'],
  ['x'.repeat(300), `${'x'.repeat(200)}…`],
])('%j is logged as one plain line', (sent, logged) => {
  expect(oneLine(sent)).toBe(logged);
});
