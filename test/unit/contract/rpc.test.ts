import { MessageChannel, type MessagePort } from 'node:worker_threads';
import Type from 'typebox';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { GantryError } from '../../../shared/contract/error.ts';
import { NoProgress, operation, type ServicesOf } from '../../../shared/contract/operation.ts';
import { type Client, connect } from '../../../shared/contract/rpc.ts';
import { type Port, type TextPort, textPort } from '../../../shared/contract/rpc-port.ts';
import { type ServedPort, serve } from '../../../shared/contract/rpc-serve.ts';

const table = {
  add: operation({
    input: Type.Object({ a: Type.Number(), b: Type.Number() }),
    output: Type.Object({ sum: Type.Number() }),
    progress: NoProgress,
    errors: [],
  }),
  work: operation({ input: Type.Object({}), output: Type.Object({}), progress: Type.Number(), errors: [] }),
  print: operation({
    input: Type.Object({}),
    output: Type.Object({}),
    progress: Type.String(),
    everyProgress: true,
    errors: [],
  }),
};
const events = { news: Type.Object({ text: Type.String() }) };
type Services = ServicesOf<typeof table, AbortSignal>;
type WorkCall = Parameters<Services['work']>[1];

interface Line {
  readonly caller: Port;
  readonly host: Port;
}

/** Two ends that hand each other JSON, each message in a task of its own, as WebSockets do. */
function jsonLine(): Line {
  const ends: TextPort[] = [];
  const make = (other: 0 | 1): TextPort =>
    textPort({
      send: (text) => queueMicrotask(() => ends[other]?.take(text)),
      close: () => queueMicrotask(() => ends[other]?.ended()),
    });
  const [caller, host] = [make(1), make(0)];
  ends.push(caller, host);
  return { caller: caller.port, host: host.port };
}

/** Two ends of a real MessageChannel, whose messages are cloned and not written as text. */
function channelLine(): Line {
  const { port1, port2 } = new MessageChannel();
  const port = (end: MessagePort): Port => ({
    postMessage: (message) => end.postMessage(message),
    onMessage: (listener) => {
      end.on('message', listener);
      return () => end.off('message', listener);
    },
    onClose: (listener) => {
      end.on('close', listener);
      return () => end.off('close', listener);
    },
    close: () => end.close(),
  });
  return { caller: port(port1), host: port(port2) };
}

const served: ServedPort<typeof events>[] = [];
afterEach(async () => {
  for (const each of served.splice(0)) await each.stop();
  vi.useRealTimers();
});

interface Setting {
  readonly services?: Partial<Services>;
  readonly line?: Line;
  readonly onEnd?: () => void;
}

interface Connected {
  readonly client: Client<typeof table, typeof events>;
  readonly host: ServedPort<typeof events>;
  readonly line: Line;
  readonly log: { line: string; failure: unknown }[];
}

function connected({ services = {}, line = jsonLine(), onEnd = () => undefined }: Setting = {}): Connected {
  const log: { line: string; failure: unknown }[] = [];
  const all: Services = {
    add: async ({ a, b }) => ({ sum: a + b }),
    work: async () => ({}),
    print: async () => ({}),
    ...services,
  };
  const host = serve<typeof table, typeof events, AbortSignal>(line.host, table, all, {
    validate: (_name, input) =>
      JSON.stringify(input)?.includes('wrong') === true ? '“a” must be number' : undefined,
    abortable: () => {
      const controller = new AbortController();
      return { signal: controller.signal, abort: () => controller.abort() };
    },
    toError: (failure, signal) => {
      if (failure instanceof GantryError) return failure;
      if (signal.aborted) return new GantryError('Cancelled', { operation: 'working' });
      return new GantryError('Internal', { reason: 'brief' });
    },
    later: (milliseconds, action) => {
      const timer = setTimeout(action, milliseconds);
      return () => clearTimeout(timer);
    },
    log: (text, failure) => log.push({ line: text, failure }),
    onEnd,
  });
  served.push(host);
  return { client: connect(line.caller), host, line, log };
}

/** A service that runs until it is aborted. */
function untilAborted(): { started: Promise<AbortSignal>; work: Services['work'] } {
  let begin: (signal: AbortSignal) => void = () => undefined;
  const started = new Promise<AbortSignal>((resolve) => {
    begin = resolve;
  });
  return {
    started,
    work: async (_input, { signal }) => {
      begin(signal);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('stopped in the middle');
    },
  };
}

describe.each([
  ['JSON texts', jsonLine],
  ['a MessageChannel', channelLine],
])('over %s', (_name, newLine) => {
  test('a call gets the answer of its own operation, however many are under way', async () => {
    const { client } = connected({ line: newLine() });
    const sums = await Promise.all([1, 2, 3].map((n) => client.call('add', { a: n, b: 10 })));
    expect(sums).toEqual([{ sum: 11 }, { sum: 12 }, { sum: 13 }]);
  });

  test('an error arrives with its code and data', async () => {
    const data = { path: 'x.tar', reason: 'it is a folder' };
    const work = () => Promise.reject(new GantryError('FileUnreadable', data));
    const { client } = connected({ line: newLine(), services: { work } });
    const failure: unknown = await client.call('work', {}).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GantryError);
    expect(failure).toMatchObject({ code: 'FileUnreadable', data });
  });

  test('closing the port aborts what came over it, and pending calls fail with ConnectionLost', async () => {
    const { started, work } = untilAborted();
    const { client, line } = connected({ line: newLine(), services: { work } });
    const call = client.call('work', {});
    const signal = await started;
    line.caller.close();
    await expect(call).rejects.toMatchObject({ code: 'ConnectionLost', data: { operation: 'work' } });
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
    await expect(client.call('add', { a: 1, b: 1 })).rejects.toMatchObject({ code: 'ConnectionLost' });
  });

  test('an event reaches its listeners until they stop listening', async () => {
    const { client, host } = connected({ line: newLine() });
    const heard: string[] = [];
    const stop = client.on('news', ({ text }) => heard.push(text));
    host.tell('news', { text: 'one' });
    await vi.waitFor(() => expect(heard).toEqual(['one']));
    stop();
    host.tell('news', { text: 'two' });
    await client.call('add', { a: 1, b: 1 });
    expect(heard).toEqual(['one']);
  });
});

describe('failing', () => {
  test('an unforeseen failure is brief for the caller and whole in the log', async () => {
    const defect = new TypeError('x is undefined at /home/ann/secret');
    const { client, log } = connected({ services: { work: () => Promise.reject(defect) } });
    await expect(client.call('work', {})).rejects.toMatchObject({
      code: 'Internal',
      data: { reason: 'brief' },
    });
    expect(log).toEqual([{ line: '“work” failed', failure: defect }]);
  });

  test('a service that throws before it begins is a failure like any other', async () => {
    const work = (): never => {
      throw new GantryError('Usage', { problem: 'not now' });
    };
    const { client } = connected({ services: { work } });
    await expect(client.call('work', {})).rejects.toMatchObject({ code: 'Usage' });
  });
});

test('an answer that is no plain data is a failure, not a call without an end', async () => {
  const work = () => Promise.resolve({ big: 1n });
  const { client, log } = connected({ services: { work } });
  await expect(client.call('work', {})).rejects.toMatchObject({ code: 'Internal' });
  expect(log.map(({ line }) => line)).toEqual(['a message “done” cannot be sent', '“work” failed']);
});

describe('cancelling', () => {
  test('aborts the service, and the call ends as the service says', async () => {
    const { started, work } = untilAborted();
    const { client } = connected({ services: { work } });
    const controller = new AbortController();
    const call = client.call('work', {}, { signal: controller.signal });
    const signal = await started;
    controller.abort();
    await expect(call).rejects.toMatchObject({ code: 'Cancelled' });
    expect(signal.aborted).toBe(true);
  });

  test('too late changes nothing', async () => {
    const { client, log } = connected();
    const controller = new AbortController();
    await client.call('add', { a: 1, b: 1 }, { signal: controller.signal });
    controller.abort();
    expect(await client.call('add', { a: 2, b: 2 })).toEqual({ sum: 4 });
    expect(log).toEqual([]);
  });

  test('before the call sends nothing', async () => {
    const work = vi.fn(async () => ({}));
    const { client } = connected({ services: { work } });
    const { signal } = new AbortController();
    const aborted = AbortSignal.abort();
    await expect(client.call('work', {}, { signal: aborted })).rejects.toMatchObject({ code: 'Cancelled' });
    await client.call('add', { a: 1, b: 1 }, { signal });
    expect(work).not.toHaveBeenCalled();
  });
});

describe('keeping work', () => {
  test('a kept call goes on when its page closes, and the host learns when it is over', async () => {
    let finish: () => void = () => undefined;
    let seen: AbortSignal | undefined;
    const ended = vi.fn();
    const work: Services['work'] = (_input, { signal }) => {
      seen = signal;
      return new Promise((resolve) => {
        finish = () => resolve({});
      });
    };
    const { client, line } = connected({ services: { work }, onEnd: ended });
    client.call('work', {}, { keep: true }).catch(() => undefined);
    await vi.waitFor(() => expect(seen).toBeDefined());
    line.caller.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen?.aborted).toBe(false);
    expect(ended).not.toHaveBeenCalled();
    finish();
    await vi.waitFor(() => expect(ended).toHaveBeenCalledTimes(1));
  });

  test('the end of the host stops kept calls too, and waits until they have cleaned up', async () => {
    let cleaned = false;
    const work: Services['work'] = async (_input, { signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await new Promise((resolve) => setTimeout(resolve, 30));
      cleaned = true;
      return {};
    };
    const { client, host } = connected({ services: { work } });
    const call = client.call('work', {}, { keep: true }).catch(() => undefined);
    await client.call('add', { a: 1, b: 1 });
    await host.stop();
    expect(cleaned).toBe(true);
    await call;
  });
});

describe('progress', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  /** Runs an operation that tells `count` values, one a millisecond, and gives the messages that carried them. */
  async function messagesOf(name: 'work' | 'print', count: number): Promise<unknown[][]> {
    const line = jsonLine();
    const tell = async (value: (n: number) => never, { progress }: { progress(v: never): void }) => {
      for (let n = 1; n <= count; n++) {
        progress(value(n));
        await vi.advanceTimersByTimeAsync(1);
      }
      return {};
    };
    const { client } = connected({
      line,
      services: {
        work: (_input, call: WorkCall) => tell((n) => n as never, call),
        print: (_input, call) => tell((n) => `line ${n}` as never, call),
      },
    });
    const messages: unknown[][] = [];
    line.caller.onMessage((message) => {
      if (typeof message === 'object' && message !== null && 'values' in message)
        messages.push(message.values as unknown[]);
    });
    const got: unknown[] = [];
    await client.call(name, {}, { onProgress: (value: unknown) => got.push(value) });
    expect(got).toEqual(messages.flat());
    return messages;
  }

  test('is sent at most twenty times a second, the last one always', async () => {
    const messages = await messagesOf('work', 1000);
    expect(messages.length).toBeLessThanOrEqual(21);
    expect(messages.length).toBeGreaterThan(15);
    expect(messages[0]).toEqual([1]);
    expect(messages.at(-1)).toEqual([1000]);
  });

  test('loses no line where every one counts, and is sent no more often', async () => {
    const messages = await messagesOf('print', 1000);
    expect(messages.length).toBeLessThanOrEqual(21);
    expect(messages.flat()).toEqual(Array.from({ length: 1000 }, (_, n) => `line ${n + 1}`));
  });

  test('that pauses arrives without waiting for the next', async () => {
    const seen: number[] = [];
    const { started, work } = untilAborted();
    const { client } = connected({
      services: {
        work: (input, call) => {
          call.progress(1);
          call.progress(2);
          return work(input, call);
        },
      },
    });
    client.call('work', {}, { onProgress: (n) => seen.push(n) }).catch(() => undefined);
    await started;
    await vi.advanceTimersByTimeAsync(60);
    expect(seen).toEqual([1, 2]);
  });

  test('told after the end reaches nobody', async () => {
    let late: (n: number) => void = () => undefined;
    const work: Services['work'] = async (_input, { progress }) => {
      late = progress;
      return {};
    };
    const { client } = connected({ services: { work } });
    const seen: number[] = [];
    await client.call('work', {}, { onProgress: (n) => seen.push(n) });
    late(7);
    await vi.advanceTimersByTimeAsync(200);
    expect(seen).toEqual([]);
  });
});
