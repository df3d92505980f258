import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { ask, closing, webStudio } from '../support/web-studio.ts';

const info = { type: 'call', id: 1, name: 'host.info', input: {} };

describe('which WebSockets open', () => {
  test('one of the page itself, with its cookie, is served', async () => {
    const studio = await webStudio();
    const { socket, status } = await studio.socket({ Cookie: await studio.enter() });
    expect(status).toBe(101);
    expect(await ask(socket, info)).toMatchObject({
      type: 'done',
      id: 1,
      output: { host: 'web', version: '1.2.3' },
    });
    expect(studio.log).toEqual([]);
  });

  test.each([
    ['no cookie', { Cookie: undefined }],
    ['a made-up cookie', { Cookie: 'gantry-PORT=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' }],
    ['no Origin', { Origin: undefined }],
    ['a foreign Origin', { Origin: 'https://evil.example' }],
    ['the Origin of another port', { Origin: 'http://127.0.0.1:1' }],
    ['the Origin null', { Origin: 'null' }],
    ['the Origin of another name of this machine', { Origin: 'http://localhost:PORT' }],
    ['a foreign Host', { Host: 'evil.example' }],
    [
      'a foreign Host and the Origin that goes with it',
      { Host: 'evil.example', Origin: 'http://evil.example' },
    ],
    ['a browser that calls it cross-site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a browser that calls it same-site', { 'Sec-Fetch-Site': 'same-site' }],
  ])('one with %s is refused and logged', async (_name, headers) => {
    const studio = await webStudio();
    const given = Object.entries({ Cookie: await studio.enter(), ...headers });
    const filled = given.map(([name, value]) => [name, value?.replace('PORT', String(studio.host.port))]);
    const { socket, status } = await studio.socket(Object.fromEntries(filled));
    expect([status, socket]).toEqual([403, undefined]);
    expect(studio.log).toEqual([expect.stringMatching(/^refused GET .*\/rpc: /)]);
  });

  test('a token opens none, and stays good for the page', async () => {
    const studio = await webStudio();
    const { search } = new URL(studio.host.newUrl());
    expect((await studio.socket({}, `/rpc${search}`)).status).toBe(404);
    expect((await studio.request(`/${search}`)).status).toBe(303);
  });

  test.each(['/', '/rpc/', '/rpc?x=1', '/other'])('there is none at %s', async (path) => {
    const studio = await webStudio();
    expect((await studio.socket({ Cookie: await studio.enter() }, path)).status).toBe(404);
  });

  test('a request for it that is no upgrade gets nothing', async () => {
    const studio = await webStudio();
    expect((await studio.request('/rpc', { Cookie: await studio.enter() })).status).toBe(404);
  });
});

describe('what a WebSocket may send', () => {
  test.each([
    ['no JSON', 'hello'],
    ['JSON that is no message', '{"type":"hello"}'],
    ['an operation that does not exist', '{"type":"call","id":1,"name":"constructor","input":{}}'],
    ['bytes', Buffer.from(JSON.stringify(info))],
  ])('%s closes it and is logged', async (_name, message) => {
    const studio = await webStudio();
    const { socket } = await studio.socket({ Cookie: await studio.enter() });
    const closed = closing(socket);
    socket?.send(message);
    expect(await closed).toBe(1008);
    expect(studio.log).toEqual([expect.stringMatching(/^closed a connection/)]);
  });

  test('a message above 16 MiB closes it before it is read whole', async () => {
    const studio = await webStudio();
    const { socket } = await studio.socket({ Cookie: await studio.enter() });
    const closed = closing(socket);
    socket?.send('x'.repeat((16 << 20) + 1));
    expect(await closed).toBe(1009);
    expect(studio.log).toEqual([expect.stringMatching(/^closed a connection/)]);
  });

  test('a message just below that is read', async () => {
    const studio = await webStudio();
    const { socket } = await studio.socket({ Cookie: await studio.enter() });
    const text = 'x'.repeat((16 << 20) - 200);
    const input = { project: 'made up', file: 'app.json', text, baseRevision: '' };
    expect(await ask(socket, { type: 'call', id: 1, name: 'project.save', input })).toMatchObject({
      type: 'done',
      error: { code: 'Usage' },
    });
  });

  test('an input beyond its schema never reaches the service', async () => {
    const reveal = vi.fn(async () => ({}));
    const studio = await webStudio({ services: { 'host.reveal': reveal } });
    const { socket } = await studio.socket({ Cookie: await studio.enter() });
    for (const input of [{}, { ticket: '' }, { ticket: 7 }, { ticket: 'x', path: '/etc/passwd' }, [], null]) {
      expect(await ask(socket, { ...info, name: 'host.reveal', input })).toMatchObject({
        error: { code: 'Usage' },
      });
    }
    expect(reveal).not.toHaveBeenCalled();
    expect(studio.log).toHaveLength(6);
  });

  test('a path is no ticket', async () => {
    const studio = await webStudio();
    const { socket } = await studio.socket({ Cookie: await studio.enter() });
    for (const name of ['project.open', 'target.validate', 'place.list'] as const) {
      const key = { 'project.open': 'project', 'target.validate': 'target', 'place.list': 'folder' }[name];
      const input = { [key]: studio.folder };
      expect(await ask(socket, { ...info, name, input })).toMatchObject({ error: { code: 'Usage' } });
    }
  });
});

describe('how it ends', () => {
  test('a page that goes takes its work with it, without a proper goodbye too', async () => {
    let begin: (signal: AbortSignal) => void = () => undefined;
    const begun = new Promise<AbortSignal>((resolve) => {
      begin = resolve;
    });
    const studio = await webStudio({
      services: {
        'project.watch': (_input, { signal }) => {
          begin(signal);
          return new Promise((resolve) => signal.addEventListener('abort', () => resolve({})));
        },
      },
    });
    const { socket } = await studio.socket({ Cookie: await studio.enter() });
    socket?.send(JSON.stringify({ ...info, name: 'project.watch', input: { project: 'any' } }));
    const signal = await begun;
    socket?.terminate();
    await vi.waitFor(() => expect(signal.aborted).toBe(true));
  });

  test('a host that ends tells its pages, and nothing answers afterwards', async () => {
    const studio = await webStudio();
    const { socket } = await studio.socket({ Cookie: await studio.enter() });
    const closed = closing(socket);
    const told = new Promise((resolve) =>
      socket?.once('message', (data) => resolve(JSON.parse(String(data)))),
    );
    await studio.host.close();
    expect(await told).toEqual({ type: 'event', name: 'host.closing', data: {} });
    expect(await closed).toBeGreaterThan(1000);
    await expect(studio.request('/')).rejects.toThrow('ECONNREFUSED');
  });

  test('connections that say nothing do not keep a host from ending', async () => {
    const studio = await webStudio();
    const silent = connect(studio.host.port, '127.0.0.1');
    silent.on('error', () => undefined);
    await new Promise((resolve) => silent.once('connect', resolve));
    await studio.host.close();
    await vi.waitFor(() => expect(silent.destroyed).toBe(true));
  });
});
