import type { IncomingMessage } from 'node:http';
import type { Sessions } from './sessions.ts';

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 403 | 404 | 405 | 503;
  /** One sentence, for the log and for whoever asked. */
  readonly reason: string;
}

/** The only address that the host listens on: no other machine can reach it. */
export const address = '127.0.0.1';

/** The Host header of every request that is meant for this host. */
export function hostOf(port: number): string {
  return `${address}:${port}`;
}

/** What a request must be to be looked at at all: sent to this very host, and by nobody else's page. */
export function foreignRequest(request: IncomingMessage, port: number): Refusal | undefined {
  const { host, origin } = request.headers;
  // A name of another's choosing could be made to lead here; the address itself cannot.
  if (host !== hostOf(port)) {
    return { status: 403, reason: 'The request was sent to another host name.' };
  }
  if (origin !== undefined && origin !== `http://${hostOf(port)}`) {
    return { status: 403, reason: 'The request comes from another page.' };
  }
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return { status: 403, reason: 'The request comes from another site.' };
  }
  return undefined;
}

/** Why a WebSocket is not opened, where it is not. */
export function foreignUpgrade(
  request: IncomingMessage,
  port: number,
  sessions: Sessions,
): Refusal | undefined {
  const foreign = foreignRequest(request, port);
  if (foreign !== undefined) return foreign;
  // Every browser names the page that opens a WebSocket, so what does not is none.
  if (request.headers.origin === undefined) {
    return { status: 403, reason: 'The connection does not say which page opens it.' };
  }
  if (request.headers['sec-fetch-site'] === 'none') {
    return { status: 403, reason: 'The connection is not opened by a page.' };
  }
  if (request.method !== 'GET') return { status: 405, reason: 'A connection is opened with GET.' };
  if (request.url !== socketPath) return { status: 404, reason: 'There is no such connection.' };
  if (!sessions.admits(request.headers.cookie)) return noCookie;
  return undefined;
}

/** Where pages connect. */
const socketPath = '/rpc';

export const noCookie: Refusal = {
  status: 403,
  reason: 'Open the studio with the address that Gantry printed; each address works once.',
};
