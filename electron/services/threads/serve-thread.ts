import { type MessagePort, parentPort } from 'node:worker_threads';
import { type CallerMessage, type ThreadMessage, toCrossing } from './thread-messages.ts';

/** What a handler is given beside its input. */
export interface ThreadCall {
  /** Aborted when the caller gives up; a handler that never waits does not see it. */
  readonly signal: AbortSignal;
  /** Tells the caller how far it is: any plain data. */
  progress(value: unknown): void;
}

/** What a thread answers to: by name, each with one input of plain data. */
export type ThreadHandlers = Readonly<Record<string, (input: never, call: ThreadCall) => unknown>>;

/**
 * Serves handlers to whoever started this thread; the last line of a thread's program. Calls may overlap where handlers wait.
 * @param port of this thread; another one in tests
 */
export function serveThread<Handlers extends ThreadHandlers>(
  handlers: Handlers,
  port: MessagePort | null = parentPort,
): Handlers {
  if (port === null) throw new Error('a thread’s program was started as something else');
  const running = new Map<number, AbortController>();
  const send = (message: ThreadMessage): void => port.postMessage(message);

  const answer = async ({ id, name, input }: CallerMessage & { type: 'call' }): Promise<void> => {
    const stop = new AbortController();
    running.set(id, stop);
    try {
      const handler = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
      if (handler === undefined) throw new Error(`the thread knows no “${name}”`);
      const progress = (value: unknown): void => send({ type: 'progress', id, value });
      // The caller's types are those of the handlers: both are one program, built together.
      const output = await handler(input as never, { signal: stop.signal, progress });
      send({ type: 'done', id, output });
    } catch (failure) {
      send({ type: 'failed', id, failure: toCrossing(failure) });
    } finally {
      running.delete(id);
    }
  };

  port.on('message', (message: CallerMessage) => {
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else void answer(message);
  });
  send({ type: 'ready' });
  return handlers;
}
