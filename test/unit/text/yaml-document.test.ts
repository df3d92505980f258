import { describe, expect, it } from 'vitest';
import type { ParsedObject } from '../../../shared/text/document.ts';
import { parseYaml } from '../../../shared/text/yaml-document.ts';

function first(text: string): ParsedObject {
  const [object] = parseYaml(text).objects;
  if (object === undefined) throw new Error('no object');
  return object;
}

function codes(text: string): string[] {
  return parseYaml(text).problems.map((each) => each.code);
}

function cut(text: string, span: { start: number; end: number } | undefined): string | undefined {
  return span === undefined ? undefined : text.slice(span.start, span.end);
}

describe('parsing a YAML stream', () => {
  it('counts only documents that hold something', () => {
    const text = '# head\n---\n---\n# only a comment\n---\na: 1\n...\n---\nb: 2\n---\n';
    expect(parseYaml(text).objects.map((each) => [each.index, each.value])).toEqual([
      [0, { a: 1 }],
      [1, { b: 2 }],
    ]);
    expect(parseYaml('').objects).toEqual([]);
    expect(parseYaml('# nothing here\n').problems).toEqual([]);
  });

  it('reads a byte order mark, CRLF and lone CR line ends', () => {
    const text = '\uFEFFa: 1\r\nb:\r\n  - x\r\n---\r\nc: |\r\n  two\r\n  lines\r\n';
    expect(parseYaml(text).objects.map((each) => each.value)).toEqual([
      { a: 1, b: ['x'] },
      { c: 'two\nlines\n' },
    ]);
    expect(first('a: 1\rb: 2\r').value).toEqual({ a: 1, b: 2 });
    expect(cut(text, first(text).span)).toBe('a: 1\r\nb:\r\n  - x');
  });

  it('does not take dashes inside an indented block scalar for a new document', () => {
    expect(parseYaml('a: |\n  ---\n  b\n').objects.map((each) => each.value)).toEqual([{ a: '---\nb\n' }]);
  });

  it('keeps an unclosed quote from swallowing the next document', () => {
    const document = parseYaml('a: "never closed\n---\nb: "x"\n');
    expect(document.objects.map((each) => each.valid)).toEqual([false, true]);
    expect(document.problems.map((each) => each.code)).toEqual(['unclosed-quote']);
    expect(cut(document.text, document.problems[0]?.span)?.startsWith('"never')).toBe(true);
  });

  it('resolves aliases and merge keys, own entries first', () => {
    const text = 'base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nuse:\n  <<: [*b, *o]\n  x: 9\nsame: *b\n';
    expect(first(text).value).toMatchObject({ use: { x: 9, y: 2, z: 4 }, same: { x: 1, y: 2 } });
  });

  it('makes keys text and takes `__proto__` for an ordinary one', () => {
    const value = first('1: a\ntrue: b\n? [x, y]\n: c\n__proto__: {polluted: 1}\n').value as object;
    expect(Object.keys(value)).toEqual(['1', 'true', '[x, y]', '__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  it('gives the same answer for the same document at another place', () => {
    const once = parseYaml('a: {b: c}\n');
    const later = parseYaml('x: 1\n---\na: {b: c}\n');
    const span = later.objects[1]?.locate(['a', 'b']);
    expect(cut(once.text, once.objects[0]?.locate(['a', 'b']))).toBe('c');
    expect(cut(later.text, span)).toBe('c');
  });

  it('shares the work for a document that did not change', () => {
    const big = `items:\n${Array.from({ length: 3000 }, (_, index) => `  - n${index}: "v${index}"\n`).join('')}`;
    const before = parseYaml(`${big}---\na: 1\n`).objects[0]?.value;
    expect(parseYaml(`${big}---\na: 2\n`).objects[0]?.value).toBe(before);
  });
});

describe('places in a YAML text', () => {
  const text =
    'metadata: # c\n  name: &n chat # d\n  empty:\nspec:\n  ports:\n    - port: 8080\n      name: *n\n    - {port: 0644}\n';

  it('locates values, keys and entries exactly', () => {
    const object = first(text);
    expect(cut(text, object.locate(['metadata', 'name']))).toBe('chat');
    expect(cut(text, object.locate(['metadata', 'name'], 'key'))).toBe('name');
    expect(cut(text, object.locate(['metadata', 'name'], 'entry'))).toBe('name: &n chat');
    expect(cut(text, object.locate(['spec', 'ports', 0, 'name']))).toBe('*n');
    expect(cut(text, object.locate(['spec', 'ports', 0], 'entry'))).toBe('- port: 8080\n      name: *n');
    expect(cut(text, object.locate(['spec', 'ports', 1, 'port'], 'entry'))).toBe('port: 0644');
    expect(object.locate(['metadata', 'empty'])).toBeUndefined();
    expect(object.locate(['metadata', 'nothing'])).toBeUndefined();
  });

  it('falls back to the nearest key, or to the first line of an item', () => {
    const object = first(text);
    expect(cut(text, object.nearest(['metadata', 'empty']))).toBe('empty');
    expect(cut(text, object.nearest(['metadata', 'labels', 'app']))).toBe('metadata');
    expect(cut(text, object.nearest(['spec', 'ports', 0, 'protocol']))).toBe('- port: 8080');
    expect(cut(text, object.nearest(['kind']))).toBe('metadata: # c');
  });

  it('follows aliases and merge keys to where a value is written', () => {
    const source = 'a: &a {x: one}\nb: *a\nc:\n  <<: *a\n';
    expect(cut(source, first(source).locate(['b', 'x']))).toBe('one');
    expect(first(source).locate(['c', 'x'])?.start).toBe(source.indexOf('one'));
  });

  it('names the path around an offset', () => {
    const object = first(text);
    expect(object.pathAt(text.indexOf('8080'))).toEqual(['spec', 'ports', 0, 'port']);
    expect(object.pathAt(text.indexOf('name:'))).toEqual(['metadata', 'name']);
    expect(object.pathAt(text.indexOf('0644'))).toEqual(['spec', 'ports', 1, 'port']);
    expect(object.pathAt(text.length + 5)).toEqual([]);
  });

  it('tells how a scalar is written', () => {
    const source = 'a: 0644\nb: "1.0"\nc: 1e3\nd: {}\n';
    const object = first(source);
    expect(['a', 'b', 'c', 'd'].map((key) => object.sourceAt([key]))).toEqual([
      '0644',
      '"1.0"',
      '1e3',
      undefined,
    ]);
  });
});

describe('problems of a YAML text', () => {
  it.each([
    ['kind: A\nkind: B\n', 'duplicate-key', 'kind'],
    ['"a": 1\na: 2\n', 'duplicate-key', 'a'],
    ['a: "x\n', 'unclosed-quote', '"x'],
    ["a: 'x\n", 'unclosed-quote', "'x"],
    ['a: [1, 2\nb: 1\n', 'unclosed-bracket', '['],
    ['{"a": {"b": 1}\n', 'unclosed-bracket', '{'],
    ['a: 1\n\tb: 2\n', 'tab-indent', undefined],
    ['a: b: c\n', 'map-on-one-line', undefined],
    ['a: 1\n  b: 2\n', 'bad-indent', '  b'],
    ['a:\n  b: 1\n c: 2\n', 'bad-indent', undefined],
    ['a: *x\n', 'unknown-anchor', '*x'],
    ['a: @x\n', 'bad-start', undefined],
    ['a: "\\q"\n', 'bad-escape', undefined],
    ['{"a": "x"\n "b": 2}\n', 'missing-comma', undefined],
    ['{"a": 1 "b": 2}\n', 'missing-comma', ' '],
    ['{a: - 1}\n', 'block-in-flow', undefined],
    ['a\nb\n---\nc: 1\nd\n', 'missing-colon', 'd'],
    ['key: - a\n', 'unexpected-text', '-'],
    ['a: |x\n  y\n', 'block-scalar-header', 'x'],
    ['&a [*a]\n', 'alias-cycle', '*a'],
    ['<<: 1\n', 'bad-merge', '1'],
    ['a: &x &y 1\n', 'two-anchors', '&y'],
    ['%YAML 1.2\na: 1\n', 'missing-document-start', undefined],
    ['a: !!int x\n', 'bad-tag', undefined],
    ['a: !own x\n', 'unknown-tag', '!own'],
    ['a: \0\n', 'not-text', '\0'],
  ])('%j is reported as %s', (text, code, piece) => {
    const problem = parseYaml(text).problems.find((each) => each.code === code);
    expect(codes(text)).toContain(code);
    expect(problem?.message).toMatch(/\.$/);
    expect(problem?.message).not.toMatch(/! |!$|flow map|implicit/);
    if (piece !== undefined) expect(cut(text, problem?.span)).toBe(piece);
  });

  it('keeps the value where only the meaning is doubtful', () => {
    const object = first('kind: A\nkind: B\n');
    expect(object.valid).toBe(false);
    expect(object.value).toEqual({ kind: 'B' });
    expect(first('a: !own x\n')).toMatchObject({ valid: true, value: { a: 'x' } });
  });

  const bomb = `a: &a [1,1,1,1,1,1,1,1,1]\n${Array.from({ length: 12 }, (_, index) => {
    const from = String.fromCharCode(97 + index);
    const to = String.fromCharCode(98 + index);
    return `${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]\n`;
  }).join('')}`;

  it.each([
    ['an alias bomb', bomb, 'alias-bomb'],
    ['fifty million brackets', '['.repeat(50_000_000), 'too-large'],
    ['a million brackets', '['.repeat(1_000_000), 'too-deep'],
    ['a million braces', '{"a": '.repeat(200_000), 'too-deep'],
    ['a hundred thousand nested maps', '? '.repeat(100_000), 'too-deep'],
    ['a hundred thousand nested lists', '- '.repeat(100_000), 'too-deep'],
    [
      'maps nested line by line',
      Array.from({ length: 1000 }, (_, index) => `${' '.repeat(index)}a:`).join('\n'),
      'too-deep',
    ],
    [
      'aliases that nest',
      `a0: &a0 [1]\n${Array.from({ length: 900 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}]\n`).join('')}`,
      'too-deep',
    ],
    ['a million unclosed quotes', 'a: "x\n'.repeat(700_000), 'too-large'],
    ['a hundred thousand documents', '--- a\n'.repeat(100_000), 'too-many-objects'],
  ])('%s is a problem at once, not a crash', (_, text, code) => {
    const start = performance.now();
    expect(codes(text)).toEqual([code]);
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('lets 200 levels pass', () => {
    const text = `${'['.repeat(200)}${']'.repeat(200)}`;
    expect(codes(text)).toEqual([]);
    expect(codes(`[${text}]`)).toEqual(['too-deep']);
  });
});
