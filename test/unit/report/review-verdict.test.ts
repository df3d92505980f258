import { describe, expect, it } from 'vitest';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { reviewVerdict } from '../../../shared/report/review-verdict.ts';

type Facts = Parameters<typeof reviewVerdict>[0];

const unknown: ReviewOutput['notChecked'] = [
  { code: 'project/a', reason: 'No sources.', remedy: 'Validate.' },
  { code: 'project/a', reason: 'No sources.', remedy: 'Validate.' },
];

function verdict(facts: Partial<Facts>) {
  const summary = { errors: 0, warnings: 0, notes: 3 };
  return reviewVerdict({ kind: 'bundle', stage: 'whole', summary, notChecked: [], ...facts });
}

describe('the verdict of a review', () => {
  it.each<[Partial<Facts>, string, string]>([
    [{ summary: { errors: 1, warnings: 2, notes: 0 } }, 'error', 'would refuse'],
    [{ summary: { errors: 1, warnings: 0, notes: 0 }, stage: 'manifests' }, 'error', 'would refuse'],
    [{ stage: 'manifests' }, 'mute', 'so far'],
    [{ summary: { errors: 0, warnings: 1, notes: 0 } }, 'warning', 'warnings'],
    [{ notChecked: unknown }, 'ok', 'by the checks that a bundle allows'],
    [{ notChecked: unknown, kind: 'project' }, 'ok', 'by the checks that could run'],
    [{}, 'ok', 'every check ran'],
    [{ kind: 'image-archive' }, 'mute', 'nothing to judge'],
  ])('of %j is %s', (facts, tone, words) => {
    const { title, ...rest } = verdict(facts);
    expect(rest.tone).toBe(tone);
    expect(title).toContain(words);
  });

  it('counts a rule that lacks two facts once', () => {
    expect(verdict({ notChecked: unknown }).lacking).toBe(1);
  });
});
