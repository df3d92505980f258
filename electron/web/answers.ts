import { createReadStream } from 'node:fs';
import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PageFile } from '../services/page/page-files.ts';
import { pageHeaders } from '../services/page/page-headers.ts';
import type { Refusal } from './request-guard.ts';

function guards(host: string): OutgoingHttpHeaders {
  return pageHeaders(`ws://${host}`);
}

/** Sends a file of the page, or its headers alone. */
export async function sendFile(response: ServerResponse, host: string, file: PageFile): Promise<void> {
  response.writeHead(200, {
    ...guards(host),
    'Content-Type': file.type,
    'Content-Length': file.bytes,
    'Cache-Control': file.immutable ? 'private, max-age=31536000, immutable' : 'no-store',
  });
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  // The browser may leave in the middle, or a file be replaced: then the connection just ends.
  await pipeline(createReadStream(file.path, { end: Math.max(0, file.bytes - 1) }), response).catch(() =>
    response.destroy(),
  );
}

/** Sends the browser to the page, with its cookie where it has none yet. */
export function sendToPage(response: ServerResponse, host: string, cookie: string | undefined): void {
  response.writeHead(303, {
    ...guards(host),
    Location: '/',
    ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }),
    'Cache-Control': 'no-store',
    'Content-Length': 0,
  });
  response.end();
}

/** Says no, in plain text. What a refused request still sends is not waited for. */
export function sendRefusal(response: ServerResponse, host: string, { status, reason }: Refusal): void {
  const text = `${reason}\n`;
  response.writeHead(status, {
    ...guards(host),
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...(status === 405 ? { Allow: 'GET, HEAD' } : {}),
  });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

/** Says no to what would have become a WebSocket. */
export function refuseSocket(socket: Duplex, { status, reason }: Refusal): void {
  const text = `${reason}\n`;
  socket.on('error', () => socket.destroy());
  // The other end may never close; the answer is out, and that is enough.
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(text)}`,
      'X-Content-Type-Options: nosniff',
      'Cache-Control: no-store',
      'Connection: close',
      '',
      text,
    ].join('\r\n'),
  );
}
