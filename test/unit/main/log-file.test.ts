import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LogFile } from '../../../electron/main/log-file.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

const now = () => new Date(0);

test('each event is one line, whatever is in it, and its failure stands below', async () => {
  const log = new LogFile(join(await temporaryFolder(), 'logs', 'gantry.log'), now);
  log.write(
    'refused \u001b[31mred\nand a second line',
    Object.assign(new Error('x'), { stack: 'Error: x\n at y' }),
  );
  expect(await readFile(log.path, 'utf8')).toBe(
    '1970-01-01T00:00:00.000Z refused �[31mred�and a second line\n  Error: x\n   at y\n',
  );
});

test('credentials are masked before they are written', async () => {
  const log = new LogFile(join(await temporaryFolder(), 'gantry.log'), now);
  log.write('failed', new Error('Authorization: Bearer abcdef0123456789'));
  expect(await readFile(log.path, 'utf8')).not.toContain('abcdef0123456789');
});

test('a file that has grown to a megabyte becomes the one of before, and both can be read', async () => {
  const log = new LogFile(join(await temporaryFolder(), 'gantry.log'), now);
  await writeFile(log.path, `${'x'.repeat(1 << 20)}\nlast of before\n`);
  log.write('first of now');
  expect(await readFile(log.path, 'utf8')).toBe('1970-01-01T00:00:00.000Z first of now\n');
  expect(log.tail(2)).toBe('last of before\n1970-01-01T00:00:00.000Z first of now');
});

test('a place that cannot be written fails nobody', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  const log = new LogFile(join(folder, 'file', 'gantry.log'), now);
  expect(() => log.write('lost')).not.toThrow();
  expect(log.tail(5)).toBe('');
});
