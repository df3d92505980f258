import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { GantryError } from '../../shared/contract/error.ts';
import { oneLine } from '../services/one-line.ts';
import { findPageFile } from '../services/page/page-files.ts';
import type { StudioTableServices } from '../services/page/studio-table.ts';
import { refuseSocket, sendFile, sendRefusal, sendToPage } from './answers.ts';
import { PageSockets } from './page-sockets.ts';
import { RefusalLog } from './refusal-log.ts';
import { address, foreignRequest, foreignUpgrade, hostOf, noCookie, type Refusal } from './request-guard.ts';
import { Sessions } from './sessions.ts';

export interface WebHostOptions {
  readonly services: StudioTableServices;
  /** Folder of the built page. */
  readonly pageFolder: string;
  /** Any free one where absent or 0. */
  readonly port?: number;
  /** One line, with the failure itself where there is one. */
  readonly log: (line: string, failure?: unknown) => void;
}

export interface WebHost {
  readonly port: number;
  /** An address that opens the page, once; the browser that used it needs no other. */
  newUrl(): string;
  /** Tells the pages, stops everything they started and ends. */
  close(): Promise<void>;
}

const mostPages = 50;

/**
 * Serves the studio to browsers of this machine: the page over HTTP, the operations over a WebSocket.
 * @throws GantryError `Usage` where the port is taken or may not be used.
 */
export async function startWebHost({
  services,
  pageFolder,
  log,
  ...options
}: WebHostOptions): Promise<WebHost> {
  const server = createServer({ maxHeaderSize: 16 << 10, requestTimeout: 30_000, keepAliveTimeout: 5000 });
  server.maxConnections = 200;
  const port = await listen(server, options.port ?? 0);
  const host = hostOf(port);
  const sessions = new Sessions(port);
  const sockets = new PageSockets(services, (line, failure) => log(oneLine(line), failure));
  const refusals = new RefusalLog(log);

  const refused = (request: IncomingMessage, refusal: Refusal): Refusal => {
    refusals.refused(
      request.method ?? '',
      `${request.headers.host ?? ''}${request.url ?? ''}`,
      refusal.reason,
    );
    return refusal;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const foreign = foreignRequest(request, port) ?? wrongMethod(request);
    if (foreign !== undefined) return sendRefusal(response, host, refused(request, foreign));
    const [pathname = '/', query] = (request.url ?? '/').split('?', 2);
    const token = new URLSearchParams(query).get('token');
    if (pathname === '/' && token !== null) {
      const cookie = request.method === 'GET' ? sessions.exchange(token) : undefined;
      // Who has the cookie already comes in with an address that was used before, too.
      if (cookie !== undefined || sessions.admits(request.headers.cookie))
        return sendToPage(response, host, cookie);
    }
    if (!sessions.admits(request.headers.cookie)) {
      return sendRefusal(response, host, refused(request, noCookie));
    }
    const file = await findPageFile(pageFolder, pathname);
    if (file !== undefined) return sendFile(response, host, file);
    return sendRefusal(response, host, refused(request, { status: 404, reason: 'There is no such file.' }));
  };

  server.on('error', (error) => log('the server reported a failure', error));
  server.on('request', (request, response) => {
    answer(request, response).catch((failure: unknown) => {
      log('a request could not be answered', failure);
      response.destroy();
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = foreignUpgrade(request, port, sessions) ?? tooMany(sockets.count);
    if (refusal === undefined) sockets.accept(request, socket, head);
    else refuseSocket(socket, refused(request, refusal));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    refusals.refused('something', 'that is no HTTP request', error.code ?? error.message);
    refuseSocket(socket, { status: 400, reason: 'This is not an HTTP request.' });
  });

  return {
    port,
    newUrl: () => `http://${host}/?token=${sessions.newToken()}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      await sockets.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function wrongMethod({ method }: IncomingMessage): Refusal | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  return { status: 405, reason: 'The page is only read.' };
}

function tooMany(pages: number): Refusal | undefined {
  return pages < mostPages ? undefined : { status: 503, reason: 'Too many windows are open.' };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : 'cannot be used';
      reject(
        new GantryError('Usage', { problem: `the port ${port} ${why}; name another one` }, { cause: error }),
      );
    });
    server.listen(port, address, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return bound.port;
}
