import { describe, expect, it } from 'vitest';
import { editDocument } from '../../shared/text/edit-document.ts';
import { parseJson } from '../../shared/text/json-document.ts';
import fc from '../support/fast-check.ts';
import { data, oracle, randomEdit, same } from './edit-oracle.ts';

const SEED = 20_260_102;

const layouts = fc.record({
  indent: fc.constantFrom<string | number>(0, 2, 4, '\t'),
  newline: fc.constantFrom('\n', '\r\n'),
  end: fc.boolean(),
  mark: fc.integer({ min: 0, max: 9 }),
});

describe('random edits of random JSON', () => {
  it('change the target and nothing else', () => {
    let made = 0;
    let refused = 0;
    const app = fc.dictionary(fc.constantFrom('name', 'version', 'id', 'unknown', 'a.b', '__x', ''), data, {
      minKeys: 1,
      maxKeys: 5,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(app, layouts, fc.gen(), (value, layout, draw) => {
        let text = JSON.stringify(value, null, layout.indent).replaceAll('\n', layout.newline);
        if (layout.end) text += layout.newline;
        if (layout.mark === 0) text = `\uFEFF${text}`;
        let current: unknown = JSON.parse(JSON.stringify(value));
        for (let round = 0; round < 3; round++) {
          const edit = randomEdit(draw, 0, current);
          if (edit === undefined) return;
          const result = editDocument(text, 'json', edit);
          if (!result.ok) {
            refused += 1;
            continue;
          }
          made += 1;
          const expected = JSON.parse(JSON.stringify(oracle(current, edit)));
          const now: unknown = JSON.parse(result.text.replace(/^\uFEFF/, ''));
          if (!same(now, expected))
            throw new Error(`${JSON.stringify(edit)}\n${text}\n=====\n${result.text}`);
          expect(result.text.endsWith('\n')).toBe(text.endsWith('\n'));
          // Lines of the other kind would show in every later comparison of versions.
          if (layout.newline === '\r\n') expect(result.text).not.toMatch(/[^\r]\n/);
          else expect(result.text).not.toContain('\r');
          text = result.text;
          current = now;
        }
      }),
      { numRuns: 1000, seed: SEED, endOnFailure: true },
    );
    expect(made).toBeGreaterThan(2000);
    expect(refused / made).toBeLessThan(0.02);
  }, 60_000);

  it('a text is accepted exactly where JSON.parse accepts it, doubled keys apart', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '"a"',
        '"b\\n"',
        '1',
        '-0',
        '01',
        '1.5e3',
        '1.',
        'true',
        'nul',
        ' ',
        '\n',
        '//x\n',
        '"\\x"',
        '\u00a0',
        "'q'",
        '"open',
      ),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        let accepted = true;
        try {
          JSON.parse(text);
        } catch {
          accepted = false;
        }
        const problems = parseJson(text).problems.filter((each) => each.code !== 'duplicate-key');
        expect(problems.length === 0, text).toBe(accepted);
      }),
      { numRuns: 4000, seed: SEED },
    );
  });
});
