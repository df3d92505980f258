import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../shared/text/json-document.ts';

describe('parsing JSON', () => {
  it('gives the value, the places and the way a scalar is written', () => {
    const text = '{\n  "name": "chat",\n  "id": 1.50,\n  "list": [{"a": null}]\n}\n';
    const [object] = parseJson(text).objects;
    expect(object?.value).toEqual({ name: 'chat', id: 1.5, list: [{ a: null }] });
    expect(object?.sourceAt(['id'])).toBe('1.50');
    const span = object?.locate(['list', 0, 'a'], 'entry');
    expect(text.slice(span?.start, span?.end)).toBe('"a": null');
    expect(object?.pathAt(text.indexOf('chat'))).toEqual(['name']);
  });

  it.each([
    ['', 'empty', 0],
    [' \n', 'empty', 0],
    ['{"a":1,}', 'missing-key', 7],
    ['{"a":1 "b":2}', 'missing-comma', 7],
    ['{"a" 1}', 'missing-colon', 5],
    ['{"a":}', 'missing-value', 5],
    ['{"a":1', 'unclosed-bracket', 6],
    ['[1', 'unclosed-bracket', 2],
    ['// c\n{}', 'comment', 0],
    ['{"a":"x\n"}', 'unclosed-quote', 5],
    ['{"a":"\\q"}', 'bad-escape', 5],
    ['{"a":"\t"}', 'bad-character', 5],
    ['{"a":1.}', 'bad-number', 5],
    ["{'a':1}", 'unexpected-text', 1],
    ['{} {}', 'unexpected-text', 3],
    ['\u00a0{}', 'unexpected-text', 0],
    ['{"a":1,"a":2}', 'duplicate-key', 7],
    ['{"a":"\0"}', 'not-text', 6],
    ['['.repeat(1_000_000), 'too-deep', 200],
    ['{"a":'.repeat(100_000), 'too-deep', 1000],
    [`[${'1,'.repeat(500_000)}1]`, 'too-large', 0],
  ])('%.20j is reported as %s at its place', (text, code, at) => {
    const [problem] = parseJson(text).problems;
    expect(problem?.code).toBe(code);
    expect(problem?.span.start).toBe(at);
    expect(problem?.message).toMatch(/\.$/);
  });

  it('passes over a byte order mark with a warning', () => {
    const document = parseJson('\uFEFF{"a": 1}');
    expect(document.problems).toMatchObject([{ code: 'byte-order-mark', warning: true }]);
    expect(document.objects[0]).toMatchObject({ valid: true, value: { a: 1 } });
    expect(document.objects[0]?.locate(['a'])).toEqual({ start: 7, end: 8 });
  });

  it('keeps what it understood of a broken text', () => {
    const [object] = parseJson('{"name": "x", "version": }').objects;
    expect(object).toMatchObject({ valid: false, value: { name: 'x', version: null } });
  });

  it('takes `__proto__` for an ordinary key', () => {
    const value = parseJson('{"__proto__": {"a": 1}}').objects[0]?.value as object;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });
});
