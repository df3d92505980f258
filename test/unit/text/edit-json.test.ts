import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../shared/text/edit.ts';
import { editDocument } from '../../../shared/text/edit-document.ts';

const text = '{\n    "name": "chat",\n    "version": "1.0.0",\n    "access": {"read": true}\n}\n';

function edited(on: string, edit: Edit): string {
  const result = editDocument(on, 'json', edit);
  return result.ok ? result.text : result.reason;
}

describe('editing JSON', () => {
  it.each<[string, Edit, string]>([
    [
      'replaces a value alone',
      { op: 'set', object: 0, path: ['version'], value: '1.0.1' },
      text.replace('1.0.0', '1.0.1'),
    ],
    [
      'adds an entry on a line of its own',
      { op: 'set', object: 0, path: ['id'], value: 7 },
      text.replace('true}\n', 'true},\n    "id": 7\n'),
    ],
    [
      'adds to a map on one line',
      { op: 'set', object: 0, path: ['access', 'write'], value: false },
      text.replace('true}', 'true, "write": false}'),
    ],
    [
      'removes the last entry with the comma before it',
      { op: 'remove', object: 0, path: ['access'] },
      '{\n    "name": "chat",\n    "version": "1.0.0"\n}\n',
    ],
    [
      'removes the first entry with the comma behind it',
      { op: 'remove', object: 0, path: ['name'] },
      text.replace('    "name": "chat",\n', ''),
    ],
    [
      'renames a key',
      { op: 'rename', object: 0, path: ['name'], key: 'title' },
      text.replace('"name"', '"title"'),
    ],
    [
      'indents a new map as the file does',
      { op: 'set', object: 0, path: ['name'], value: { a: [1] } },
      text.replace('"chat"', '{\n        "a": [\n            1\n        ]\n    }'),
    ],
  ])('%s', (_, edit, expected) => {
    expect(edited(text, edit)).toBe(expected);
  });

  it('keeps tabs, CRLF, a tight layout and a byte order mark', () => {
    const set: Edit = { op: 'set', object: 0, path: ['b'], value: 'é"\n' };
    expect(edited('{\r\n\t"a": 1\r\n}', set)).toBe('{\r\n\t"a": 1,\r\n\t"b": "é\\"\\n"\r\n}');
    expect(edited('{"a":1}', set)).toBe('{"a":1,"b":"é\\"\\n"}');
    expect(edited('\uFEFF{ "a": 1 }', set)).toBe('\uFEFF{ "a": 1, "b": "é\\"\\n" }');
    expect(edited('{}\n', set)).toBe('{\n  "b": "é\\"\\n"\n}\n');
  });

  it('refuses what JSON cannot hold, and a text with errors', () => {
    expect(edited(text, { op: 'set', object: 0, path: ['a'], value: Number.NaN })).toMatch(
      /cannot write the number NaN/,
    );
    expect(edited('{"a": }', { op: 'set', object: 0, path: ['b'], value: 1 })).toMatch(
      /syntax error.*value is expected/,
    );
    expect(edited(text, { op: 'remove-object', object: 0 })).toMatch(/holds one object/);
    expect(edited('', { op: 'set', object: 0, path: ['b'], value: 1 })).toMatch(/no object 1/);
  });
});
