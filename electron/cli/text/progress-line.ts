import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { formatBytes, formatRemaining, formatSpeed } from '../../../shared/report/format.ts';
import { printable, type Style, truncate } from './style.ts';

const phaseWords: Readonly<Record<TransferProgress['phase'], string>> = {
  preflight: 'Checking',
  image: 'Packing',
  finish: 'Writing',
  verify: 'Verifying',
  read: 'Reading',
};

const clearLine = '\r\u001b[2K';
const leastMs = 80;
/** The speed is that of the last few seconds, not of all time: a stall shows. */
const speedWindowMs = 4000;
const barWidth = 20;

/** One line on a terminal that says how far a job is, drawn over itself and gone at the end. */
export class ProgressLine {
  readonly #write: (text: string) => void;
  readonly #style: Style;
  readonly #now: () => number;
  #shown = false;
  #last = Number.NEGATIVE_INFINITY;
  #job = '';
  #samples: { at: number; bytes: number }[] = [];

  /** `now` gives milliseconds from any beginning. */
  constructor(write: (text: string) => void, style: Style, now: () => number = () => performance.now()) {
    this.#write = write;
    this.#style = style;
    this.#now = now;
  }

  /** Shows where a transfer is, unless the line was drawn a moment ago. */
  update(progress: TransferProgress): void {
    const now = this.#now();
    const job = `${progress.phase} ${progress.subject}`;
    const isNew = job !== this.#job;
    if (isNew) {
      this.#job = job;
      this.#samples = [];
    }
    if (!isNew && now - this.#last < leastMs) return;
    this.#samples.push({ at: now, bytes: progress.bytesDone });
    while (this.#samples.length > 2 && now - (this.#samples[0]?.at ?? now) > speedWindowMs)
      this.#samples.shift();
    this.#draw(this.#describe(progress), now);
  }

  /** Shows one line of a log. */
  log(line: string): void {
    const now = this.#now();
    if (now - this.#last < leastMs) return;
    this.#draw(this.#style.colors.dim(truncate(line, this.#style.width - 1)), now);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.#write(clearLine);
    this.#shown = false;
  }

  #draw(line: string, now: number): void {
    this.#write(clearLine + line);
    this.#shown = true;
    this.#last = now;
  }

  #describe({ phase, subject, bytesDone, bytesTotal }: TransferProgress): string {
    const { colors, width } = this.#style;
    const speed = this.#speed();
    const known = bytesTotal !== undefined && bytesTotal > 0;
    const share = known ? Math.min(1, bytesDone / bytesTotal) : 0;
    const full = Math.round(share * barWidth);
    const bar = known ? `${'█'.repeat(full)}${'░'.repeat(barWidth - full)} ${Math.floor(share * 100)} %` : '';
    const amount = known ? `${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}` : formatBytes(bytesDone);
    const left =
      known && speed > 0 ? `${formatRemaining(((bytesTotal - bytesDone) / speed) * 1000)} left` : '';
    const numbers = [bar, amount, speed > 0 ? formatSpeed(speed) : '', left].filter((part) => part !== '');
    // The last column stays free: some terminals break the line when it is filled.
    let room = width - 1 - phaseWords[phase].length;
    const fitting: string[] = [];
    for (const part of bytesDone === 0 && !known ? [] : numbers) {
      if (room - part.length - 2 < 0) break;
      room -= part.length + 2;
      fitting.push(part);
    }
    const name = room > 8 ? `  ${truncate(subject, room - 2)}` : '';
    return [`${phaseWords[phase]}${colors.bold(printable(name))}`, ...fitting].join('  ');
  }

  /** Bytes per second over the window; 0 where that is not known yet. */
  #speed(): number {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at - first.at < 200) return 0;
    return Math.max(0, ((last.bytes - first.bytes) / (last.at - first.at)) * 1000);
  }
}
