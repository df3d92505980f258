import type { TransferProgress } from '../../../shared/contract/operations.ts';

type Phase = TransferProgress['phase'];

/** At most twenty reports a second, and always the first of a phase. */
const leastMs = 50;

/** Counts the bytes of one phase after another and reports them, not too often. */
export class TransferMeter {
  readonly #report: (progress: TransferProgress) => void;
  #phase: Phase = 'preflight';
  #subject = '';
  #done = 0;
  #total: number | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(report: (progress: TransferProgress) => void) {
    this.#report = report;
  }

  /** Begins a phase at zero; `total` in bytes where it is known. */
  begin(phase: Phase, subject: string, total?: number): void {
    this.#phase = phase;
    this.#subject = subject;
    this.#total = total;
    this.#done = 0;
    this.#send();
  }

  /** Notes how many bytes of the phase are done by now. */
  reach(bytes: number): void {
    this.#done = bytes;
    this.#sendSometimes();
  }

  /** Notes more bytes of the phase. */
  add(bytes: number): void {
    this.#done += bytes;
    this.#sendSometimes();
  }

  #sendSometimes(): void {
    if (performance.now() - this.#last >= leastMs) this.#send();
  }

  #send(): void {
    this.#last = performance.now();
    // An estimate that turns out too small must not make a bar run past its end.
    const total = this.#total !== undefined && this.#total < this.#done ? undefined : this.#total;
    this.#report({
      phase: this.#phase,
      subject: this.#subject,
      bytesDone: this.#done,
      ...(total === undefined ? {} : { bytesTotal: total }),
    });
  }
}
