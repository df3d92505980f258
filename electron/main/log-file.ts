import { appendFileSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { oneLine } from '../services/one-line.ts';
import { masked } from './masked.ts';

const mostBytes = 1 << 20;

/**
 * What the app has to say, in a file: one line for each event, a failure's trace below it. When it has grown to a
 * megabyte it becomes the file of before, so there are never more than two. Credentials are masked before they are
 * written.
 */
export class LogFile {
  readonly path: string;
  readonly #now: () => Date;

  constructor(path: string, now: () => Date = () => new Date()) {
    this.path = path;
    this.#now = now;
  }

  /** Never fails: what cannot be written is lost. */
  write = (line: string, failure?: unknown): void => {
    const trace = failure === undefined ? '' : indented(traceOf(failure));
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      this.#turnOver();
      // At once, as the next line may be the last.
      appendFileSync(this.path, masked(`${this.#now().toISOString()} ${oneLine(line)}\n${trace}`), {
        mode: 0o600,
      });
    } catch {
      // There is nobody left to tell.
    }
  };

  /** The last lines, the latest last. */
  tail(lines: number): string {
    const texts = [`${this.path}.1`, this.path].map((path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return '';
      }
    });
    return texts.join('').trimEnd().split('\n').slice(-lines).join('\n');
  }

  #turnOver(): void {
    const facts = statSync(this.path, { throwIfNoEntry: false });
    if (facts !== undefined && facts.size >= mostBytes) renameSync(this.path, `${this.path}.1`);
  }
}

function traceOf(failure: unknown): string {
  return failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${oneLine(line)}\n`)
    .join('');
}
