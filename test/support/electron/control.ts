import { app } from './app.ts';
import { ipcMain } from './ipc-main.ts';
import { Preventable, report } from './loud.ts';
import { answers, Menu } from './system.ts';
import { openWindows } from './window.ts';

/** What the test asks of the process: what users and systems do, and what a page that broke out would try. */
export type Order =
  | { readonly do: 'answer'; readonly answer: unknown }
  | { readonly do: 'menu' }
  | { readonly do: 'choose'; readonly labels: readonly string[] }
  | { readonly do: 'open-file'; readonly path: string }
  | { readonly do: 'close-window' }
  | { readonly do: 'quit' }
  | { readonly do: 'activate' }
  | { readonly do: 'blur' }
  /** What a fault in the page, the system, or Chromium's watch over it would do. */
  | { readonly do: 'crash' | 'unresponsive' | 'responsive' }
  | { readonly do: 'move'; readonly bounds: Partial<Electron.Rectangle> }
  | { readonly do: 'memory' }
  | { readonly do: 'processor' }
  /** A message from a frame that is not the page's. */
  | {
      readonly do: 'message';
      readonly channel: string;
      readonly invoke: boolean;
      readonly frame: { readonly origin: string; readonly parent: boolean } | null;
      readonly args: readonly unknown[];
    };

/** Answers the orders of the test for as long as the process lives. */
export function answerTest(): void {
  process.on('message', ({ id, order }: { id: number; order: Order }) => {
    obey(order).then(
      (value) => report({ type: 'answer', id, value }),
      (error: unknown) => report({ type: 'answer', id, error: String(error) }),
    );
  });
  // Without its test, nobody needs it.
  process.on('disconnect', () => app.exit(0));
}

async function obey(order: Order): Promise<unknown> {
  switch (order.do) {
    case 'answer':
      answers.push(order.answer);
      return undefined;
    case 'menu':
      return JSON.parse(JSON.stringify(Menu.shown?.template ?? null));
    case 'choose':
      Menu.shown?.choose(order.labels);
      return undefined;
    case 'open-file':
      app.emit('open-file', new Preventable(), order.path);
      return undefined;
    case 'activate':
      app.emit('activate', new Preventable(), openWindows.size > 0);
      return undefined;
    case 'close-window':
      for (const window of openWindows) window.close();
      return undefined;
    case 'quit':
      app.quit();
      return undefined;
    case 'blur':
      for (const window of openWindows) window.blur();
      return undefined;
    case 'crash':
      for (const window of openWindows) window.webContents.forcefullyCrashRenderer();
      return undefined;
    case 'unresponsive':
    case 'responsive':
      for (const window of openWindows) window.webContents.emit(order.do);
      return undefined;
    case 'move':
      for (const window of openWindows) window.moveTo(order.bounds);
      return undefined;
    case 'memory':
      globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    case 'processor':
      return process.cpuUsage();
    case 'message':
      return message(order);
  }
}

/** Gives what came back: whether a port was handed over, and what a handler answered. */
async function message({
  channel,
  invoke,
  frame,
  args,
}: Extract<Order, { do: 'message' }>): Promise<{ ports: number; answer?: unknown }> {
  let ports = 0;
  const senderFrame =
    frame === null
      ? null
      : {
          url: `${frame.origin}/`,
          origin: frame.origin,
          parent: frame.parent ? {} : null,
          postMessage: (_channel: string, _message: unknown, transfer: readonly unknown[] = []) => {
            ports += transfer.length;
          },
        };
  const event = { sender: {}, senderFrame };
  if (!invoke) {
    ipcMain.sent(channel, event, args);
    return { ports };
  }
  return { ports, answer: await ipcMain.invoked(channel, event, args) };
}
