/** Runs commands and measures them from outside, with the operating system's own accounting. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Measured {
  /** Seconds by the clock. */
  readonly wall: number;
  /** Processor seconds, user and system, of the command and what it started. */
  readonly cpu: number;
  /** Peak memory of the largest single process, MiB. */
  readonly peak: number;
  /** Bytes that the command and what it started wrote to disk; an engine's own writing is not among them. */
  readonly written: number;
}

/**
 * Runs a command once under GNU time and gives its figures.
 * @throws Error with what the command complained about when it fails.
 */
export function measure(
  command: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv },
): Measured {
  const report = join(options.cwd, `.time-${process.pid}`);
  const result = spawnSync('/usr/bin/time', ['-o', report, '-f', '%e %U %S %M %O', ...command], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (result.error) throw result.error;
  if (result.status !== 0) {
    throw new Error(`${command.join(' ')} ended with ${result.status}: ${result.stderr.slice(-2000)}`);
  }
  const line = readFileSync(report, 'utf8').trim().split('\n').at(-1) ?? '';
  const [wall = 0, user = 0, system = 0, kib = 0, blocks = 0] = line.split(' ').map(Number);
  return { wall, cpu: user + system, peak: kib / 1024, written: blocks * 512 };
}

/** The middle of several runs, figure by figure. */
export function median(runs: readonly Measured[]): Measured {
  const middle = (pick: (run: Measured) => number): number => {
    const sorted = runs.map(pick).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  };
  return {
    wall: middle((r) => r.wall),
    cpu: middle((r) => r.cpu),
    peak: middle((r) => r.peak),
    written: middle((r) => r.written),
  };
}
