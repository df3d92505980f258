import { describe, expect, test } from 'vitest';
import { mergeText } from '../../shared/text/merge.ts';
import { applyEdits } from '../../shared/text/span.ts';
import fc from '../support/fast-check.ts';

/** A text of unlike lines, so that each line can be followed, and what each side does to each of them. */
const lineEnds = fc.constantFrom('\n', '\r\n');
type Change = 'keep' | 'remove' | 'replace' | 'insert';
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Change>('keep') },
  { weight: 1, arbitrary: fc.constantFrom<Change>('remove', 'replace', 'insert') },
);
const changes = fc.array(fc.tuple(change, change), { minLength: 1, maxLength: 30 });

interface Versions {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

function baseLine(i: number, end: string): string {
  return `line ${i}${end}`;
}

function version(side: string, plan: readonly Change[], end: string): string {
  return plan
    .map((what, i) => {
      const line = baseLine(i, end);
      if (what === 'remove') return '';
      if (what === 'replace') return `${side} ${i}${end}`;
      return what === 'insert' ? `${side} ${i}${end}${line}` : line;
    })
    .join('');
}

function versions(plan: readonly (readonly [Change, Change])[], end: string): Versions {
  return {
    base: plan.map((_, i) => baseLine(i, end)).join(''),
    mine: version(
      'mine',
      plan.map(([mine]) => mine),
      end,
    ),
    theirs: version(
      'theirs',
      plan.map(([, theirs]) => theirs),
      end,
    ),
  };
}

function merged({ base, mine, theirs }: Versions): string | undefined {
  const merge = mergeText(base, mine, theirs);
  return merge.clean ? applyEdits(mine, merge.edits) : undefined;
}

function swapped({ base, mine, theirs }: Versions): Versions {
  return { base, mine: theirs, theirs: mine };
}

const lines = (text: string) => new Set(text.split(/\r?\n/).filter((line) => line !== ''));
const runs = 1000;

describe('merging any two versions', () => {
  test('gives the same whichever side is called one’s own', () => {
    fc.assert(
      fc.property(changes, lineEnds, (plan, end) => {
        const given = versions(plan, end);
        expect(merged(swapped(given))).toBe(merged(given));
      }),
      { numRuns: runs },
    );
  });

  test('is clean where a line lies between the changes, and makes them all', () => {
    fc.assert(
      fc.property(changes, lineEnds, (raw, end) => {
        // One side has the first half, the other the second, with two untouched lines between.
        const half = raw.length >> 1;
        const plan = [
          ...raw.slice(0, half).map(([mine]) => [mine, 'keep'] as const),
          ...(['keep', 'keep'] as const).map((keep) => [keep, keep] as const),
          ...raw.slice(half).map(([, theirs]) => ['keep', theirs] as const),
        ];
        const joined = plan
          .map(([mine, theirs], i) => {
            const line = baseLine(i, end);
            const [side, what] = mine === 'keep' ? (['theirs', theirs] as const) : (['mine', mine] as const);
            if (what === 'remove') return '';
            if (what === 'replace') return `${side} ${i}${end}`;
            return what === 'insert' ? `${side} ${i}${end}${line}` : line;
          })
          .join('');
        expect(merged(versions(plan, end))).toBe(joined);
      }),
      { numRuns: runs },
    );
  });

  test('when clean, drops nothing that either side wrote and brings back nothing that either took away', () => {
    let clean = 0;
    fc.assert(
      fc.property(changes, lineEnds, (plan, end) => {
        const { base, mine, theirs } = versions(plan, end);
        const result = merged({ base, mine, theirs });
        if (result === undefined) return;
        clean += 1;
        const before = lines(base);
        const expected = new Set([...lines(mine), ...lines(theirs)]);
        for (const line of before)
          if (!lines(mine).has(line) || !lines(theirs).has(line)) expected.delete(line);
        expect(lines(result)).toEqual(expected);
      }),
      { numRuns: runs },
    );
    expect(clean).toBeGreaterThan(runs / 20);
  });

  test('a line changed by both in different ways is never clean', () => {
    fc.assert(
      fc.property(changes, fc.nat(), lineEnds, (raw, at, end) => {
        const plan = raw.map((pair, i) => (i === at % raw.length ? (['replace', 'replace'] as const) : pair));
        expect(merged(versions(plan, end))).toBeUndefined();
      }),
      { numRuns: runs },
    );
  });

  test('any texts at all merge to the same from both sides, or to nothing', () => {
    const text = fc.array(fc.constantFrom('a', 'b', '\n', '\r', '\r\n'), { maxLength: 25 });
    fc.assert(
      fc.property(text, text, text, (one, two, three) => {
        const given = { base: one.join(''), mine: two.join(''), theirs: three.join('') };
        expect(merged(swapped(given))).toBe(merged(given));
      }),
      { numRuns: runs },
    );
  });
});
