import { describe, expect, test } from 'vitest';
import { entryPath, NameTable, nameProblem } from '../../../electron/services/archives/safe-name.ts';

describe('an entry’s name', () => {
  test.each(['a', './a/b', 'a//b/', 'blobs/sha256/ab', '.wh.x', '..a/b..', 'ü/日本'])(
    'is safe: %s',
    (name) => {
      expect(nameProblem(name)).toBeUndefined();
    },
  );

  test.each([
    ['', 'it is empty'],
    ['/etc/passwd', 'it is absolute'],
    ['../x', 'it leads out through “..”'],
    ['a/../../x', 'it leads out through “..”'],
    ['a/..', 'it leads out through “..”'],
    ['C:/x', 'it begins with a drive letter'],
    ['c:x', 'it begins with a drive letter'],
    ['a\\..\\b', 'it has a backslash'],
    ['a\0b', 'it has a zero byte'],
  ])('is unsafe: %j', (name, problem) => {
    expect(nameProblem(name)).toBe(problem);
  });

  test.each([
    ['x/NUL', 'it is the name of a device on Windows'],
    ['com1.txt', 'it is the name of a device on Windows'],
    ['aux .log', undefined],
    ['aux ', 'it is the name of a device on Windows'],
    ['a./b', 'a part of it ends with a dot or a space'],
    ['ab:c', 'it has a character that Windows does not allow'],
    ['what?', 'it has a character that Windows does not allow'],
    ['n'.repeat(256), 'a part of it is longer than 255 bytes'],
    ['console/nullable', undefined],
  ])('may not be unpacked everywhere: %j', (name, problem) => {
    expect(nameProblem(name)).toBeUndefined();
    expect(nameProblem(name, { unpack: true })).toBe(problem);
  });

  test('has one spelling', () => {
    expect(['./a//b/', 'a/./b', 'a/b'].map(entryPath)).toEqual(['a/b', 'a/b', 'a/b']);
    expect(entryPath('./')).toBe('');
  });
});

describe('the names of an archive', () => {
  test('are told apart by capitals, unless they are to be unpacked', () => {
    const reading = new NameTable();
    expect([reading.add('a'), reading.add('A'), reading.add('a')]).toEqual([
      undefined,
      undefined,
      'the archive has it twice',
    ]);
    const unpacking = new NameTable({ unpack: true });
    expect([unpacking.add('é/a'), unpacking.add('E\u0301/a')]).toEqual([
      undefined,
      'the archive also has “é/a”, which some systems take for the same',
    ]);
  });

  test('lead through links, in any part and either order', () => {
    const names = new NameTable();
    names.addLink('a/layer.tar', '../b/layer.tar', 'symlink');
    names.addLink('b', 'deep/c', 'symlink');
    names.addLink('hard', 'b/layer.tar', 'hardlink');
    expect(names.resolve('a/layer.tar')).toEqual({ ok: true, path: 'deep/c/layer.tar' });
    expect(names.resolve('hard')).toEqual({ ok: true, path: 'deep/c/layer.tar' });
    expect(names.badLink()).toBeUndefined();
  });

  test.each([
    ['absolute', '/etc', 'its target is absolute'],
    ['on a drive', 'C:\\x', 'its target begins with a drive letter'],
    ['on a share', '\\\\host\\x', 'its target is absolute'],
    ['empty', '', 'its target is empty'],
  ])('may not link to what is %s', (_kind, target, problem) => {
    expect(new NameTable().addLink('a', target, 'symlink')).toBe(problem);
  });

  test('may not link out, also by way of other links', () => {
    const straight = new NameTable();
    straight.addLink('a/l', '../../x', 'symlink');
    expect(straight.badLink()).toEqual({ path: 'a/l', problem: 'it leads out of the archive' });
    const winding = new NameTable();
    winding.addLink('p/q/l', '../..', 'symlink');
    winding.addLink('p/q/m', 'l/../x', 'symlink');
    expect(winding.badLink()).toEqual({ path: 'p/q/m', problem: 'it leads out of the archive' });
    expect(new NameTable().addLink('a', '../x', 'hardlink')).toBe('its target leads out through “..”');
  });

  test('may not link in a circle', () => {
    const names = new NameTable();
    names.addLink('a', 'b', 'symlink');
    names.addLink('b', 'a', 'symlink');
    expect(names.badLink()?.problem).toBe('its links lead round in a circle');
  });
});
