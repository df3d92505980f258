import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { EngineEnvironment } from '../../../electron/services/engine/environment.ts';

/** The answer of an engine that has nothing special. */
export const usualVersion = {
  Version: '28.2.2',
  ApiVersion: '1.50',
  Os: 'linux',
  Arch: 'amd64',
  Components: [{ Name: 'Engine' }],
};

/** A machine that has nothing but what is given. */
export function bareEnvironment(given: Partial<EngineEnvironment> = {}): EngineEnvironment {
  return {
    platform: 'linux',
    home: '/home/me',
    uid: 1000,
    variables: {},
    exists: () => false,
    readFile: () => undefined,
    list: () => [],
    ...given,
  };
}

/** Serves HTTP on a port of this machine until the test is over; gives `tcp://…`. `/_ping` and `/version` answer as an engine's do unless `listener` takes all. */
export async function fakeEngine(listener: RequestListener, takesAll = false): Promise<string> {
  const server = createServer((request, response) => {
    if (!takesAll && request.url === '/_ping') response.end('OK');
    else if (!takesAll && request.url === '/version') response.end(JSON.stringify(usualVersion));
    else listener(request, response);
  });
  return listen(server);
}

/** Serves raw bytes on a port of this machine until the test is over; gives `tcp://…`. */
export async function fakeServer(listener: (socket: Socket) => void): Promise<string> {
  return listen(createTcpServer(listener));
}

/** A port of this machine that nothing listens on; gives `tcp://…`. */
export async function deadPort(): Promise<string> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `tcp://127.0.0.1:${port}`;
}

async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
