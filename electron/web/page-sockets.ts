import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type TextPort, textPort } from '../../shared/contract/rpc-port.ts';
import { type ServedPage, servePage } from '../services/page/serve-page.ts';
import type { StudioTableServices } from '../services/page/studio-table.ts';

/** The largest message a page may send: the largest manifest, as JSON, with room to spare. */
const mostBytes = 16 << 20;

/** How long work that was stopped may take to clean up after itself when the host ends. */
const cleanUpMs = 5000;

const goodbyeMs = 1000;

const closeCode = { goingAway: 1001, policy: 1008 } as const;

/** The pages that are connected, each over a WebSocket of its own. */
export class PageSockets {
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: mostBytes,
    perMessageDeflate: false,
    clientTracking: false,
  });
  #closing = false;
  readonly #pages = new Map<ServedPage, WebSocket>();
  readonly #services: StudioTableServices;
  readonly #log: (line: string, failure?: unknown) => void;

  constructor(services: StudioTableServices, log: (line: string, failure?: unknown) => void) {
    this.#services = services;
    this.#log = log;
  }

  /** How many pages are connected or have left work behind. */
  get count(): number {
    return this.#pages.size;
  }

  /** Completes the handshake of a connection that may be opened, and serves it. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (page) => this.#serve(page));
  }

  /** Tells all pages that the host ends, stops their work and closes them. */
  async close(): Promise<void> {
    this.#closing = true;
    const pages = [...this.#pages];
    for (const [page] of pages) page.tell('host.closing', {});
    const stopped = Promise.all(pages.map(([page]) => page.stop()));
    let timer: NodeJS.Timeout | undefined;
    const longEnough = new Promise((resolve) => {
      timer = setTimeout(resolve, cleanUpMs);
    });
    await Promise.race([stopped, longEnough]);
    clearTimeout(timer);
    for (const [, socket] of pages) socket.terminate();
    this.#server.close();
  }

  #serve(socket: WebSocket): void {
    const line: TextPort = textPort({
      send: (text) => socket.send(text),
      close: () => end(socket, this.#closing ? closeCode.goingAway : closeCode.policy),
    });
    const page = servePage(line.port, this.#services, {
      log: this.#log,
      onEnd: () => this.#pages.delete(page),
    });
    this.#pages.set(page, socket);
    socket.on('message', (data, isBinary) => {
      if (!isBinary && line.take(data.toString())) return;
      this.#log('closed a connection that sent something else than JSON');
      end(socket, closeCode.policy);
      line.ended();
    });
    socket.on('error', (error) => this.#log(`closed a connection: ${error.message}`));
    socket.on('close', () => line.ended());
  }
}

/** Says goodbye, and does not wait long for the other end to say it too. */
function end(socket: WebSocket, code: number): void {
  socket.close(code);
  setTimeout(() => socket.terminate(), goodbyeMs).unref();
}
