/**
 * The browser studio as a program of its own, `dist/web.js`. Hosts are strangers to one another, so the command line
 * does not import it but loads it by its place, as it would start any other program.
 */
import { pageFolder } from '../services/page/page-folder.ts';
import { createServices } from '../services/services.ts';
import { createStudioServices } from '../services/studio/create-studio-services.ts';
import { openSample } from '../services/studio/sample.ts';
import { Tickets } from '../services/tickets.ts';
import { openBrowser } from './open-browser.ts';
import { startWebHost } from './web-host.ts';

/** What the studio is started with. */
export interface BrowserStudioOptions {
  /** Of Gantry. */
  readonly version: string;
  /** Absolute folder of the project to begin with; `'sample'` is the user's own copy of the sample. */
  readonly project?: string | { readonly sample: true };
  /** Any free one where absent. */
  readonly port?: number;
  /** Whether to open the user's browser. */
  readonly open: boolean;
  /** Aborting it ends the studio. */
  readonly signal: AbortSignal;
  /** Told the address once the studio can be opened. It opens the page once, in one browser. */
  readonly onReady: (url: string) => void;
  /** One line, with the failure itself where there is one. */
  readonly log: (line: string, failure?: unknown) => void;
}

/**
 * Runs the browser studio until it is told to end: it goes on when its last page has closed, as the page may be
 * opened again.
 * @throws GantryError `Usage` where the port cannot be used; `OutputUnwritable`, `DiskFull` where the sample cannot be
 *   written.
 */
export async function runBrowserStudio(options: BrowserStudioOptions): Promise<void> {
  const { version, project, port, log, signal } = options;
  const initialProject = typeof project === 'object' ? await openSample() : project;
  const tickets = new Tickets();
  const services = {
    ...createServices({ tickets }),
    ...createStudioServices({
      tickets,
      host: { kind: 'web', version },
      ...(initialProject === undefined ? {} : { initialProject }),
    }),
  };
  const host = await startWebHost({
    services,
    pageFolder: pageFolder(),
    log,
    ...(port === undefined ? {} : { port }),
  });
  try {
    options.onReady(host.newUrl());
    // An address of its own, so that the one that was printed still opens another browser.
    if (options.open && !(await openBrowser(host.newUrl())))
      log('no browser could be started; open the address by hand');
    await aborted(signal);
  } finally {
    await host.close();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
