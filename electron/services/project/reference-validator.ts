import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { GantryError } from '../../../shared/contract/error.ts';
import type { ValidateOutput } from '../../../shared/contract/outputs.ts';
import { fileUnreadable } from '../archives/file-stream.ts';

export type ReferenceVerdict = NonNullable<ValidateOutput['referenceValidator']>;

export interface ReferenceValidatorOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds after which it is stopped; 30 seconds where absent. */
  readonly timeout?: number;
}

/** It echoes the documents it read before its verdict, so only the end of what it prints is kept. */
const keptOutput = 64 << 10;
const longestMessage = 400;
const accepted = /^Valid App Spec\.?$/;
/** How Go and Python programs announce that they fell over. */
const crashLine =
  /^(?:panic: |fatal error: |Traceback \(most recent call last\):|goroutine \d+ \[running\]:)/m;

/**
 * Runs the reference validator on an AppSpec and reads its verdict. It ends with status 0 whatever it thinks, so its last line
 * counts; an AppSpec it cannot cope with makes it fall over, which is a verdict too. It calls some broken files valid: its word
 * stands beside our findings and takes none of them away.
 * @throws GantryError `ValidatorFailed` where it cannot be started, `Cancelled`.
 */
export async function runReferenceValidator(
  program: string,
  appSpec: string,
  options: ReferenceValidatorOptions = {},
): Promise<ReferenceVerdict> {
  await assertFile(program);
  const { timeout = 30_000 } = options;
  const end = await run(program, appSpec, timeout, options.signal);
  if (options.signal?.aborted)
    throw new GantryError('Cancelled', { operation: 'running the reference validator' });
  if (end.timedOut) return crash(`it was stopped after ${timeout / 1000} s without a verdict`);
  if (end.signal !== null) return crash(lastLine(end.errors) ?? `it was ended by ${end.signal}`);
  const last = lastLine(end.output);
  if (end.status !== 0) return crash(lastLine(end.errors) ?? last ?? `it ended with status ${end.status}`);
  if (
    crashLine.test(end.errors) ||
    (last !== undefined && !accepted.test(last) && crashLine.test(end.output))
  ) {
    return crash(lastLine(end.errors) ?? last ?? 'it fell over');
  }
  if (last === undefined) {
    const said = lastLine(end.errors);
    return said === undefined ? crash('it printed nothing') : { verdict: 'reject', message: said };
  }
  return { verdict: accepted.test(last) ? 'accept' : 'reject', message: last };
}

interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
  /** The last part of what it printed. */
  readonly output: string;
  readonly errors: string;
}

async function run(program: string, appSpec: string, timeout: number, signal?: AbortSignal): Promise<End> {
  const child = start(program, appSpec);
  const [output, errors] = [new Tail(), new Tail()];
  child.stdout?.on('data', (chunk: Buffer) => output.add(chunk));
  child.stderr?.on('data', (chunk: Buffer) => errors.add(chunk));
  let timedOut = false;
  const stop = () => stopTree(child);
  const timer = setTimeout(() => {
    timedOut = true;
    stop();
  }, timeout);
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  try {
    return await new Promise<End>((resolve, reject) => {
      child.on('error', (error) => reject(validatorFailed(program, error)));
      child.on('close', (status, ended) => {
        resolve({ status, signal: ended, timedOut, output: output.text(), errors: errors.text() });
      });
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

function start(program: string, appSpec: string): ChildProcess {
  const options: SpawnOptions = { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true };
  try {
    if (process.platform === 'win32' && /\.(?:cmd|bat)$/i.test(program)) {
      // Windows runs batch files through its shell only, whose quoting is not that of other programs.
      const line = ['/d', '/s', '/c', `""${program}" "${appSpec}""`];
      return spawn(process.env.ComSpec ?? 'cmd.exe', line, { ...options, windowsVerbatimArguments: true });
    }
    // Its own process group, so that what a wrapper script started ends with it.
    return spawn(program, [appSpec], { ...options, detached: process.platform !== 'win32' });
  } catch (error) {
    throw validatorFailed(program, error);
  }
}

function stopTree(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended in between.
  }
}

async function assertFile(program: string): Promise<void> {
  try {
    const facts = await stat(program);
    if (facts.isFile()) return;
  } catch (error) {
    throw new GantryError(
      'ValidatorFailed',
      { path: program, reason: fileReason(fileUnreadable(program, error)) },
      { cause: error },
    );
  }
  throw new GantryError('ValidatorFailed', { path: program, reason: 'it is not a program file' });
}

function fileReason(error: GantryError): string {
  return 'reason' in error.data ? error.data.reason : 'it cannot be read';
}

const startReasons: Readonly<Record<string, string>> = {
  EACCES: 'it is not executable; make it so with chmod +x',
  EPERM: 'the system does not allow it',
  ENOEXEC: 'it is not a program for this system',
  ENOENT: 'the program that its first line names does not exist',
  UNKNOWN: 'it is not a program for this system',
};

function validatorFailed(program: string, error: unknown): GantryError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = startReasons[code] ?? `it could not be started (${code || 'for an unknown reason'})`;
  return new GantryError('ValidatorFailed', { path: program, reason }, { cause: error });
}

function crash(message: string): ReferenceVerdict {
  return { verdict: 'crash', message };
}

/** The last line with something on it, as one line that a terminal can show. */
function lastLine(text: string): string | undefined {
  const line = text
    .split(/[\r\n]+/)
    .map((each) =>
      stripVTControlCharacters(each)
        .replace(/\p{Cc}/gu, ' ')
        .trim(),
    )
    .findLast((each) => each !== '');
  return line === undefined || line.length <= longestMessage ? line : `${line.slice(0, longestMessage - 1)}…`;
}

/** The end of a stream, of bounded length. */
class Tail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes <= 2 * keptOutput) return;
    const kept = Buffer.concat(this.#chunks).subarray(-keptOutput);
    this.#chunks = [Buffer.from(kept)];
    this.#bytes = kept.length;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }
}
