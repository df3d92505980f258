import { expect, test } from 'vitest';
import { shownText } from '../../../renderer/components/monaco/shown-text.ts';
import { TextMapping } from '../../../renderer/features/manifests/editor/text-mapping.ts';
import { applyEdits } from '../../../shared/text/span.ts';
import fc from '../../support/fast-check.ts';

const piece = fc.constantFrom('a', 'bc', ' ', '\n', '\r\n', '\r', '\uD83D\uDE00');
const content = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(''));
const text = fc.tuple(fc.boolean(), content).map(([mark, rest]) => (mark ? `\uFEFF${rest}` : rest));
const typed = fc.array(fc.constantFrom('x', '\n', ' y'), { maxLength: 3 }).map((parts) => parts.join(''));

test('an offset goes to the editor and back, whatever the line ends', () => {
  fc.assert(
    fc.property(text, (source) => {
      const mapping = new TextMapping(source);
      const shown = shownText(source);
      for (let offset = 0; offset <= shown.length; offset++) {
        const back = mapping.toText(offset);
        expect(mapping.toShown(back)).toBe(offset);
        expect(shownText(source.slice(back))).toBe(shown.slice(offset));
      }
    }),
  );
});

test('what is typed in the editor makes the same of the text', () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.nat(), typed, (source, a, b, insert) => {
      const shown = shownText(source);
      const [start = 0, end = 0] = [a % (shown.length + 1), b % (shown.length + 1)].sort((x, y) => x - y);
      const edit = new TextMapping(source).toEdit(start, end, insert);
      expect(shownText(applyEdits(source, [edit]))).toBe(shown.slice(0, start) + insert + shown.slice(end));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a\r\nb\r\nc\n', '\r\n'],
  ['a\nb\nc\r\n', '\n'],
  ['a\rb\r', '\r'],
  ['', '\n'],
])('a new line is ended as most lines of %j are', (source, newline) => {
  const { text: inserted } = new TextMapping(source).toEdit(0, 0, '\nx');
  expect(inserted).toBe(`${newline}x`);
});

test('the byte-order mark stays in front of what is typed', () => {
  const source = '\uFEFFa: 1\n';
  expect(applyEdits(source, [new TextMapping(source).toEdit(0, 1, 'b')])).toBe('\uFEFFb: 1\n');
});
