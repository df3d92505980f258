import Type from 'typebox';
import { describe, expect, test, vi } from 'vitest';
import { GantryError } from '../../../shared/contract/error.ts';
import { operation } from '../../../shared/contract/operation.ts';
import { connect } from '../../../shared/contract/rpc.ts';
import { readCallerMessage } from '../../../shared/contract/rpc-messages.ts';
import { textPort } from '../../../shared/contract/rpc-port.ts';
import { serve } from '../../../shared/contract/rpc-serve.ts';
import fc from '../../support/fast-check.ts';

const Any = Type.Object({});
const table = { work: operation({ input: Any, output: Any, progress: Type.Null(), errors: [] }) };

/** A served port, driven with what a page could send by hand. */
function servedLine() {
  const sent: unknown[] = [];
  const log: string[] = [];
  let closed = false;
  const line = textPort({
    send: (text) => sent.push(JSON.parse(text)),
    close: () => {
      closed = true;
    },
  });
  const work = vi.fn(
    (_input: object, { signal }: { signal: AbortSignal }) =>
      new Promise<object>((resolve) => signal.addEventListener('abort', () => resolve({}))),
  );
  const host = serve<typeof table, Record<never, never>, AbortSignal>(
    line.port,
    table,
    { work },
    {
      validate: (_name, input) =>
        JSON.stringify(input) === '{"bad":1}' ? 'it must NOT have additional properties' : undefined,
      abortable: () => {
        const controller = new AbortController();
        return { signal: controller.signal, abort: () => controller.abort() };
      },
      toError: () => new GantryError('Internal', { reason: 'brief' }),
      later: () => () => undefined,
      log: (text) => log.push(text),
    },
  );
  return { line, host, sent, log, work, isClosed: () => closed };
}

describe('what is refused and logged, and the port stays', () => {
  test('an input that is not as its schema says, before the service sees it', () => {
    const { line, sent, log, work, isClosed } = servedLine();
    line.take('{"type":"call","id":1,"name":"work","input":{"bad":1}}');
    expect(sent).toMatchObject([{ type: 'done', id: 1, error: { code: 'Usage' } }]);
    expect(log[0]).toContain('must NOT have additional properties');
    expect(work).not.toHaveBeenCalled();
    expect(isClosed()).toBe(false);
  });

  test('more calls than a page can have under way', async () => {
    const { line, host, sent, work } = servedLine();
    for (let id = 0; id < 210; id++) line.take(JSON.stringify({ type: 'call', id, name: 'work', input: {} }));
    await Promise.resolve();
    expect(work).toHaveBeenCalledTimes(200);
    expect(sent).toHaveLength(10);
    await host.stop();
    expect(sent).toHaveLength(210);
  });
});

describe('what closes the port, and is logged', () => {
  test.each([
    '1',
    'null',
    '"call"',
    '[]',
    '{}',
    '{"type":"call","id":1}',
    '{"type":"call","id":"1","name":"work","input":{}}',
    '{"type":"call","id":1.5,"name":"work","input":{}}',
    '{"type":"call","id":-1,"name":"work","input":{}}',
    '{"type":"call","id":1,"name":7,"input":{}}',
    '{"type":"call","id":1,"name":"work","input":{},"keep":"yes"}',
    `{"type":"call","id":1,"name":"${'x'.repeat(101)}","input":{}}`,
    '{"type":"done","id":1,"output":{}}',
    '{"type":"cancel"}',
    ...['nothing', '__proto__', 'constructor', 'toString', ''].map((name) =>
      JSON.stringify({ type: 'call', id: 1, name, input: {} }),
    ),
  ])('%s', (text) => {
    const { line, log, work, isClosed } = servedLine();
    line.take(text);
    expect(isClosed()).toBe(true);
    expect(log).toHaveLength(1);
    line.take('{"type":"call","id":5,"name":"work","input":{}}');
    expect(work).not.toHaveBeenCalled();
  });

  test('a number used again while its call is under way, which is aborted with the rest', async () => {
    const { line, log, work, isClosed } = servedLine();
    line.take('{"type":"call","id":1,"name":"work","input":{}}');
    await Promise.resolve();
    line.take('{"type":"call","id":1,"name":"work","input":{}}');
    expect(isClosed()).toBe(true);
    expect(log).toHaveLength(1);
    expect(work).toHaveBeenCalledTimes(1);
    expect(work.mock.calls[0]?.[1].signal.aborted).toBe(true);
  });
});

test('a text that is no JSON is not taken', () => {
  const { line, log } = servedLine();
  expect(line.take('{"type":')).toBe(false);
  expect(line.take('{"type":"cancel","id":1}')).toBe(true);
  expect(log).toEqual([]);
});

test('reading a message never throws, and gives only messages of the protocol', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const message = readCallerMessage(value);
      if (message !== undefined) expect(['call', 'cancel']).toContain(message.type);
    }),
  );
});

test('a caller passes over what it cannot read and answers to calls it never made', async () => {
  const sent: { id: number }[] = [];
  const line = textPort({ send: (text) => sent.push(JSON.parse(text)), close: () => undefined });
  const client = connect<typeof table>(line.port);
  const call = client.call('work', {});
  for (const text of ['7', '{"type":"later"}', '{"type":"done","id":99,"output":{}}', '{"type":"event"}'])
    line.take(text);
  line.take(JSON.stringify({ type: 'done', id: sent[0]?.id, output: { ok: true } }));
  expect(await call).toEqual({ ok: true });
});
