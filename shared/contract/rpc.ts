import type { Static } from 'typebox';
import { GantryError } from './error.ts';
import type { EventTable, OperationTable } from './operation.ts';
import { type CallerMessage, fromWire, readHostMessage } from './rpc-messages.ts';
import type { Port } from './rpc-port.ts';

/** An AbortSignal, as far as a caller needs one. */
export interface CallSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface CallOptions<Progress> {
  /** Asks the host to stop; the call then ends as the host says, mostly with `Cancelled`. */
  readonly signal?: CallSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Whether the work goes on when this page closes. */
  readonly keep?: boolean;
}

/** The caller's end: the operations of a table as typed calls. */
export interface Client<Table extends OperationTable, Events extends EventTable = EventTable> {
  /**
   * Calls an operation.
   * @throws GantryError what the operation declares, `Cancelled`, `Internal`, or `ConnectionLost` where the port
   *   closed before the answer came.
   */
  call<Name extends keyof Table & string>(
    name: Name,
    input: Static<Table[Name]['input']>,
    options?: CallOptions<Static<Table[Name]['progress']>>,
  ): Promise<Static<Table[Name]['output']>>;
  /** Listens to an event of the host; gives what ends the listening. */
  on<Name extends keyof Events & string>(
    name: Name,
    listener: (data: Static<Events[Name]>) => void,
  ): () => void;
}

interface Pending {
  readonly name: string;
  readonly onProgress: ((progress: never) => void) | undefined;
  resolve(output: never): void;
  reject(error: GantryError): void;
}

/** Connects a caller to a port whose other end is served. */
export function connect<Table extends OperationTable, Events extends EventTable = EventTable>(
  port: Port,
): Client<Table, Events> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(data: never) => void>>();
  let nextId = 1;
  let open = true;
  const send = (message: CallerMessage): void => port.postMessage(message);

  port.onClose(() => {
    open = false;
    const lost = [...pending.values()];
    pending.clear();
    for (const { name, reject } of lost) reject(new GantryError('ConnectionLost', { operation: name }));
  });

  port.onMessage((received) => {
    const message = readHostMessage(received);
    if (message === undefined) return;
    if (message.type === 'event') {
      for (const listener of [...(listeners.get(message.name) ?? [])]) listener(message.data as never);
      return;
    }
    const call = pending.get(message.id);
    if (call === undefined) return;
    if (message.type === 'progress') {
      for (const value of message.values) call.onProgress?.(value as never);
      return;
    }
    pending.delete(message.id);
    if ('error' in message) call.reject(fromWire(message.error));
    else call.resolve(message.output as never);
  });

  return {
    call: (name, input, { signal, onProgress, keep } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true || !open) {
          const code = open ? 'Cancelled' : 'ConnectionLost';
          reject(new GantryError(code, { operation: name }));
          return;
        }
        const id = nextId++;
        const cancel = (): void => send({ type: 'cancel', id });
        const settle = (): void => signal?.removeEventListener('abort', cancel);
        signal?.addEventListener('abort', cancel);
        pending.set(id, {
          name,
          onProgress,
          resolve: (output) => {
            settle();
            resolve(output);
          },
          reject: (error) => {
            settle();
            reject(error);
          },
        });
        send({ type: 'call', id, name, input, ...(keep === true ? { keep } : {}) });
      }),
    on: (name, listener) => {
      const known = listeners.get(name) ?? new Set();
      listeners.set(name, known);
      known.add(listener);
      return () => known.delete(listener);
    },
  };
}
