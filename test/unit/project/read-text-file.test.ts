import { execFileSync } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { largestManifest, readTextFile } from '../../../electron/services/project/read-text-file.ts';
import { temporaryFolder } from '../../support/temp-folder.ts';

let folder = '';
beforeAll(async () => {
  folder = await temporaryFolder();
});

async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('reading a text file', () => {
  test('keeps the byte order mark, the line ends and every character', async () => {
    const text = '\uFEFFname: “Käse” 🧀\r\nlast: line';
    expect(await readTextFile(await fileOf('bom.yaml', text))).toBe(text);
  });

  test('takes an empty file, which is for the rules to judge', async () => {
    expect(await readTextFile(await fileOf('empty.yaml', ''))).toBe('');
  });

  test('says that a file is missing', async () => {
    const path = join(folder, 'nowhere.yaml');
    await expect(readTextFile(path)).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { path, reason: 'it does not exist' },
    });
  });

  test('says that a folder is no file', async () => {
    const path = join(folder, 'appspec.yaml');
    await mkdir(path);
    await expect(readTextFile(path)).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'it is a folder' },
    });
  });

  test.skipIf(process.platform === 'win32')('does not wait for a named pipe', async () => {
    const path = join(folder, 'pipe.yaml');
    execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
    await expect(readTextFile(path)).rejects.toMatchObject({
      code: 'FileUnreadable',
      data: { reason: 'it is not a plain file' },
    });
  });

  test('refuses 50 MB by the size alone', async () => {
    const path = await fileOf('huge.yaml', '');
    await truncate(path, 50_000_000);
    await expect(readTextFile(path)).rejects.toMatchObject({
      code: 'FileTooLarge',
      data: { path, bytes: 50_000_000, limit: largestManifest },
    });
  });

  test('takes 5 MB of text', async () => {
    const text = '# five million bytes\n'.repeat(238_096).slice(0, 5_000_000);
    expect(await readTextFile(await fileOf('large.yaml', text))).toBe(text);
  });

  test.each([
    ['UTF-16 with its mark', Buffer.from('\uFEFFkind: Service\n', 'utf16le'), 'UTF-16 (little-endian)'],
    ['big-endian UTF-16 with its mark', swapped('\uFEFFkind: Service\n'), 'UTF-16 (big-endian)'],
    ['UTF-16 without a mark', Buffer.from('kind: Service\n', 'utf16le'), 'UTF-16 (little-endian)'],
    ['big-endian UTF-16 without a mark', swapped('kind: Service\n'), 'UTF-16 (big-endian)'],
    ['a gzip file', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), 'gzip-compressed data'],
    ['bytes with zeros', Buffer.from([1, 2, 0, 0, 0, 9, 200]), 'binary data'],
    [
      'Latin-1',
      Buffer.from('name: Kiosk\nowner: Café\n', 'latin1'),
      'text in another encoding (line 2 has the byte 0xE9, which is not UTF-8)',
    ],
    [
      'Latin-1 behind a written replacement character',
      Buffer.concat([Buffer.from('a: \uFFFD\n\n'), Buffer.from([0xfc])]),
      'text in another encoding (line 3 has the byte 0xFC, which is not UTF-8)',
    ],
  ])('names the encoding of %s', async (_, bytes, encoding) => {
    const path = await fileOf('odd.yaml', bytes);
    await expect(readTextFile(path)).rejects.toMatchObject({ code: 'NotText', data: { path, encoding } });
  });
});

function swapped(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}
