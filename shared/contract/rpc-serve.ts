import type { Static } from 'typebox';
import { GantryError } from './error.ts';
import type { EventTable, OperationTable, ServicesOf } from './operation.ts';
import { type CallerMessage, type HostMessage, readCallerMessage, toWire } from './rpc-messages.ts';
import type { Port } from './rpc-port.ts';
import { type Later, progressGate } from './rpc-progress.ts';

/** What serving needs of the platform it runs on. */
export interface ServeTools<Signal> {
  /** What is wrong with an operation's input, in words; nothing where it is as its schema says. */
  validate(name: string, input: unknown): string | undefined;
  /** A new signal, and what aborts it. */
  abortable(): { readonly signal: Signal; abort(): void };
  /** Any failure as an error for the caller. */
  toError(failure: unknown, signal: Signal): GantryError;
  readonly later: Later;
  /** One line for the log, with the failure itself where there is one. */
  log(line: string, failure?: unknown): void;
  /** The port has closed and nothing that came over it is running any more. */
  onEnd?(): void;
}

/** A port while it is served. */
export interface ServedPort<Events extends EventTable> {
  tell<Name extends keyof Events & string>(name: Name, data: Static<Events[Name]>): void;
  /** Aborts everything that came over the port, also what was to be kept, and closes it. Done when all of it has ended. */
  stop(): Promise<void>;
}

type Service<Signal> = (
  input: unknown,
  call: { readonly signal: Signal; progress(value: unknown): void },
) => Promise<unknown>;

type CallMessage = Extract<CallerMessage, { type: 'call' }>;

interface RunningCall {
  readonly keep: boolean;
  readonly finished: Promise<void>;
  abort(): void;
}

/** More than any page has under way; beyond it something runs wild. */
const mostCalls = 200;

/**
 * Serves a table's operations to the other end of a port. Every input is checked first. What is no message of the
 * protocol, or calls what is not in the table, closes the port; closing it, from either end, aborts what came over it,
 * except calls that are to be kept.
 */
export function serve<Table extends OperationTable, Events extends EventTable, Signal>(
  port: Port,
  table: Table,
  services: ServicesOf<Table, Signal>,
  tools: ServeTools<Signal>,
): ServedPort<Events> {
  const running = new Map<number, RunningCall>();
  let open = true;
  let stopping = false;
  /** Whether the message is on its way; an output that is no plain data cannot be sent. */
  const send = (message: HostMessage): boolean => {
    try {
      if (open) port.postMessage(message);
      return true;
    } catch (failure) {
      tools.log(`a message “${message.type}” cannot be sent`, failure);
      return false;
    }
  };
  const endIfIdle = (): void => {
    if (!open && running.size === 0) tools.onEnd?.();
  };
  const closed = (): void => {
    if (!open) return;
    open = false;
    for (const call of running.values()) if (!call.keep) call.abort();
    endIfIdle();
  };
  const closeFor = (reason: string): void => {
    tools.log(`closed a connection: ${reason}`);
    port.close();
    closed();
  };
  const problemOf = ({ name, input }: CallMessage): string | undefined => {
    if (stopping) return 'Gantry is ending';
    if (running.size >= mostCalls) return 'too much is under way already; wait for some of it to end';
    const problem = tools.validate(name, input);
    return problem === undefined ? undefined : `the input of “${name}” is not as it must be: ${problem}`;
  };

  const start = (call: CallMessage): void => {
    const { id, name, input, keep = false } = call;
    const problem = problemOf(call);
    if (problem !== undefined) {
      tools.log(`refused a call: ${problem}`);
      send({ type: 'done', id, error: toWire(new GantryError('Usage', { problem })) });
      return;
    }
    const { signal, abort } = tools.abortable();
    const gate = progressGate<unknown>(table[name]?.everyProgress === true, tools.later, (values) =>
      send({ type: 'progress', id, values }),
    );
    // The table's types hold for callers; here the input was just checked against the same schema.
    const service = services[name] as unknown as Service<Signal>;
    const failed = (failure: unknown): HostMessage => {
      const error = tools.toError(failure, signal);
      if (error.code === 'Internal') tools.log(`“${name}” failed`, failure);
      return { type: 'done', id, error: toWire(error) };
    };
    const work = async (): Promise<void> => {
      let answer: HostMessage;
      try {
        answer = { type: 'done', id, output: await service(input, { signal, progress: gate.push }) };
      } catch (failure) {
        answer = failed(failure);
      }
      gate.end();
      running.delete(id);
      if (!open && keep) tools.log(`“${name}”, kept when its page closed, has ended`);
      if (!send(answer)) send(failed(new Error('the answer cannot be sent')));
      endIfIdle();
    };
    // Started a moment later, so that the call is known before its work can end.
    const finished = Promise.resolve().then(work);
    running.set(id, { keep, finished, abort });
  };

  port.onMessage((received) => {
    if (!open) return;
    const message = readCallerMessage(received);
    if (message === undefined) closeFor('it sent something else than messages of the protocol');
    else if (message.type === 'cancel') running.get(message.id)?.abort();
    else if (running.has(message.id)) closeFor('it gave two calls the same number');
    else if (!Object.hasOwn(table, message.name))
      closeFor(`it asked for ${JSON.stringify(message.name)}, which is no operation`);
    else start(message);
  });
  port.onClose(closed);

  return {
    tell: (name, data) => {
      send({ type: 'event', name, data });
    },
    stop: async () => {
      stopping = true;
      const calls = [...running.values()];
      for (const call of calls) call.abort();
      await Promise.all(calls.map((call) => call.finished));
      port.close();
      closed();
    },
  };
}
