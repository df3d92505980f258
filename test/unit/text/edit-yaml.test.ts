import { describe, expect, it } from 'vitest';
import type { Edit } from '../../../shared/text/edit.ts';
import { editDocument } from '../../../shared/text/edit-document.ts';
import type { Path } from '../../../shared/text/path.ts';
import { applyEdits } from '../../../shared/text/span.ts';

function edited(text: string, edit: Edit): string {
  const result = editDocument(text, 'yaml', edit);
  if (!result.ok) throw new Error(result.reason);
  expect(applyEdits(text, result.edits)).toBe(result.text);
  return result.text;
}

function refusal(text: string, edit: Edit): string | undefined {
  const result = editDocument(text, 'yaml', edit);
  return result.ok ? undefined : result.reason;
}

const set = (text: string, path: Path, value: unknown) => edited(text, { op: 'set', object: 0, path, value });
const remove = (text: string, path: Path) => edited(text, { op: 'remove', object: 0, path });

describe('setting a scalar', () => {
  it.each([
    ['keeps plain style and the comment behind', 'a: v1   # why\n', 'apps/v1', 'a: apps/v1   # why\n'],
    ['keeps double quotes', 'a: "x" # c\n', 'y', 'a: "y" # c\n'],
    ['keeps single quotes', "a: 'x'\n", "it's", "a: 'it''s'\n"],
    ['writes a number without the old quotes', 'a: "1"\n', 2, 'a: 2\n'],
    ['quotes text that would read as a boolean', 'a: x\n', 'yes', 'a: "yes"\n'],
    ['quotes text that would read as a number', 'a: x\n', '0644', 'a: "0644"\n'],
    ['quotes text that would read as a float', 'a: x\n', '1e3', 'a: "1e3"\n'],
    ['quotes text that would read as null', 'a: x\n', 'null', 'a: "null"\n'],
    ['quotes a version of two numbers', 'a: x\n', '1.0', 'a: "1.0"\n'],
    ['leaves a version of three numbers plain', 'a: x\n', '1.0.0', 'a: 1.0.0\n'],
    ['leaves an image reference plain', 'a: x\n', 'chat:1.4.0', 'a: chat:1.4.0\n'],
    ['quotes an indicator at the begin', 'a: x\n', '*star', 'a: "*star"\n'],
    ['quotes what would read as a comment', 'a: x\n', 'b #c', 'a: "b #c"\n'],
    ['quotes what would read as a map', 'a: x\n', 'b: c', 'a: "b: c"\n'],
    ['quotes the empty text', 'a: x\n', '', 'a: ""\n'],
    ['leaves an argument with a dash plain', 'a: x\n', '--port', 'a: --port\n'],
    ['fills an empty value in front of its comment', 'a: # c\nb: 1\n', 'x', 'a: x # c\nb: 1\n'],
    ['fills an empty value at the end of the file', 'a:', 'x', 'a: x'],
    ['writes several lines as a block', 'a: x # c\n', 'one\ntwo\n', 'a: | # c\n  one\n  two\n'],
    ['writes several lines into double quotes that were there', 'a: "x"\n', 'one\ntwo', 'a: "one\\ntwo"\n'],
    [
      'keeps a block, its indentation and its comment',
      'a: |  # c\n    one\nb: 1\n',
      'two\n',
      'a: |  # c\n    two\nb: 1\n',
    ],
    ['keeps a folded block', 'a: >-\n  one\n  two\nb: 1\n', 'three', 'a: >-\n  three\nb: 1\n'],
    ['drops the last line end of a block with a dash', 'a: |\n  one\n', 'two', 'a: |-\n  two\n'],
    ['replaces a block by a number and keeps its comment', 'a: | # c\n  one\nb: 1\n', 5, 'a: 5 # c\nb: 1\n'],
    ['keeps an anchor that nothing repeats', 'a: &x one\n', 'two', 'a: &x two\n'],
    ['drops a tag that no longer fits', 'a: !!int 5\n', 'x', 'a: x\n'],
    ['replaces a scalar on the line below its key', 'a:\n  one # c\nb: 1\n', 'two', 'a:\n  two # c\nb: 1\n'],
    ['keeps CRLF', 'a: x\r\nb: 1\r\n', 'one\ntwo\n', 'a: |\r\n  one\r\n  two\r\nb: 1\r\n'],
  ])('%s', (_, text, value, expected) => {
    expect(set(text, ['a'], value)).toBe(expected);
  });

  it('changes nothing where the value is the same already', () => {
    const text = 'a: 0x1F\nb: "x"\nc: *d\n';
    expect(editDocument('a: 1.0\n', 'yaml', { op: 'set', object: 0, path: ['a'], value: 1 })).toEqual({
      ok: true,
      text: 'a: 1.0\n',
      edits: [],
    });
    expect(refusal(text, { op: 'set', object: 0, path: ['b'], value: 'x' })).toMatch(/syntax error/);
  });

  it('touches only the characters of the value', () => {
    const text = 'a: 0644\nbig: 1e3\nname: old # c\n';
    const result = editDocument(text, 'yaml', { op: 'set', object: 0, path: ['name'], value: 'new' });
    expect(result.ok && result.edits).toEqual([{ start: 23, end: 26, text: 'new' }]);
  });
});

describe('setting maps and lists', () => {
  it('puts a block below a key and keeps the comment on its line', () => {
    expect(set('a:\n    b: 1\nc: x # why\nd: 2\n', ['c'], { e: { f: 1 }, g: [] })).toBe(
      'a:\n    b: 1\nc: # why\n    e:\n        f: 1\n    g: []\nd: 2\n',
    );
  });

  it('indents lists as their neighbours are', () => {
    expect(set('a:\n- 1\nb:\n', ['b'], [1, { c: 2, d: [3] }])).toBe(
      'a:\n- 1\nb:\n- 1\n- c: 2\n  d:\n  - 3\n',
    );
    expect(set('a:\n  - 1\nb:\n', ['b'], [1])).toBe('a:\n  - 1\nb:\n  - 1\n');
  });

  it('makes the maps and lists missing on the way', () => {
    expect(set('kind: A\nspec:\n', ['spec', 'ports', 0, 'port'], 80)).toBe(
      'kind: A\nspec:\n  ports:\n    - port: 80\n',
    );
    expect(set('kind: A', ['metadata', 'name'], 'x')).toBe('kind: A\nmetadata:\n  name: x');
  });

  it('replaces the empty `{}` by a block, and fills it in place inside a flow map', () => {
    expect(set('labels: {} # c\nb: 1\n', ['labels', 'app'], 'x')).toBe('labels: # c\n  app: x\nb: 1\n');
    expect(set('a: {b: {}}\n', ['a', 'b', 'c'], 1)).toBe('a: {b: {c: 1}}\n');
  });

  it('turns `replicas: 1` into a map', () => {
    expect(set('spec:\n  replicas: 1\n  x: 2\n', ['spec', 'replicas'], { fixed: 1 })).toBe(
      'spec:\n  replicas:\n    fixed: 1\n  x: 2\n',
    );
    expect(set('{\n  "replicas": 1\n}\n', ['replicas'], { fixed: 1 })).toBe(
      '{\n  "replicas": {\n    "fixed": 1\n  }\n}\n',
    );
  });

  it('puts a map behind a dash', () => {
    expect(set('a:\n  - one # c\n  - two\n', ['a', 0], { b: 1, c: 2 })).toBe(
      'a:\n  - b: 1 # c\n    c: 2\n  - two\n',
    );
  });

  it('adds an entry behind the last one, in front of what follows', () => {
    expect(set('a:\n  b: 1 # b\n\n# about c\nc: 2\n', ['a', 'd'], 'x')).toBe(
      'a:\n  b: 1 # b\n  d: x\n\n# about c\nc: 2\n',
    );
    expect(set('a:\n  - b: |\n      text\n    c:\n  - d\n', ['a', 0, 'e'], 1)).toBe(
      'a:\n  - b: |\n      text\n    c:\n    e: 1\n  - d\n',
    );
  });

  it('adds to flow collections in their own style', () => {
    expect(set('a: {b: 1, c: x}\n', ['a', 'd'], 'p, q')).toBe('a: {b: 1, c: x, d: "p, q"}\n');
    expect(set('a: { "b": 1 }\n', ['a', 'd'], 'x')).toBe('a: { "b": 1, "d": "x" }\n');
    expect(set('a: [x, y,]\n', ['a', 2], 'z')).toBe('a: [x, y, z]\n');
    expect(set('{\n  "a": 1 # one\n}\n', ['b'], [true])).toBe(
      '{\n  "a": 1, # one\n  "b": [\n    true\n  ]\n}\n',
    );
  });

  it('appends to a list at the index that is its length', () => {
    expect(set('a:\n  - 1\n  # end\nb: 2\n', ['a', 1], 'x')).toBe('a:\n  - 1\n  - x\n  # end\nb: 2\n');
    expect(refusal('a:\n  - 1\n', { op: 'set', object: 0, path: ['a', 2], value: 1 })).toMatch(/no place 2/);
  });
});

describe('removing', () => {
  it.each([
    [
      'takes the line and its comment, and leaves the comment above',
      '# a\na: 1 # x\nb: 2\n',
      ['a'],
      '# a\nb: 2\n',
    ],
    ['takes the last line of a file without a final line end', 'a: 1\nb: 2', ['b'], 'a: 1'],
    ['takes a whole block', 'a:\n  b: |\n    x\n    y\n  c: 1\n', ['a', 'b'], 'a:\n  c: 1\n'],
    ['leaves `{}` for the last entry', 'a:\n  b: 1\nc: 2\n', ['a', 'b'], 'a: {}\nc: 2\n'],
    ['leaves `[]` for the last item', 'a: # c\n  - 1\nb: 2\n', ['a', 0], 'a: [] # c\nb: 2\n'],
    ['moves the next entry up to the dash', 'a:\n  - b: 1 # x\n    c: 2\n', ['a', 0, 'b'], 'a:\n  - c: 2\n'],
    [
      'leaves a comment between',
      'a:\n  - b: 1\n    # c\n    c: 2\n',
      ['a', 0, 'b'],
      'a:\n  -\n    # c\n    c: 2\n',
    ],
    ['takes one comma along', 'a: {b: 1, c: 2, d: 3}\n', ['a', 'c'], 'a: {b: 1, d: 3}\n'],
    ['takes the comma before the last', 'a: [1, 2]\n', ['a', 1], 'a: [1]\n'],
    ['takes the line of a JSON entry', '{\n  "a": 1,\n  "b": 2\n}\n', ['b'], '{\n  "a": 1\n}\n'],
    ['leaves an empty flow map', 'a: { b: 1 }\n', ['a', 'b'], 'a: {}\n'],
    ['keeps CRLF', 'a: 1\r\nb: 2\r\nc: 3\r\n', ['b'], 'a: 1\r\nc: 3\r\n'],
  ])('%s', (_, text, path, expected) => {
    expect(remove(text, path)).toBe(expected);
  });

  it('says so where there is nothing', () => {
    expect(refusal('a: 1\n', { op: 'remove', object: 0, path: ['b'] })).toMatch(/nothing at “b”/);
    expect(refusal('a: 1\n', { op: 'remove', object: 3, path: ['b'] })).toMatch(/no object 4/);
  });
});

describe('lists', () => {
  const list = 'a:\n  # first\n  - one\n\n  # second\n  - two # 2\n  - three\n';

  it('inserts in front of an item and its comment, between items, and at the end', () => {
    const insert = (index: number) =>
      edited(list, { op: 'insert', object: 0, path: ['a'], index, value: 'x' });
    expect(insert(0)).toBe(list.replace('  # first', '  - x\n  # first'));
    expect(insert(1)).toBe(list.replace('- one\n', '- one\n  - x\n'));
    expect(insert(3)).toBe(`${list}  - x\n`);
  });

  it('inserts into an empty or missing list', () => {
    const insert = (text: string) =>
      edited(text, { op: 'insert', object: 0, path: ['a'], index: 0, value: { b: 1 } });
    expect(insert('a: []\n')).toBe('a:\n  - b: 1\n');
    expect(insert('a:\n')).toBe('a:\n  - b: 1\n');
    expect(insert('c: 1\n')).toBe('c: 1\na:\n  - b: 1\n');
  });

  it('moves an item with its comments', () => {
    expect(edited(list, { op: 'move', object: 0, path: ['a'], from: 1, to: 0 })).toBe(
      'a:\n  # second\n  - two # 2\n\n  # first\n  - one\n  - three\n',
    );
    expect(edited('a: [x, "y",  z]\n', { op: 'move', object: 0, path: ['a'], from: 0, to: 2 })).toBe(
      'a: ["y", z,  x]\n',
    );
  });
});

describe('renaming a key', () => {
  it('keeps the place, the quotes and the value', () => {
    const rename = (text: string, key: string) => edited(text, { op: 'rename', object: 0, path: ['a'], key });
    expect(rename('a:   1 # c\nb: 2\n', 'x')).toBe('x:   1 # c\nb: 2\n');
    expect(rename('"a": 1\n', 'x')).toBe('"x": 1\n');
    expect(rename('a: 1\n', 'yes')).toBe('"yes": 1\n');
  });

  it('refuses a key that is there', () => {
    expect(refusal('a: 1\nb: 2\n', { op: 'rename', object: 0, path: ['a'], key: 'b' })).toMatch(
      /already has the key “b”/,
    );
  });
});

describe('anchors, aliases and merge keys', () => {
  const text = 'a: &l # labels\n  app: x\nb: *l # same\nc:\n  <<: *l\n  own: 1\n';

  it('refuses a change that would show at a second path', () => {
    for (const path of [['a', 'app'], ['a'], ['b', 'app']]) {
      expect(refusal(text, { op: 'set', object: 0, path, value: 'y' })).toMatch(/would change both/);
    }
    expect(refusal(text, { op: 'remove', object: 0, path: ['a'] })).toMatch(
      /repeats what would be taken away/,
    );
  });

  it('replaces an alias itself', () => {
    expect(set(text, ['b'], 'web')).toBe(text.replace('*l # same', 'web # same'));
    expect(set(text, ['b'], { z: 1 })).toBe(text.replace('b: *l # same', 'b: # same\n  z: 1'));
  });

  it('writes an entry of its own over a merged one', () => {
    expect(set(text, ['c', 'app'], 'web')).toBe(`${text}  app: web\n`);
    expect(refusal(text, { op: 'remove', object: 0, path: ['c', 'app'] })).toMatch(/not written here itself/);
  });
});

describe('texts with errors', () => {
  it('edits a sound object beside a broken one and leaves that as it is', () => {
    const text = 'a: [1\n---\nb: 1\n---\n\tc: 2\n';
    expect(edited(text, { op: 'set', object: 1, path: ['b'], value: 2 })).toBe(text.replace('b: 1', 'b: 2'));
    expect(refusal(text, { op: 'set', object: 0, path: ['a'], value: 2 })).toMatch(/syntax error.*no “]”/);
  });

  it('edits beside a doubled key, but not the doubled key', () => {
    expect(set('k: 1\nk: 2\nb: 1\n', ['b'], 2)).toBe('k: 1\nk: 2\nb: 2\n');
    expect(refusal('k: 1\nk: 2\n', { op: 'set', object: 0, path: ['k'], value: 3 })).toMatch(
      /“k” appears twice/,
    );
  });

  it('refuses a value that is not plain data, and one nested without end', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(refusal('a: 1\n', { op: 'set', object: 0, path: ['a'], value: loop })).toMatch(/200 levels/);
    expect(refusal('a: 1\n', { op: 'set', object: 0, path: ['a'], value: { f: undefined } })).toMatch(
      /“undefined”/,
    );
  });
});
