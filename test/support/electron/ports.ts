import type { MessageEvent as PortEvent, MessagePortMain as RealPort } from 'electron';
import { LoudEmitter } from './loud.ts';
import { encode } from './values.ts';

/** The way to the page's end of a port, once it was handed over. */
export interface Line {
  send(message: { type: 'port'; id: number; data: unknown } | { type: 'port-close'; id: number }): void;
}

let next = 1;
const byId = new Map<number, PortMain>();

/**
 * The main process's end of a channel. As documented for MessagePortMain, messages wait until `start()`, and `close`
 * is emitted when the other end has disconnected, which a page that goes away does by itself.
 */
export class PortMain extends LoudEmitter implements Pick<RealPort, 'postMessage' | 'start' | 'close'> {
  readonly id = next++;
  other: PortMain | undefined;
  #line: Line | undefined;
  #started = false;
  #closed = false;
  readonly #waiting: unknown[] = [];

  constructor() {
    super('MessagePortMain', ['message', 'close']);
  }

  postMessage(message: unknown, transfer?: readonly unknown[]): void {
    if (transfer !== undefined && transfer.length > 0) throw new Error('ports in ports are not stood in for');
    const data = encode(message);
    if (!this.#closed) this.other?.forward({ type: 'port', id: this.other.id, data });
  }

  start(): void {
    this.#started = true;
    for (const data of this.#waiting.splice(0)) this.#deliver(data);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.other?.forward({ type: 'port-close', id: this.other.id });
  }

  /** This end was handed to a page. */
  handTo(line: Line): number {
    this.#line = line;
    byId.set(this.id, this);
    return this.id;
  }

  forward(message: Parameters<Line['send']>[0]): void {
    this.#line?.send(message);
  }

  /** The page posted a message on the end that it has. */
  fromPage(data: unknown): void {
    this.other?.take(data);
  }

  /** The page's end is gone. */
  gone(): void {
    byId.delete(this.id);
    this.other?.disconnected();
  }

  take(data: unknown): void {
    if (this.#started) this.#deliver(data);
    else this.#waiting.push(data);
  }

  disconnected(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.emit('close');
  }

  #deliver(data: unknown): void {
    this.emit('message', { data, ports: [] } satisfies PortEvent);
  }
}

/** A port that was handed to a page. */
export function handedPort(id: number): PortMain | undefined {
  return byId.get(id);
}

/** Two ports that are each other's other end. */
export class ChannelMain {
  readonly port1 = new PortMain();
  readonly port2 = new PortMain();

  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}
