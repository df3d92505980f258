import { expect, test } from 'vitest';
import { parseBytes } from '../../../shared/report/format.ts';
import { limitFindings, uncheckedLimits } from '../../../shared/report/size-limits.ts';

const image = {
  ref: 'web:1',
  tags: ['web:1'],
  id: 'sha256:x',
  platform: 'linux/amd64',
  bytes: 600e6,
  layers: [],
  wastedBytes: 30e6,
  efficiency: 0.9499,
};

test('an image at its limits passes', () => {
  expect(limitFindings([image], {})).toEqual([]);
  expect(limitFindings([image], { maxSize: 600e6, maxWaste: 30e6, minEfficiency: 0.9499 })).toEqual([]);
});

test('each limit that is broken gives a finding of its own', () => {
  const found = limitFindings([image], { maxSize: 500e6, maxWaste: 30e6 - 1, minEfficiency: 0.95 });
  expect(found.map(({ code, message }) => [code, message])).toEqual([
    ['size/too-large', 'The image “web:1” has 600 MB, 100 MB more than the 500 MB allowed.'],
    ['size/too-much-waste', expect.stringContaining('30.0 MB of the image “web:1”')],
    [
      'size/inefficient',
      'Only 94.9 % of the file bytes of the image “web:1” show in it; at least 95 % should.',
    ],
  ]);
});

const finding = {
  message: 'Anything.',
  file: 'web:1',
  path: '',
  range: { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } },
  fixes: [],
};

test.each([
  ['no image', [], [], 'no image was measured'],
  ['an error', [image], [{ ...finding, severity: 'error', code: 'archive/invalid' }], 'not every image was'],
  [
    'an image that could not be measured',
    [image],
    [{ ...finding, severity: 'warning', code: 'image/not-measured' }],
    'not every image was measured',
  ],
] as const)('limits are not met where there is %s', (_, images, diagnostics, reason) => {
  const output = { target: 'app.tar', images: [...images], diagnostics: [...diagnostics] };
  expect(uncheckedLimits(output, { maxSize: 1 })).toMatchObject([
    { code: 'size/not-checked', severity: 'error', message: expect.stringContaining(reason) },
  ]);
  expect(uncheckedLimits(output, {})).toEqual([]);
});

test('limits were checked where all was measured, whatever else is warned of', () => {
  const diagnostics = [{ ...finding, severity: 'warning', code: 'image/large' } as const];
  const output = { target: 'app.tar', images: [image], diagnostics };
  expect(uncheckedLimits(output, { minEfficiency: 0.5 })).toEqual([]);
});

test.each([
  ['500MB', 500e6],
  ['500 mb', 500e6],
  ['1.2GB', 1.2e9],
  ['300MiB', 300 * 1024 * 1024],
  ['4096', 4096],
  ['12 bytes', 12],
  ['5k', 5000],
])('%j are %i bytes', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

test.each(['', 'MB', '-5MB', '5XB', '1e6', '5 MB of it'])('%j is no size', (text) =>
  expect(parseBytes(text)).toBeUndefined(),
);
