import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../shared/text/edit.ts';
import { editDocument } from '../../../shared/text/edit-document.ts';

const A = '# about a\nkind: A # a\nmetadata:\n  name: a\n';
const B = '# about b\nkind: B\nmetadata: {name: b}\n';
const NEW = { kind: 'New', metadata: { name: 'new' } };
const N = 'kind: New\nmetadata:\n  name: new\n';

function edited(text: string, edit: Edit): string {
  const result = editDocument(text, 'yaml', edit);
  return result.ok ? result.text : result.reason;
}

describe('whole objects', () => {
  it.each<[string, string, Edit, string]>([
    [
      'adds at the end',
      `${A}---\n${B}`,
      { op: 'add-object', object: 2, value: NEW },
      `${A}---\n${B}---\n${N}`,
    ],
    ['adds in front', `${A}---\n${B}`, { op: 'add-object', object: 0, value: NEW }, `${N}---\n${A}---\n${B}`],
    [
      'adds in between',
      `---\n${A}---\n${B}`,
      { op: 'add-object', object: 1, value: NEW },
      `---\n${A}---\n${N}---\n${B}`,
    ],
    ['adds to an empty file', '', { op: 'add-object', object: 0, value: NEW }, N],
    [
      'adds below comments',
      '# nothing here\n',
      { op: 'add-object', object: 0, value: NEW },
      `# nothing here\n${N}`,
    ],
    [
      'adds behind an open separator',
      `${A}---\n`,
      { op: 'add-object', object: 1, value: NEW },
      `${A}---\n${N}`,
    ],
    [
      'adds without a final line end where there was none',
      'kind: A',
      { op: 'add-object', object: 1, value: { k: 1 } },
      'kind: A\n---\nk: 1',
    ],
    [
      'adds with CRLF',
      'kind: A\r\n',
      { op: 'add-object', object: 1, value: { k: 1 } },
      'kind: A\r\n---\r\nk: 1\r\n',
    ],
    ['removes the first and no separator stays', `${A}---\n${B}`, { op: 'remove-object', object: 0 }, B],
    [
      'removes the first and the leading separator stays',
      `---\n${A}---\n${B}`,
      { op: 'remove-object', object: 0 },
      `---\n${B}`,
    ],
    [
      'removes the first and the head of the file stays',
      `# head\n\n${A}---\n${B}`,
      { op: 'remove-object', object: 0 },
      `# head\n\n${B}`,
    ],
    ['removes the last', `${A}---\n${B}`, { op: 'remove-object', object: 1 }, A],
    [
      'removes the last of a file without a final line end',
      'a: 1\n---\nb: 2',
      { op: 'remove-object', object: 1 },
      'a: 1',
    ],
    ['removes the only one', A, { op: 'remove-object', object: 0 }, ''],
    ['removes one that does not parse', `${A}---\nx: [1\n`, { op: 'remove-object', object: 1 }, A],
    [
      'copies one with its comments under another name',
      `${A}---\n${B}`,
      { op: 'duplicate-object', object: 0, name: 'c' },
      `${A}---\n${A.replace('name: a', 'name: c')}---\n${B}`,
    ],
    [
      'copies the last',
      `---\n${B}`,
      { op: 'duplicate-object', object: 0, name: 'c' },
      `---\n${B}---\n${B.replace('name: b', 'name: c')}`,
    ],
    [
      'moves one with the comments above it',
      `# head\n\n---\n${A}---\n${B}`,
      { op: 'move-object', object: 1, to: 0 },
      `# head\n\n---\n${B}---\n${A}`,
    ],
    [
      'moves past a separator with a comment',
      `${A}--- # mark\n${B}`,
      { op: 'move-object', object: 0, to: 1 },
      `${B}--- # mark\n${A}`,
    ],
  ])('%s', (_, text, edit, expected) => {
    expect(edited(text, edit)).toBe(expected);
  });

  it('refuses an object that is not there, and a copy of what does not parse', () => {
    expect(edited(A, { op: 'remove-object', object: 1 })).toMatch(/no object 2/);
    expect(edited(A, { op: 'move-object', object: 0, to: 1 })).toMatch(/no object 2/);
    expect(edited('a: [1\n', { op: 'duplicate-object', object: 0, name: 'x' })).toMatch(/syntax error/);
    expect(edited('- a\n', { op: 'duplicate-object', object: 0, name: 'x' })).toMatch(/no place/);
  });
});
