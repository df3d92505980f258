import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import type { Transport } from './transport.ts';

/** A request in the words of HTTP. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** A tar sent along. */
  readonly body?: Readable;
}

/** The engine answered, but not with what was asked for. The message is what it said itself, and may be empty. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, said: string) {
    super(said);
    this.status = status;
  }
}

/** More than any engine says about a failure. */
const longestRefusal = 64 * 1024;

/** Bytes of an answer that wait for their reader before the engine is held back. */
const mostWaiting = 1 << 20;

/**
 * Sends a request; gives the answer once its head is there. Rejects with `Refusal` for every status but 200, and with what the connection
 * or reading the body to send failed with.
 */
export function sendRequest(
  transport: Transport,
  { method, path, query, body }: HttpRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { protocol, ...target } = transport;
    const send = protocol === 'https' ? requestHttps : requestHttp;
    const headers = body === undefined ? {} : { 'Content-Type': 'application/tar' };
    const request = send({ ...target, method, path: `${path}${queryOf(query)}`, headers, signal });
    request.on('error', reject);
    request.on('response', (response) => {
      if (response.statusCode === 200) resolve(response);
      else refusalOf(response).then(reject, reject);
    });
    if (body === undefined) {
      request.end();
    } else {
      body.on('error', (error) => request.destroy(error));
      body.pipe(request);
    }
  });
}

/**
 * An answer's body in the pieces that the socket gave, none of them copied: a stream's own iterator joins those that wait, which costs as much
 * as hashing them. Ends where the answer does, whether or not that was its proper end.
 */
export async function* answerPieces(response: IncomingMessage): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let waiting = 0;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  response.on('data', (piece: Uint8Array) => {
    pieces.push(piece);
    waiting += piece.length;
    if (waiting >= mostWaiting) response.pause();
    wake();
  });
  response.on('error', (error) => {
    failure = { error };
    wake();
  });
  response.on('close', () => {
    ended = true;
    wake();
  });
  response.on('end', () => {
    ended = true;
    wake();
  });
  for (;;) {
    const taken = pieces.splice(0);
    waiting = 0;
    if (taken.length > 0) {
      if (response.isPaused()) response.resume();
      yield* taken;
    } else if (failure !== undefined) {
      throw failure.error;
    } else if (ended || response.closed) {
      return;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

function queryOf(query: HttpRequest['query']): string {
  if (query === undefined) return '';
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
  );
  return `?${new URLSearchParams(pairs)}`;
}

async function refusalOf(response: IncomingMessage): Promise<Refusal> {
  response.setEncoding('utf8');
  let text = '';
  for await (const piece of response as AsyncIterable<string>) {
    text += piece;
    if (text.length > longestRefusal) break;
  }
  return new Refusal(response.statusCode ?? 0, saidIn(text));
}

/** What an engine says about a failure: a JSON document with a message, or plain text. */
function saidIn(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return text;
    const said: unknown = Reflect.get(value, 'message') ?? Reflect.get(value, 'error');
    return typeof said === 'string' ? said : '';
  } catch {
    return text;
  }
}
