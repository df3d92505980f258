import { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { GantryError } from '../../../shared/contract/error.ts';
import type { ByteStream } from '../archives/types.ts';
import { sendBareRequest } from './bare-request.ts';
import { connectionProblem } from './connection-problem.ts';
import { formatEndpoint } from './endpoint.ts';
import { type Answer, type HttpRequest, isReset, Refusal, sendRequest } from './engine-request.ts';
import { createTransport, type Transport } from './transport.ts';
import type { Endpoint } from './types.ts';

/** A request to the engine. */
export interface EngineRequest {
  /** What it is for, as an error names it: “saving my-app:1.0”. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  /** Without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  /** A tar sent along. */
  readonly body?: ByteStream;
  /** The answer is long and tells its end by itself: it may come in a way that does not. */
  readonly tellsItsEnd?: true;
  /** The image asked for, where a 404 means that it is absent. */
  readonly reference?: string;
  /** Makes the error where the engine refuses the request itself, from what it said. */
  readonly refused?: (said: string) => Error;
  /** Milliseconds the engine may keep silent; without it, forever: a build step may be quiet for hours. */
  readonly patience?: number;
}

/** dockerode, as far as it is used. */
interface Docker extends Dockerode {
  followProgress(
    stream: Readable,
    done: (error: Error | null) => void,
    onLine: (line: unknown) => void,
  ): void;
}

/** More JSON than any engine answers; beyond it something else is answering. */
const longestDocument = 64 * 1024 * 1024;

/**
 * HTTP to one engine, with failures put into `GantryError`s. dockerode, which reads the progress of builds, is loaded for that alone:
 * it takes longer to load than an engine needs for a question.
 */
export class EngineConnection {
  readonly endpoint: string;
  readonly #target: Endpoint;
  readonly #transport: Transport;
  #docker: Promise<Docker> | undefined;

  constructor(endpoint: Endpoint) {
    this.endpoint = formatEndpoint(endpoint);
    this.#target = endpoint;
    this.#transport = createTransport(endpoint);
  }

  /**
   * Sends a request and gives the body of its answer. That ends only where the engine ended it properly: a connection
   * that breaks off is an error. Ending the iteration or aborting closes the connection.
   * Both fail with `EngineFailed`, `ImageNotFound` or `Cancelled`, or with what reading the body to send threw.
   */
  async open(request: EngineRequest, signal: AbortSignal): Promise<ByteStream> {
    if (signal.aborted) throw cancelled(request);
    const upload = request.body === undefined ? undefined : Readable.from(copied(request.body));
    // What broke while sending explains the broken connection that the reader of the answer sees.
    let uploadError: unknown;
    upload?.on('error', (error) => {
      uploadError ??= error;
    });
    const silence = new Silence(request.patience);
    const fail = (error: unknown): Error => {
      upload?.destroy();
      return this.#failure(uploadError ?? error, request, signal, silence);
    };
    try {
      const { method, path, query, tellsItsEnd } = request;
      const sent = {
        method,
        path,
        ...(query === undefined ? {} : { query }),
        ...(upload === undefined ? {} : { body: upload }),
      };
      const answer = await new Promise<Answer>((resolve, reject) => {
        silence.watch(() => reject(new Error('silent')));
        this.#send(sent, AbortSignal.any([signal, silence.signal]), tellsItsEnd).then(resolve, reject);
      });
      silence.end();
      const close = (): void => {
        upload?.destroy();
        answer.close();
      };
      return readBody(answer, silence, fail, close, signal);
    } catch (error) {
      silence.end();
      throw fail(error);
    }
  }

  async #send(request: HttpRequest, signal: AbortSignal, tellsItsEnd = false): Promise<Answer> {
    const bare = tellsItsEnd ? await sendBareRequest(this.#transport, request, signal) : undefined;
    return bare ?? (await sendRequest(this.#transport, request, signal));
  }

  /** Asks for a JSON document. */
  async json(request: EngineRequest, signal: AbortSignal): Promise<unknown> {
    const body = await this.open(request, signal);
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > longestDocument) throw this.failed(request.operation, 'its answer is far too long');
      chunks.push(Uint8Array.from(chunk));
    }
    try {
      return JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
      throw this.failed(request.operation, 'its answer is not JSON');
    }
  }

  /** Sends a request whose answer is progress, a JSON value a line; BuildKit's traces come decoded. */
  async follow(request: EngineRequest, onLine: (line: unknown) => void, signal: AbortSignal): Promise<void> {
    const stream = Readable.from(await this.open(request, signal));
    this.#docker ??= createDocker(this.#transport);
    const docker = await this.#docker;
    await new Promise<void>((resolve, reject) => {
      docker.followProgress(
        stream,
        (error) => (error === null ? resolve() : reject(error)),
        (line) => {
          if (stream.destroyed) return;
          try {
            onLine(line);
          } catch (error) {
            // dockerode would swallow it and call once more.
            stream.destroy(error instanceof Error ? error : new Error(String(error)));
          }
        },
      );
    });
  }

  /** The error for an answer that is wrong in itself. */
  failed(operation: string, reason: string): GantryError<'EngineFailed'> {
    return new GantryError('EngineFailed', { endpoint: this.endpoint, operation, reason });
  }

  close(): void {
    this.#transport.agent.destroy();
  }

  #failure(error: unknown, request: EngineRequest, signal: AbortSignal, silence: Silence): Error {
    if (signal.aborted) return cancelled(request);
    if (error instanceof GantryError) return error;
    if (silence.signal.aborted) {
      return this.failed(request.operation, `it sent nothing for ${(request.patience ?? 0) / 1000} seconds`);
    }
    if (error instanceof BrokenOff) return this.failed(request.operation, error.message);
    const status = error instanceof Refusal ? error.status : undefined;
    if (status === 404 && request.reference !== undefined) {
      return new GantryError(
        'ImageNotFound',
        { reference: request.reference, where: this.endpoint },
        { cause: error },
      );
    }
    const said = engineMessage(error);
    if (status !== undefined && request.refused !== undefined && said !== '') return request.refused(said);
    const reason =
      status === undefined
        ? connectionProblem(error, this.#target).answer
        : `it answered HTTP ${status}${said === '' ? '' : `: ${said}`}`;
    return new GantryError(
      'EngineFailed',
      { endpoint: this.endpoint, operation: request.operation, reason },
      { cause: error },
    );
  }
}

/** Pieces that stay as they are: a Readable holds several. */
async function* copied(stream: ByteStream): AsyncGenerator<Uint8Array> {
  for await (const piece of stream) yield Uint8Array.from(piece);
}

/** Notices when the engine keeps silent for too long while something waits for it. */
class Silence {
  readonly #controller = new AbortController();
  readonly #patience: number | undefined;
  /** One for all pieces of an answer: making one for each takes longer than receiving it. */
  #timer: NodeJS.Timeout | undefined;
  #waiting = false;

  constructor(patience: number | undefined) {
    this.#patience = patience;
  }

  /** Aborts when it lasted too long. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Begins to wait. `tell` is of the first call since the last end. */
  watch(tell: () => void): void {
    if (this.#patience === undefined) return;
    this.#waiting = true;
    if (this.#timer !== undefined) {
      this.#timer.refresh();
      return;
    }
    this.#timer = setTimeout(() => {
      if (!this.#waiting) return;
      this.#controller.abort();
      tell();
    }, this.#patience);
  }

  /** Until the next watch it may take any time. */
  rest(): void {
    this.#waiting = false;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

async function* readBody(
  answer: Answer,
  silence: Silence,
  fail: (error: unknown) => Error,
  close: () => void,
  signal: AbortSignal,
): ByteStream & AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for (;;) {
      silence.watch(close);
      const { done, value } = await answer.pieces.next();
      silence.rest();
      if (done) break;
      bytes += value.length;
      yield value;
    }
    if (!answer.isWhole() || signal.aborted) throw new BrokenOff(bytes);
  } catch (error) {
    throw fail(isReset(error) ? new BrokenOff(bytes) : error);
  } finally {
    silence.end();
    close();
  }
}

/** The engine went away in the middle of an answer. */
class BrokenOff extends Error {
  constructor(bytes: number) {
    super(`the engine closed the connection after ${bytes} bytes`);
  }
}

function cancelled(request: EngineRequest): GantryError<'Cancelled'> {
  return new GantryError('Cancelled', { operation: request.operation });
}

/** The first line of what the engine itself said. */
function engineMessage(error: unknown): string {
  const message = error instanceof Refusal ? error.message : '';
  return (message.trim().split(/\r?\n/, 1)[0] ?? '').slice(0, 500);
}

async function createDocker(transport: Transport): Promise<Docker> {
  // Loaded where it is needed: it takes a sixth of a second.
  const { default: Dockerode } = await import('dockerode');
  const { DOCKER_HOST } = process.env;
  // docker-modem reads the variable even when told where to connect, and throws where its certificates are missing.
  Reflect.deleteProperty(process.env, 'DOCKER_HOST');
  try {
    // followProgress came with dockerode 5, its types stop before.
    return new Dockerode({ ...transport }) as Docker;
  } finally {
    if (DOCKER_HOST !== undefined) process.env.DOCKER_HOST = DOCKER_HOST;
  }
}
