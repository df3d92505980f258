import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTar } from '../../../electron/services/archives/tar-reader.ts';
import { entriesOf, streamOf } from '../../support/archive-bytes.ts';
import { describeWithGnuTar } from '../../support/gnu-tar.ts';

describeWithGnuTar('archives that GNU tar wrote', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gantry-tar-'));
    mkdirSync(join(folder, 'tree/sub'), { recursive: true });
    writeFileSync(join(folder, 'tree/a'), 'hello');
    writeFileSync(join(folder, 'tree/sub/empty'), '');
    linkSync(join(folder, 'tree/a'), join(folder, 'tree/hard'));
    symlinkSync('a', join(folder, 'tree/soft'));
    writeFileSync(join(folder, 'tree/big'), Buffer.alloc(70_000, 7));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const tar = (...args: string[]) => {
    execFileSync('tar', ['-C', folder, '-cf', join(folder, 'out.tar'), '--sort=name', ...args]);
    return entriesOf(streamOf(readFileSync(join(folder, 'out.tar')), 4096));
  };

  test.each(['v7', 'ustar', 'gnu', 'oldgnu', 'pax'])('are read in format %s', async (format) => {
    const entries = await tar(`--format=${format}`, 'tree');
    expect(
      entries.map(({ name, type, linkName, content }) => [name, type, linkName, content.length]),
    ).toEqual([
      ['tree/', 'directory', '', 0],
      ['tree/a', 'file', '', 5],
      ['tree/big', 'file', '', 70_000],
      ['tree/hard', 'hardlink', 'tree/a', 0],
      ['tree/soft', 'symlink', 'a', 0],
      ['tree/sub/', 'directory', '', 0],
      ['tree/sub/empty', 'file', '', 0],
    ]);
  });

  test.each(['gnu', 'pax'])('keep long and foreign names in format %s', async (format) => {
    const deep = join('names', 'd'.repeat(90), 'é'.repeat(60));
    mkdirSync(join(folder, deep), { recursive: true });
    writeFileSync(join(folder, deep, 'ファイル'), 'x');
    symlinkSync('t'.repeat(180), join(folder, 'names/link'));
    const entries = await tar(`--format=${format}`, 'names');
    rmSync(join(folder, 'names'), { recursive: true });
    expect(entries.map((entry) => entry.name)).toContain(
      `names/${'d'.repeat(90)}/${'é'.repeat(60)}/ファイル`,
    );
    expect(entries.find((entry) => entry.type === 'symlink')?.linkName).toBe('t'.repeat(180));
  });

  test.each([
    ['gnu', ''],
    ['pax', '0.0'],
    ['pax', '0.1'],
    ['pax', '1.0'],
  ])('tell the real size of sparse files, format %s %s', async (format, version) => {
    const path = join(folder, 'sparse');
    writeFileSync(path, 'start');
    truncateSync(path, 50_000_000);
    const entries = await tar(
      `--format=${format}`,
      '--sparse',
      ...(version === '' ? [] : [`--sparse-version=${version}`]),
      'sparse',
      'tree/a',
    );
    expect(entries.map((entry) => entry.name)).toEqual(['sparse', 'tree/a']);
    expect(entries[0]?.realSize).toBe(50_000_000);
    expect(entries[0]?.size).toBeLessThan(100_000);
    expect(entries[1]?.content.toString()).toBe('hello');
  });

  test('tell sizes beyond 8 GiB', async () => {
    const path = join(folder, 'huge');
    writeFileSync(path, '');
    truncateSync(path, 9 * 1024 ** 3);
    for (const format of ['gnu', 'pax']) {
      execFileSync('sh', [
        '-c',
        `tar -C '${folder}' --format=${format} -cf - huge 2>/dev/null | head -c 20000 > '${folder}/cut.tar'`,
      ]);
      for await (const entry of readTar(streamOf(readFileSync(join(folder, 'cut.tar'))), { file: 'x' })) {
        expect([entry.name, entry.size]).toEqual(['huge', 9 * 1024 ** 3]);
        break;
      }
    }
  });
});
