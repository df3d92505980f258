import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { appSpecOnly, errorsOf } from '../../support/rules.ts';

interface Case {
  readonly file: string;
  readonly expect: 'ok' | 'error' | 'skip';
}

const folder = resolve(import.meta.dirname, '../../fixtures/conformance');
const origin = resolve(import.meta.dirname, '../../../../shared/conformance/appspec');
const cases = JSON.parse(readFileSync(resolve(folder, 'cases.json'), 'utf8')) as readonly Case[];

describe('the conformance cases', () => {
  it('are 66', () => {
    expect(cases).toHaveLength(66);
  });

  it.each(cases.filter((each) => each.expect !== 'skip'))(
    '$file gives $expect',
    ({ file, expect: expected }) => {
      const errors = errorsOf(appSpecOnly(readFileSync(resolve(folder, file), 'utf8')));
      if (expected === 'ok') expect(errors.map((error) => error.message)).toEqual([]);
      else expect(errors.length).toBeGreaterThan(0);
    },
  );

  it.each(cases.filter((each) => each.expect === 'skip'))('$file is judged without failing', ({ file }) => {
    const errors = errorsOf(appSpecOnly(readFileSync(resolve(folder, file), 'utf8')));
    expect(errors.every((error) => error.message !== '')).toBe(true);
  });

  it.runIf(existsSync(origin))('are identical to their origin', () => {
    for (const name of readdirSync(origin)) {
      expect(readFileSync(resolve(folder, name)).equals(readFileSync(resolve(origin, name))), name).toBe(
        true,
      );
    }
  });
});
