import { describe, expect, it } from 'vitest';
import type { Language, ParsedDocument } from '../../shared/text/document.ts';
import { editDocument } from '../../shared/text/edit-document.ts';
import { parseJson } from '../../shared/text/json-document.ts';
import { parseYaml } from '../../shared/text/yaml-document.ts';
import { splitYamlStream } from '../../shared/text/yaml-stream.ts';
import fc from '../support/fast-check.ts';
import { pathsOf } from './edit-oracle.ts';

const PIECES = [
  'a',
  'b: ',
  ': ',
  '- ',
  '? ',
  '\n',
  '\r\n',
  '\r',
  '  ',
  '    ',
  '\t',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '#',
  ' # c',
  '&x ',
  '*x',
  '<<: ',
  '!t ',
  '!!str ',
  '|\n',
  '>-\n',
  '---\n',
  '--- ',
  '...\n',
  '%YAML 1.2\n',
  '\uFEFF',
  '@',
  '`',
  '1',
  'null',
  '~',
  '\\',
  '\u2028',
  '\ud800',
  '\u0085',
  '__proto__: ',
  'constructor: ',
];

const texts = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 25 }).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
);

function checkDocument(document: ParsedDocument, text: string): void {
  const inside = (span: { start: number; end: number } | undefined) =>
    span === undefined || (span.start >= 0 && span.start <= span.end && span.end <= text.length);
  for (const problem of document.problems) {
    expect(inside(problem.span), problem.code).toBe(true);
    expect(problem.message).toMatch(/^\S.*[.?]$/s);
  }
  for (const object of document.objects) {
    expect(inside(object.span)).toBe(true);
    for (const path of [[], ['a'], ['a', 0, 'b'], ...pathsOf(object.value).slice(0, 20)]) {
      for (const part of ['value', 'key', 'entry'] as const) {
        expect(inside(object.locate(path, part))).toBe(true);
        expect(inside(object.nearest(path, part))).toBe(true);
      }
      object.sourceAt(path);
    }
    for (let offset = 0; offset <= text.length; offset += 3) object.pathAt(offset);
  }
}

describe('any text at all', () => {
  it('is parsed without a throw, with every place inside it', () => {
    fc.assert(
      fc.property(texts, (text) => {
        checkDocument(parseYaml(text), text);
        checkDocument(parseJson(text), text);
      }),
      { numRuns: 3000, seed: 20_260_104 },
    );
  });

  it('is cut into documents without a character lost', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const joined = splitYamlStream(text)
          .map((chunk) => chunk.text)
          .join('');
        expect(joined).toBe(text.startsWith('\uFEFF') ? text.slice(1) : text);
      }),
      { numRuns: 1000, seed: 20_260_105 },
    );
  });

  it('is edited or refused without a throw, other documents byte for byte the same', () => {
    fc.assert(
      fc.property(texts, fc.constantFrom<Language>('yaml', 'json'), fc.nat(), (text, language, choice) => {
        const document = language === 'yaml' ? parseYaml(text) : parseJson(text);
        const object = document.objects[choice % Math.max(1, document.objects.length)];
        if (object === undefined) return;
        const paths = [['added'], ...pathsOf(object.value)];
        const path = paths[choice % paths.length] ?? [];
        const at = object.index;
        for (const edit of [
          { op: 'set', object: at, path, value: ['x\ny', 1] },
          { op: 'remove', object: at, path },
          { op: 'duplicate-object', object: at, name: 'n' },
          { op: 'remove-object', object: at },
        ] as const) {
          const result = editDocument(text, language, edit);
          if (!result.ok || edit.op !== 'set') continue;
          const after = language === 'yaml' ? parseYaml(result.text) : parseJson(result.text);
          const others = (of: ParsedDocument) =>
            of.objects
              .filter((each) => each.index !== at)
              .map((each) => of.text.slice(each.span.start, each.span.end));
          expect(others(after)).toEqual(others(document));
        }
      }),
      { numRuns: 3000, seed: 20_260_106 },
    );
  });
});
