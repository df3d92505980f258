import { report } from './loud.ts';

let began = performance.now();

/** The main script begins now. */
export function startClock(): void {
  began = performance.now();
  note('begin', { at: Date.now() });
}

/** Milliseconds since the main script began. */
export function sinceStart(): number {
  return performance.now() - began;
}

/** Tells the benchmark how far a start has come, and when. */
export function mark(step: string): void {
  note('mark', { step, at: sinceStart() });
}

/** Tells the test what the shell did. */
export function note(what: string, data: Readonly<Record<string, unknown>>): void {
  report({ type: 'record', what, data: JSON.parse(JSON.stringify(data)) as unknown });
}
