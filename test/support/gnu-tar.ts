import { execFileSync } from 'node:child_process';
import { describe, test } from 'vitest';

/** `describe` for tests that need GNU tar: skipped aloud where it is missing, and failed where CI is set. */
export function describeWithGnuTar(name: string, body: () => void): void {
  const reason = 'GNU tar is not here';
  if (hasGnuTar()) describe(name, body);
  else if (process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false') {
    test(`${name}: has GNU tar`, () => {
      throw new Error(`CI is set, so what is missing fails the test: ${reason}`);
    });
  } else describe.skip(`${name} (skipped: ${reason})`, body);
}

function hasGnuTar(): boolean {
  try {
    return execFileSync('tar', ['--version']).toString().includes('GNU tar');
  } catch {
    return false;
  }
}
