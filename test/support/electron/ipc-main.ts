import type { IpcMain as RealIpcMain } from 'electron';
import { notStoodIn } from './loud.ts';

type Handler = Parameters<RealIpcMain['handle']>[1];

/** Messages of pages, by their channels. Any channel may be listened to. */
class IpcMain implements Pick<RealIpcMain, 'handle'> {
  readonly #listeners = new Map<string, ((...args: never[]) => void)[]>();
  readonly #handlers = new Map<string, Handler>();

  on(channel: string, listener: (...args: never[]) => void): void {
    this.#listeners.set(channel, [...(this.#listeners.get(channel) ?? []), listener]);
  }

  handle(channel: string, handler: Handler): void {
    // "Attempted to register a second handler" is what Electron throws, too.
    if (this.#handlers.has(channel))
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }

  /** A page sent a message. One that nobody listens to is lost, as documented; here the test is told. */
  sent(channel: string, event: object, args: readonly unknown[]): void {
    const listeners = this.#listeners.get(channel);
    if (listeners === undefined) throw notStoodIn(`listener of the shell on “${channel}”`);
    for (const listener of listeners) listener(...([event, ...args] as never[]));
  }

  /** A page invoked a handler. */
  async invoked(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return await handler(event as Parameters<Handler>[0], ...args);
  }
}

export const ipcMain = new IpcMain();
