import { describe, expect, it } from 'vitest';
import { commands, raisedVersion, shortcutText } from '../../../../renderer/store/commands.ts';

describe('commands', () => {
  it('gives no two commands one id or one key', () => {
    const ids = commands.map(({ id }) => id);
    const keys = commands.flatMap(({ shortcut }) => shortcut ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('lists a second key of a command only as an alias of it', () => {
    const listed = commands.filter(({ alias }) => alias !== true).map(({ title }) => title);
    expect(new Set(listed).size).toBe(listed.length);
  });
});

describe('shortcutText', () => {
  it('prints the keys of the system', () => {
    expect(shortcutText('Mod+Shift+Z', false)).toBe('Ctrl Shift Z');
    expect(shortcutText('Mod+Shift+Z', true)).toBe('⌘⇧Z');
  });
});

describe('raisedVersion', () => {
  const withVersion = (version: unknown) => ({
    views: {
      appJson: {
        objects: [{ index: 0, span: { start: 0, end: 0 }, valid: true, value: { version } }],
        problems: [],
      },
    },
  });

  it('raises a semantic version and leaves anything else alone', () => {
    expect(raisedVersion(withVersion('1.4.2'), 'minor')).toBe('1.5.0');
    expect(raisedVersion(withVersion('1.4'), 'minor')).toBeUndefined();
    expect(raisedVersion(withVersion(3), 'minor')).toBeUndefined();
  });
});
