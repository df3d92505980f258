import { expect, test } from 'vitest';
import { format } from '../../../../renderer/language/format.ts';
import type { Role } from '../../../../renderer/language/protocol.ts';
import { applyEdits } from '../../../../shared/text/span.ts';

function formatted(role: Role, text: string): string | undefined {
  const edits = format(role, text);
  return edits && applyEdits(text, edits);
}

test.each([
  ['{"name":"a","id":7}', '{\n  "name": "a",\n  "id": 7\n}\n'],
  ['{\r\n"name":"a"\r\n}\r\n', '{\r\n  "name": "a"\r\n}\r\n'],
  ['\uFEFF{"a":[1,2]}', '\uFEFF{\n  "a": [\n    1,\n    2\n  ]\n}\n'],
  ['{"n": 1.0, "e": 1e3}', '{\n  "n": 1.0,\n  "e": 1e3\n}\n'],
])('JSON is laid out with two spaces, its line ends and numbers kept (%#)', (text, expected) => {
  expect(formatted('appJson', text)).toBe(expected);
  expect(formatted('appJson', expected)).toBe(expected);
});

test.each([
  ['a: 1  \nb:   2 # c \n', 'a: 1\nb:   2 # c\n'],
  ['a: 1', 'a: 1\n'],
  ['a: 1\r\n\r\n  \r\n', 'a: 1\r\n'],
  ['a: |\n  x  \n  y\nb: 1 \n', 'a: |\n  x  \n  y\nb: 1\n'],
  ['a: "x  \n\n  y" \n', 'a: "x  \n\n  y"\n'],
  ['a: |+\n  x\n\n\n', 'a: |+\n  x\n\n\n'],
  ['a:\n        b: 0644\n', 'a:\n        b: 0644\n'],
])('YAML loses trailing spaces and nothing that has a meaning (%#)', (text, expected) => {
  expect(formatted('appSpec', text)).toBe(expected);
  expect(formatted('appSpec', expected)).toBe(expected);
});

test('texts with syntax errors are left alone', () => {
  expect(format('appJson', '{"a": }')).toBeUndefined();
  expect(format('appSpec', 'a: [1 \n')).toBeUndefined();
});
