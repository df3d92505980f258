import { describe, expect, it } from 'vitest';
import {
  bumpVersion,
  compareVersions,
  parseVersion,
  repairVersion,
  type SemanticVersion,
} from '../../../shared/model/semver.ts';

function version(text: string): SemanticVersion {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(`${text} is no version`);
  return parsed;
}

describe('parseVersion', () => {
  it('takes pre-release and build parts', () => {
    expect(version('1.2.3-rc.1+build.5')).toEqual({ major: 1, minor: 2, patch: 3, prerelease: ['rc', '1'] });
  });

  it.each(['1', '1.0', 'v1.0.0', '01.0.0', '1.0.0-', '1.0.0-01', '1.0.0 ', '1.0.0.0', '', '1.0.x'])(
    'refuses “%s”',
    (text) => {
      expect(parseVersion(text)).toBeUndefined();
    },
  );
});

describe('compareVersions', () => {
  it('orders as the specification does', () => {
    const ordered = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    for (const [i, a] of ordered.entries()) {
      for (const [j, b] of ordered.entries()) {
        expect(Math.sign(compareVersions(version(a), version(b))), `${a} and ${b}`).toBe(Math.sign(i - j));
      }
    }
  });

  it('does not look at build metadata', () => {
    expect(compareVersions(version('1.0.0+a'), version('1.0.0+b'))).toBe(0);
  });
});

describe('bumpVersion', () => {
  it.each([
    ['1.4.2', 'major', '2.0.0'],
    ['1.4.2', 'minor', '1.5.0'],
    ['1.4.2', 'patch', '1.4.3'],
    ['1.4.2-rc.1', 'patch', '1.4.2'],
    ['1.5.0-rc.1', 'minor', '1.5.0'],
    ['1.5.1-rc.1', 'minor', '1.6.0'],
    ['2.0.0-rc.1', 'major', '2.0.0'],
    ['2.1.0-rc.1', 'major', '3.0.0'],
  ] as const)('raises %s by %s to %s', (before, part, after) => {
    expect(bumpVersion(version(before), part)).toBe(after);
    expect(compareVersions(version(after), version(before))).toBeGreaterThan(0);
  });
});

describe('repairVersion', () => {
  it.each([
    ['1', '1.0.0'],
    ['1.4', '1.4.0'],
    ['v1.2.3', '1.2.3'],
    [' 01.2.3 ', '1.2.3'],
    ['1.2-beta', '1.2.0-beta'],
  ])('makes %s to %s', (text, repaired) => {
    expect(repairVersion(text)).toBe(repaired);
  });

  it.each(['new', '', '1.2.3.4', '1..2'])('leaves “%s” alone', (text) => {
    expect(repairVersion(text)).toBeUndefined();
  });
});
