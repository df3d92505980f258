import { describe, test } from 'vitest';

/**
 * `describe` for tests that need parts of the outside world: run where `reasons`, which tell what is missing, are none;
 * otherwise skipped with them in the title, and failed where CI is set.
 */
export function describeUnlessMissing(
  needs: string,
  reasons: readonly string[],
  name: string,
  body: () => void,
): void {
  if (reasons.length === 0) describe(name, body);
  else if (process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false') {
    describe(name, () => {
      test(`has ${needs}`, () => {
        throw new Error(`CI is set, so what is missing fails the test: ${reasons.join('; ')}`);
      });
    });
  } else describe.skip(`${name} (skipped: ${reasons.join('; ')})`, body);
}
