import { join } from 'node:path';
import { type MessagePort, Worker } from 'node:worker_threads';
import { GantryError } from '../../../shared/contract/error.ts';
import { distFolder } from '../dist-folder.ts';
import type { ThreadHandlers } from './serve-thread.ts';
import { type CallerMessage, fromCrossing, type ThreadMessage } from './thread-messages.ts';
import type { ThreadName } from './thread-names.ts';
import type { ThreadTable } from './thread-table.ts';

type InputOf<Handler> = Handler extends (input: infer Input, ...rest: never) => unknown ? Input : never;
type OutputOf<Handler> = Handler extends (...args: never) => infer Result ? Awaited<Result> : never;

export interface ThreadCallOptions {
  /** The call fails with `Cancelled` as soon as it aborts, and the handler is told. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (value: unknown) => void;
}

/** The thread's program could not be started, or ended before it had answered. */
export class ThreadLost extends Error {}

interface PendingCall {
  readonly resolve: (output: unknown) => void;
  readonly reject: (failure: unknown) => void;
  readonly onProgress: ((value: unknown) => void) | undefined;
}

/** What a thread is to its starter; a port in tests. */
type ThreadPort = Pick<Worker & MessagePort, 'postMessage' | 'ref' | 'unref'> & {
  on(event: string, listener: (value: unknown) => void): unknown;
};

/** A thread of our own that runs. It keeps the process alive only while a call is under way. */
export class Thread<Handlers extends ThreadHandlers> {
  /** Settles when the thread has started: fails with `ThreadLost` where it could not. */
  readonly ready: Promise<void>;
  readonly #port: ThreadPort;
  readonly #stop: () => Promise<unknown>;
  readonly #pending = new Map<number, PendingCall>();
  #lost: ThreadLost | undefined;
  #calls = 0;

  /** For `startThread`; `stop` ends the thread. */
  constructor(port: ThreadPort, stop: () => Promise<unknown>) {
    this.#port = port;
    this.#stop = stop;
    const { promise, resolve, reject } = deferred<void>();
    this.ready = promise;
    // Whoever only calls meets the failure there.
    promise.catch(() => undefined);
    const lose = (cause?: unknown): void => {
      const why = cause instanceof Error ? cause.message : 'it ended';
      this.#lost ??= new ThreadLost(`a thread is gone: ${why}`, { cause });
      reject(this.#lost);
      for (const call of this.#pending.values()) call.reject(this.#lost);
      this.#pending.clear();
    };
    port.on('message', (received) => {
      const message = received as ThreadMessage;
      if (message.type === 'ready') resolve();
      else this.#take(message);
    });
    port.on('error', lose);
    port.on('messageerror', lose);
    port.on('exit', () => lose());
    port.on('close', () => lose());
    // Listening keeps a port alive; until it has started, somebody waits for it.
    promise.finally(() => this.#rest()).catch(() => undefined);
  }

  /**
   * Calls a handler of the thread. Fails with what the handler threw (a `GantryError` with its code and data), with
   * `Cancelled`, and with `ThreadLost`.
   */
  call<Name extends keyof Handlers & string>(
    name: Name,
    input: InputOf<Handlers[Name]>,
    options: ThreadCallOptions = {},
  ): Promise<OutputOf<Handlers[Name]>> {
    const { signal, onProgress } = options;
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    if (signal?.aborted === true) return Promise.reject(cancelled(name, signal));
    const id = this.#calls++;
    const send = (message: CallerMessage): void => this.#port.postMessage(message);
    const { promise, resolve, reject } = deferred<unknown>();
    const cancel = (): void => {
      send({ type: 'cancel', id });
      this.#pending.delete(id);
      reject(cancelled(name, signal));
    };
    send({ type: 'call', id, name, input });
    this.#pending.set(id, { resolve, reject, onProgress });
    this.#port.ref();
    signal?.addEventListener('abort', cancel, { once: true });
    const ended = promise.finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.#rest();
    });
    // The handlers' own types: both ends are one program, built together.
    return ended as Promise<OutputOf<Handlers[Name]>>;
  }

  /** Ends the thread, whatever it does; calls under way fail with `ThreadLost`. */
  async end(): Promise<void> {
    await this.#stop();
  }

  #rest(): void {
    if (this.#pending.size === 0) this.#port.unref();
  }

  #take(message: Exclude<ThreadMessage, { type: 'ready' }>): void {
    // A call that was cancelled is not waited for any more.
    const call = this.#pending.get(message.id);
    if (call === undefined) return;
    if (message.type === 'progress') {
      call.onProgress?.(message.value);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === 'done') call.resolve(message.output);
    else call.reject(fromCrossing(message.failure));
  }
}

/** Starts a thread of our own by its name. Where it cannot start, `ready` and every call fail with `ThreadLost`. */
export function startThread<Name extends ThreadName>(name: Name): Thread<ThreadTable[Name]> {
  // What the process was started with is for the process: a thread is a built program.
  const worker = new Worker(join(distFolder(), 'threads', `${name}.js`), { execArgv: [], name });
  return new Thread(worker, () => worker.terminate());
}

interface Deferred<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (failure: unknown) => void;
}

function deferred<Value>(): Deferred<Value> {
  let settle: Omit<Deferred<Value>, 'promise'> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error('a promise did not begin');
  return { promise, ...settle };
}

function cancelled(name: string, signal: AbortSignal | undefined): GantryError {
  return new GantryError('Cancelled', { operation: name }, { cause: signal?.reason });
}
