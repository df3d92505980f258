import { oneLine } from '../services/one-line.ts';

const mostLines = 20;
const windowMs = 60_000;

/**
 * Writes one line for each refused request, and no more than twenty a minute: whoever floods the host must not flood
 * the log. How many were left out is said with the next line.
 */
export class RefusalLog {
  readonly #log: (line: string) => void;
  readonly #now: () => number;
  #began = Number.NEGATIVE_INFINITY;
  #lines = 0;
  #leftOut = 0;

  constructor(log: (line: string) => void, now: () => number = () => performance.now()) {
    this.#log = log;
    this.#now = now;
  }

  /** `what` and `where` may hold anything that was sent. */
  refused(what: string, where: string, reason: string): void {
    const now = this.#now();
    if (now - this.#began >= windowMs) {
      this.#began = now;
      this.#lines = 0;
    }
    this.#lines += 1;
    if (this.#lines > mostLines) {
      this.#leftOut += 1;
      return;
    }
    const before = this.#leftOut === 0 ? '' : ` (${this.#leftOut} more before it were not logged)`;
    this.#leftOut = 0;
    this.#log(`refused ${oneLine(what)} ${oneLine(where)}: ${reason}${before}`);
  }
}
