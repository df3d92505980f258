import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { openHeader } from '../../../electron/services/bundle/open-header.ts';

const gibibyte = 2 ** 30;
const python = spawnSync('python3', ['--version']).error === undefined;

function sizeSeenByPython(header: Uint8Array): string {
  const code =
    'import sys,tarfile; t=tarfile.TarInfo.frombuf(sys.stdin.buffer.read(),"utf-8","strict"); print(t.name,t.size)';
  return spawnSync('python3', ['-c', code], { input: header }).stdout.toString().trim();
}

it('takes the same room whatever the size', () => {
  const lengths = [0, 511, 8 * gibibyte - 1, 8 * gibibyte, 900 * gibibyte].map(
    (size) => openHeader('my-app.tar', size).length,
  );
  expect(new Set(lengths)).toEqual(new Set([512]));
});

it.skipIf(!python).each([0, 12_345, 8 * gibibyte - 1, 8 * gibibyte, 900 * gibibyte + 7])(
  'is read by Python with a size of %d',
  (size) => {
    expect(sizeSeenByPython(openHeader('my-app.tar', size))).toBe(`my-app.tar ${size}`);
  },
);
