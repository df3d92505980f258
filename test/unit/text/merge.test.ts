import { describe, expect, test } from 'vitest';
import { mergeText } from '../../../shared/text/merge.ts';
import { applyEdits } from '../../../shared/text/span.ts';

const base = 'one\ntwo\nthree\nfour\nfive\n';

function merged(before: string, mine: string, theirs: string): string | undefined {
  const merge = mergeText(before, mine, theirs);
  return merge.clean ? applyEdits(mine, merge.edits) : undefined;
}

describe('merging two versions of a text', () => {
  test('joins changes of different lines', () => {
    expect(merged(base, 'ONE\ntwo\nthree\nfour\nfive\n', 'one\ntwo\nthree\nfour\nFIVE\n')).toBe(
      'ONE\ntwo\nthree\nfour\nFIVE\n',
    );
  });

  test('touches nothing but the lines that the other side changed', () => {
    const merge = mergeText(base, `zero\n${base}`, 'one\ntwo\nthree\nfour!\nfive\n');
    expect(merge).toEqual({ clean: true, edits: [{ start: 19, end: 24, text: 'four!\n' }] });
  });

  test('follows lines that moved down by an insertion of one’s own', () => {
    expect(merged(base, 'a\nb\none\ntwo\nthree\nfour\nfive\n', 'one\ntwo\nthree\nfive\nsix\n')).toBe(
      'a\nb\none\ntwo\nthree\nfive\nsix\n',
    );
  });

  test('takes their text whole where nothing of one’s own changed', () => {
    expect(merged(base, base, 'other')).toBe('other');
  });

  test('keeps one’s own text where they changed nothing, or the very same', () => {
    expect(mergeText(base, 'mine', base)).toEqual({ clean: true, edits: [] });
    expect(mergeText(base, 'both', 'both')).toEqual({ clean: true, edits: [] });
  });

  test('counts a change that both made alike once', () => {
    expect(merged(base, 'one\nTWO\nthree\nfour\nfive\n', 'one\nTWO\nthree\nfour\nFIVE\n')).toBe(
      'one\nTWO\nthree\nfour\nFIVE\n',
    );
  });

  test.each([
    ['the same line', 'one\ntwo\nmine\nfour\nfive\n', 'one\ntwo\ntheirs\nfour\nfive\n'],
    ['neighbouring lines', 'one\nMINE\nthree\nfour\nfive\n', 'one\ntwo\nTHEIRS\nfour\nfive\n'],
    [
      'an insertion at the same place',
      'one\nmine\ntwo\nthree\nfour\nfive\n',
      'one\ntheirs\ntwo\nthree\nfour\nfive\n',
    ],
    ['a line that they removed', 'one\ntwo\nMINE\nfour\nfive\n', 'one\nfive\n'],
    ['a text that they emptied', 'one\ntwo\nMINE\nfour\nfive\n', ''],
    ['other line ends everywhere', 'one\ntwo\nMINE\nfour\nfive\n', base.replaceAll('\n', '\r\n')],
  ])('asks for a choice at %s', (_case, mine, theirs) => {
    expect(mergeText(base, mine, theirs)).toEqual({ clean: false });
    expect(mergeText(base, theirs, mine)).toEqual({ clean: false });
  });

  test('keeps CRLF and a last line without an end', () => {
    const crlf = 'one\r\ntwo\r\nthree\r\nfour';
    expect(merged(crlf, 'ONE\r\ntwo\r\nthree\r\nfour', 'one\r\ntwo\r\nthree\r\nfour\r\nfive')).toBe(
      'ONE\r\ntwo\r\nthree\r\nfour\r\nfive',
    );
  });

  test('two versions of 5 MB that have little in common are a choice, soon', () => {
    const text = (word: string) =>
      Array.from({ length: 200_000 }, (_, i) => `${i % 7 === 0 ? word : 'k'}: ${i}-${word}\n`).join('');
    const started = performance.now();
    expect(mergeText(text('base'), text('mine'), text('theirs'))).toEqual({ clean: false });
    // A generous bound: without a limit on the comparison this takes many minutes.
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
