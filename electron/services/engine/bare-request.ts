import { connect, type Socket } from 'node:net';
import { bracketed } from './endpoint.ts';
import { type Answer, type HttpRequest, isReset, refuse, requestTarget } from './engine-request.ts';
import { ReceiveRing } from './receive-ring.ts';
import type { Transport } from './transport.ts';

/** As long as Node's own parser lets it be. */
const longestHead = 16 * 1024;

/** What servers answer that do not speak HTTP/1.0. */
const wantsNewer = new Set([400, 426, 505]);

/**
 * `sendRequest` for an answer of very many bytes, at a fraction of its cost: in HTTP/1.0, whose answers are not cut into chunks,
 * over a socket that reads into the same memory again and again. Such an answer may end with the connection alone: who must know whether
 * it is whole has to tell by what it says. `undefined` where that cannot be had and `sendRequest` is to be tried: the transport is not a
 * plain socket, or what is there answers in another way or not at all.
 */
export async function sendBareRequest(
  { plain }: Transport,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  if (plain === undefined || request.body !== undefined) return undefined;
  const receiver = new Receiver((onread) => connect({ ...plain, onread, signal }));
  try {
    const host = 'path' in plain ? 'localhost' : `${bracketed(plain.host)}:${plain.port}`;
    receiver.socket.write(`${request.method} ${requestTarget(request)} HTTP/1.0\r\nHost: ${host}\r\n\r\n`);
    const head = await readHead(receiver).catch((error: unknown) => {
      if (!isReset(error)) throw error;
    });
    if (head === undefined || head.chunked || head.status < 200 || wantsNewer.has(head.status)) {
      receiver.close();
      return undefined;
    }
    const body = new Body(receiver, head);
    if (head.status !== 200) await refuse(head.status, body.pieces());
    return { pieces: body.pieces(), isWhole: () => body.isWhole, close: () => receiver.close() };
  } catch (error) {
    receiver.close();
    throw error;
  }
}

/** What a socket received, piece by piece. */
class Receiver {
  readonly socket: Socket;
  readonly #ring = new ReceiveRing();
  #resting = false;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  constructor(open: (onread: OnRead) => Socket) {
    this.socket = open({ buffer: () => this.#ring.room(), callback: (bytes) => this.#receive(bytes) });
    const fail = (error: Error): void => {
      this.#failure ??= { error };
      this.#wake();
    };
    this.socket.on('error', fail);
    this.socket.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    this.socket.on('close', () => {
      if (!this.#ended) fail(Object.assign(new Error('closed'), { code: 'ERR_STREAM_PREMATURE_CLOSE' }));
    });
  }

  /** The bytes that follow, good until the next are asked for; `undefined` at the end. Fails with what the connection failed with. */
  async next(): Promise<Uint8Array | undefined> {
    for (;;) {
      const piece = this.#ring.take();
      if (this.#resting && this.#ring.hasRoom) {
        this.#resting = false;
        this.socket.resume();
      }
      if (piece !== undefined) return piece;
      if (this.#ended) return undefined;
      if (this.#failure !== undefined) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    this.socket.destroy();
  }

  /** Whether to read on. */
  #receive(bytes: number): boolean {
    if (this.#resting) {
      // Node read although it was told not to: into memory that may be in use.
      this.socket.destroy(new Error('the socket did not rest'));
      return false;
    }
    this.#ring.fill(bytes);
    this.#wake();
    this.#resting = !this.#ring.hasRoom;
    return !this.#resting;
  }
}

interface OnRead {
  readonly buffer: () => Uint8Array;
  readonly callback: (bytes: number) => boolean;
}

interface Head {
  readonly status: number;
  readonly chunked: boolean;
  /** Bytes of the body, where the head says. */
  readonly length: number | undefined;
  /** The body's first bytes, which came along. */
  readonly rest: Uint8Array;
}

/** `undefined` where what comes is not the head of an answer. */
async function readHead(receiver: Receiver): Promise<Head | undefined> {
  let head = Buffer.alloc(0);
  while (head.length < longestHead) {
    const piece = await receiver.next();
    if (piece === undefined) return undefined;
    const before = head.length;
    head = Buffer.concat([head, piece.subarray(0, longestHead)]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const text = head.toString('latin1', 0, end);
    const status = /^HTTP\/1\.[01] (\d{3})\b/.exec(text)?.[1];
    if (status === undefined) return undefined;
    const length = /^content-length:[ \t]*(\d+)[ \t]*$/im.exec(text)?.[1];
    return {
      status: Number(status),
      chunked: /^transfer-encoding:/im.test(text),
      length: length === undefined ? undefined : Number(length),
      rest: piece.subarray(end + 4 - before),
    };
  }
  return undefined;
}

class Body {
  readonly #receiver: Receiver;
  readonly #head: Head;
  #left: number;

  constructor(receiver: Receiver, head: Head) {
    this.#receiver = receiver;
    this.#head = head;
    this.#left = head.length ?? Number.POSITIVE_INFINITY;
  }

  /** Whether all came that the head promised. */
  get isWhole(): boolean {
    return this.#head.length === undefined || this.#left === 0;
  }

  async *pieces(): AsyncGenerator<Uint8Array> {
    let piece: Uint8Array | undefined = this.#head.rest;
    while (piece !== undefined && this.#left > 0) {
      const bytes = piece.subarray(0, this.#left);
      this.#left -= bytes.length;
      if (bytes.length > 0) yield bytes;
      if (this.#left > 0) piece = await this.#receiver.next();
    }
  }
}
