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

/** An answer whose head said 200. */
export interface Answer {
  /** The body's pieces in order, each good until the next is asked for. They end where the answer does, whether or not that was its proper end. */
  readonly pieces: AsyncIterator<Uint8Array>;
  /** Whether the answer came as far as it said it would; asked once there are no more pieces. */
  isWhole(): boolean;
  /** Ends the connection. */
  close(): void;
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
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const { method, body } = request;
  return new Promise((resolve, reject) => {
    const { protocol, plain: _, ...target } = transport;
    const send = protocol === 'https' ? requestHttps : requestHttp;
    const headers = body === undefined ? {} : { 'Content-Type': 'application/tar' };
    const sent = send({ ...target, method, path: requestTarget(request), headers, signal });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const pieces = answerPieces(response);
      const close = (): void => void response.destroy();
      if (response.statusCode === 200) resolve({ pieces, isWhole: () => response.complete, close });
      else
        refuse(response.statusCode ?? 0, pieces)
          .finally(close)
          .catch(reject);
    });
    if (body === undefined) {
      sent.end();
    } else {
      body.on('error', (error) => sent.destroy(error));
      body.pipe(sent);
    }
  });
}

/**
 * An answer's body in the pieces that the socket gave, none of them copied: a stream's own iterator joins those that wait, which costs as much
 * as hashing them. Ends where the answer does, whether or not that was its proper end.
 */
async function* answerPieces(response: IncomingMessage): AsyncGenerator<Uint8Array> {
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

/** Whether a connection failed by breaking off. */
export function isReset(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** The path and query of a request, as its first line has them. */
export function requestTarget({ path, query }: HttpRequest): string {
  if (query === undefined) return path;
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each): [string, string] => [name, each]),
  );
  return `${path}?${new URLSearchParams(pairs)}`;
}

/** Fails with what an answer of another status than 200 says, or with what reading it failed with. */
export async function refuse(status: number, pieces: AsyncIterable<Uint8Array>): Promise<never> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    if (text.length > longestRefusal) break;
  }
  throw new Refusal(status, saidIn(text));
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
