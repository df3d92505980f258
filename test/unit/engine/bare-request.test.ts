import type { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { sendBareRequest } from '../../../electron/services/engine/bare-request.ts';
import { EngineConnection } from '../../../electron/services/engine/engine-connection.ts';
import { Refusal } from '../../../electron/services/engine/engine-request.ts';
import { createTransport } from '../../../electron/services/engine/transport.ts';
import type { Endpoint } from '../../../electron/services/engine/types.ts';
import { deadPort, fakeServer } from './fake-engine.ts';

const { signal } = new AbortController();
const request = { method: 'GET', path: '/images/get', query: { names: ['app:1'] } } as const;

describe('a request over a bare socket', () => {
  test('asks in HTTP/1.0 and gives all that follows the head, however it is cut', async () => {
    let asked = '';
    const text = 'HTTP/1.0 200 OK\r\nServer: x\r\n\r\nthe body\r\n\r\nof it';
    const port = await answering(async (socket, head) => {
      asked = head;
      for (const letter of text) {
        socket.write(letter);
        await new Promise(setImmediate);
      }
      socket.end();
    });
    const answer = await send(port);
    expect(await textOf(answer)).toBe('the body\r\n\r\nof it');
    expect(answer?.isWhole()).toBe(true);
    expect(asked).toBe(`GET /images/get?names=app%3A1 HTTP/1.0\r\nHost: 127.0.0.1:${port}`);
  });

  test('gives many megabytes as they were sent, to a slow reader too', async () => {
    const block = Buffer.from(Array.from({ length: 99_991 }, (_, i) => i % 251));
    const port = await answering((socket) => {
      socket.write('HTTP/1.0 200 OK\r\n\r\n');
      for (let i = 0; i < 200; i += 1) socket.write(block);
      socket.end();
    });
    const answer = await send(port);
    let at = 0;
    let pieces = 0;
    for (;;) {
      const { done, value } = (await answer?.pieces.next()) ?? { done: true };
      if (done) break;
      const start = at % block.length;
      const expected = block.subarray(start, start + value.length);
      expect(expected.equals(value.subarray(0, expected.length)), `at ${at}`).toBe(true);
      expect(value.subarray(expected.length).every((byte, i) => byte === block[i % block.length])).toBe(true);
      at += value.length;
      pieces += 1;
      if (pieces % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(at).toBe(200 * block.length);
  });

  test('knows that an answer of known length is not whole, and takes no more than it', async () => {
    const port = await answering((socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n12345'),
    );
    const short = await send(port);
    expect(await textOf(short)).toBe('12345');
    expect(short?.isWhole()).toBe(false);
    const longer = await answering((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n12345');
    });
    const whole = await send(longer);
    expect(await textOf(whole)).toBe('123');
    expect(whole?.isWhole()).toBe(true);
  });

  test.each([404, 500])('gives what the engine says with a %d', async (status) => {
    const port = await answering((socket) =>
      socket.end(`HTTP/1.0 ${status} No\r\n\r\n{"message": "it is not there"}`),
    );
    const refusal = await send(port).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({ status, message: 'it is not there' });
  });

  test.each([
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['that HTTP/1.0 is too old', 'HTTP/1.1 426 Upgrade Required\r\n\r\n'],
    ['nothing', ''],
    ['half a head', 'HTTP/1.0 200 OK\r\nServer'],
    ['something else', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['a head without end', `HTTP/1.0 200 OK\r\nX: ${'x'.repeat(70_000)}`],
  ])('gives up on a server that answers %s', async (_what, answer) => {
    const port = await answering((socket) => socket.end(answer));
    expect(await send(port)).toBeUndefined();
  });

  test('gives up on a server that resets the connection', async () => {
    const port = await answering((socket) => socket.resetAndDestroy());
    expect(await send(port)).toBeUndefined();
  });

  test('reaches a host by any of its addresses', async () => {
    const port = await answering((socket) => socket.end('HTTP/1.0 200 OK\r\n\r\nhere'));
    const plain = { host: 'localhost', port };
    const answer = await sendBareRequest({ ...createTransport(endpoint(port)), plain }, request, signal);
    expect(await textOf(answer)).toBe('here');
  });

  test('fails where nobody listens, and ends when it is cancelled', async () => {
    await expect(send(Number((await deadPort()).split(':').at(-1)))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    const controller = new AbortController();
    const port = await answering(() => controller.abort());
    await expect(send(port, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('fails where it is closed under who waits for more', async () => {
    const port = await answering((socket) => void socket.write('HTTP/1.0 200 OK\r\n\r\nbegun'));
    const answer = await send(port);
    expect(Buffer.from((await answer?.pieces.next())?.value ?? []).toString()).toBe('begun');
    const more = answer?.pieces.next();
    answer?.close();
    await expect(more).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });

  test('is not for what is encrypted or behind another program', async () => {
    const tls = createTransport({ ...endpoint(1), tls: { verify: true } });
    expect(await sendBareRequest(tls, request, signal)).toBeUndefined();
    const ssh = createTransport({ kind: 'ssh', host: 'far.example', port: 22, source: 'test' });
    expect(await sendBareRequest(ssh, request, signal)).toBeUndefined();
  });
});

describe('a connection asked for a long answer', () => {
  const long = { ...request, operation: 'saving', query: { names: ['app:1'] }, tellsItsEnd: true } as const;

  test('asks again in HTTP/1.1 where HTTP/1.0 was answered in chunks', async () => {
    const versions: string[] = [];
    const port = await answering((socket, head) => {
      versions.push(/HTTP\/1\.[01]/.exec(head)?.[0] ?? '');
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n3\r\n678\r\n0\r\n\r\n');
    });
    const body = await new EngineConnection(endpoint(port)).open(long, signal);
    let text = '';
    for await (const piece of body) text += Buffer.from(piece).toString();
    expect(text).toBe('12345678');
    expect(versions).toEqual(['HTTP/1.0', 'HTTP/1.1']);
  });

  test('fails where the chunks break off', async () => {
    const port = await answering((socket) =>
      socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n'),
    );
    const reading = async () => {
      for await (const _ of await new EngineConnection(endpoint(port)).open(long, signal));
    };
    await expect(reading()).rejects.toMatchObject({
      data: { reason: 'the engine closed the connection after 5 bytes' },
    });
  });

  test('fails where the server resets it in the middle', async () => {
    const port = await answering((socket) => {
      socket.write('HTTP/1.0 200 OK\r\n\r\n12345', () => setTimeout(() => socket.resetAndDestroy(), 50));
    });
    const reading = async () => {
      for await (const _ of await new EngineConnection(endpoint(port)).open(long, signal));
    };
    await expect(reading()).rejects.toMatchObject({
      data: { reason: 'the engine closed the connection after 5 bytes' },
    });
  });

  test('fails where the server stays silent before the answer or within it', async () => {
    for (const answer of ['', 'HTTP/1.0 200 OK\r\n\r\n12345']) {
      const port = await answering((socket) => void socket.write(answer));
      const reading = async () => {
        const impatient = { ...long, patience: 200 };
        for await (const _ of await new EngineConnection(endpoint(port)).open(impatient, signal));
      };
      await expect(reading()).rejects.toMatchObject({ data: { reason: 'it sent nothing for 0.2 seconds' } });
    }
  });
});

function endpoint(port: number): Extract<Endpoint, { kind: 'tcp' }> {
  return { kind: 'tcp', host: '127.0.0.1', port, source: 'test' };
}

function send(port: number, until = new AbortController().signal) {
  return sendBareRequest(createTransport(endpoint(port)), request, until);
}

async function textOf(answer: Awaited<ReturnType<typeof send>>): Promise<string> {
  let text = '';
  for (;;) {
    const { done, value } = (await answer?.pieces.next()) ?? { done: true };
    if (done) return text;
    text += Buffer.from(value).toString();
  }
}

/** Answers each request, given its head, until the test is over; gives the port. */
async function answering(answer: (socket: Socket, head: string) => unknown): Promise<number> {
  const address = await fakeServer((socket) => {
    let head = '';
    socket.on('data', (bytes: Buffer) => {
      head += bytes.toString();
      if (head.endsWith('\r\n\r\n')) answer(socket, head.trimEnd());
    });
  });
  return Number(address.split(':').at(-1));
}
