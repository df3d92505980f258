import { expect, test } from 'vitest';
import { decode, encode } from '../support/electron/values.ts';

// "Object serialization" in Electron's tutorial on inter-process communication: the structured clone algorithm.
test('plain data crosses as an equal copy', () => {
  const value = {
    a: [1, -0, Number.NaN, null, undefined, true],
    b: { $: 'undefined' },
    c: '“x”',
    d: undefined,
  };
  const copy = decode(JSON.parse(JSON.stringify(encode(value))));
  expect(copy).toStrictEqual(value);
  expect(copy).not.toBe(value);
});

test.each([
  ['a function', () => 1],
  ['a symbol', Symbol('x')],
  ['a promise', Promise.resolve()],
  ['an object with a class of its own', new URL('app://x/')],
])('%s throws as documented', (_name, value) => {
  expect(() => encode({ value })).toThrow('An object could not be cloned.');
});
