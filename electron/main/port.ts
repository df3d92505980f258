import { ipcMain, MessageChannelMain, type MessagePortMain } from 'electron';
import { channelPort, type Port } from '../../shared/contract/rpc-port.ts';
import type { ServedPage, ServePageOptions } from '../services/page/serve-page.ts';
import { isFromPage } from './sender.ts';

/** On it the preload script asks for the page's port, and gets it. */
const portChannel = 'gantry:port';

/** Serves every operation over a port. */
export type Serve = (port: Port, options: ServePageOptions) => ServedPage;

/** The pages that have their port. */
export class PagePorts {
  readonly #pages = new Set<ServedPage>();
  readonly #log: (line: string, failure?: unknown) => void;

  constructor(log: (line: string, failure?: unknown) => void) {
    this.#log = log;
  }

  /**
   * Hands a port to each page that asks and is ours, and serves it. A page that is loaded anew asks anew; the port of
   * the one before closes by itself. What a page asks for before there is anybody to serve it waits in its port.
   * @param onOpen told of each page once it is served
   */
  serve(loading: Promise<Serve>, onOpen: () => void): void {
    ipcMain.on(portChannel, (event) => {
      if (!isFromPage(event)) {
        this.#log(`refused a port to ${event.senderFrame?.url ?? 'a frame that is gone'}`);
        return;
      }
      const { port1, port2 } = new MessageChannelMain();
      event.senderFrame?.postMessage(portChannel, null, [port2]);
      loading
        .then((serve) => {
          const page = serve(portOf(port1), {
            log: this.#log,
            onEnd: () => this.#pages.delete(page),
          });
          this.#pages.add(page);
          onOpen();
        })
        .catch((failure: unknown) => this.#log('a page could not be served', failure));
    });
  }

  /** Tells every page. */
  tell: ServedPage['tell'] = (name, data) => {
    for (const page of this.#pages) page.tell(name, data);
  };

  /** Stops everything that pages have started; done when all of it has ended. */
  async stop(): Promise<void> {
    await Promise.all([...this.#pages].map((page) => page.stop()));
  }
}

function portOf(channel: MessagePortMain): Port {
  const { port, take, ended } = channelPort({
    send: (message) => channel.postMessage(message),
    close: () => channel.close(),
  });
  channel.on('message', ({ data }) => take(data));
  channel.on('close', ended);
  channel.start();
  return port;
}
