import { describe, expect, it } from 'vitest';
import { bestMatches } from '../../../../renderer/features/palette/search.ts';

const same = (text: string): string => text;

describe('bestMatches', () => {
  it('takes only texts that have every word', () => {
    const { items } = bestMatches(['Save all files', 'Save the report'], same, 'files save', 9);
    expect(items).toEqual(['Save all files']);
  });

  it('puts a text that begins with the word before one that has it inside', () => {
    const { items } = bestMatches(['Export the bundle', 'Service web: spec.ports', 'ports'], same, 'port', 9);
    expect(items).toEqual(['ports', 'Service web: spec.ports', 'Export the bundle']);
  });

  it('keeps the given order while nothing is typed', () => {
    expect(bestMatches(['b', 'a', 'c'], same, ' ', 2).items).toEqual(['b', 'a']);
  });
});
