import { execFileSync } from 'node:child_process';
import { describeUnlessMissing } from './needed-parts.ts';

/** `describe` for tests that need GNU tar: skipped aloud where it is missing, and failed where CI is set. */
export function describeWithGnuTar(name: string, body: () => void): void {
  describeUnlessMissing('GNU tar', hasGnuTar() ? [] : ['GNU tar is not here'], name, body);
}

function hasGnuTar(): boolean {
  try {
    return execFileSync('tar', ['--version']).toString().includes('GNU tar');
  } catch {
    return false;
  }
}
