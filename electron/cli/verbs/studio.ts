import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidArgumentError } from 'commander';
import { GantryError } from '../../../shared/contract/error.ts';
import type { StudioOutput } from '../../../shared/contract/outputs.ts';
import { resourcesFolder } from '../../services/resources-folder.ts';
import { openSample } from '../../services/studio/sample.ts';
import { desktopProgram, hasDisplay, runDesktop } from '../desktop-program.ts';
import { exitStatus } from '../exit-status.ts';
import { printable } from '../text/style.ts';
import type { Verb, VerbContext } from '../verb.ts';
import { version } from '../version.ts';

interface StudioOptions {
  readonly browser?: boolean;
  readonly port?: number;
  readonly open: boolean;
  readonly sample?: boolean;
}

/** What `dist/web.js` offers. The command line knows it by this shape only: hosts never import one another. */
interface BrowserStudio {
  runBrowserStudio(options: {
    readonly version: string;
    readonly project?: string | { readonly sample: true };
    readonly port?: number;
    readonly open: boolean;
    readonly signal: AbortSignal;
    onReady(url: string): void;
    log(line: string, failure?: unknown): void;
  }): Promise<void>;
}

/** `gantry studio [PROJECT]` */
export const studioVerb: Verb = {
  name: 'studio',
  summary: 'open the studio, to edit and export a project on screen',
  formats: ['text', 'json'],
  declare(command) {
    command
      .argument('[project]', 'folder of the project to open')
      .option('--browser', 'in the browser, also where the desktop app can start')
      .option('--port <number>', 'port of the browser studio (default: any free one)', portNumber)
      .option('--no-open', 'print the address only; open it yourself')
      .option('--sample', 'open the sample app, in a copy of your own')
      .addHelpText(
        'after',
        '\nThe browser studio runs until Ctrl-C, also when its last page has been closed.',
      );
  },
  async run(context, [project], command) {
    const { browser = false, port, open, sample = false } = command.opts<StudioOptions>();
    if (sample && project !== undefined)
      throw new GantryError('Usage', { problem: 'name a project or --sample, not both' });
    const folder = project === undefined ? undefined : await projectFolder(context.absolute(project));
    // Whoever asks for an address means the browser.
    const wantsBrowser = browser || port !== undefined || !open;
    if (!wantsBrowser) {
      const hindrance = await openOnDesktop(context, async () => (sample ? await openSample() : folder));
      if (hindrance === undefined) return exitStatus.clean;
      if (!context.quiet) context.complain(`${hindrance}, so the studio opens in your browser.`);
    }
    const studio = await loadBrowserStudio();
    await studio.runBrowserStudio({
      version,
      open,
      signal: context.signal,
      ...(sample ? { project: { sample } } : folder === undefined ? {} : { project: folder }),
      ...(port === undefined ? {} : { port }),
      onReady: (url) => {
        const output: StudioOutput = { schemaVersion: 1, host: 'web', url };
        context.print({ json: output, text: () => `Gantry studio: ${url}` });
      },
      log: (line, failure) => log(context, line, failure),
    });
    // Ctrl-C is how the studio is meant to end.
    return exitStatus.clean;
  },
};

/** Runs the desktop app until it is closed. Gives why it cannot be had here, where it cannot. */
async function openOnDesktop(
  context: VerbContext,
  pathToOpen: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const desktop = await desktopProgram();
  if (desktop === undefined) return 'Electron is not installed here (npx install-electron fetches it)';
  if (!hasDisplay()) return 'There is no display here for the desktop app';
  const path = await pathToOpen();
  const ran = await runDesktop(desktop, {
    ...(path === undefined ? {} : { path }),
    signal: context.signal,
    onOpen: () => {
      const output: StudioOutput = { schemaVersion: 1, host: 'desktop' };
      context.print({ json: output, text: () => 'Gantry studio: the desktop app is open.' });
    },
  });
  return ran ? undefined : 'The desktop app could not start';
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError('it is a number from 1 to 65535.');
}

/** What the page could not tell from a project that was there once: a slip in the command. */
async function projectFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return path;
  const reason = found === undefined ? 'there is nothing of this name' : 'it is not a folder';
  throw new GantryError('FileUnreadable', { path, reason });
}

/** The address is made while running, so that nothing that bundles or checks imports sees one host in the other. */
async function loadBrowserStudio(): Promise<BrowserStudio> {
  const program = pathToFileURL(join(resourcesFolder(), '..', 'dist', 'web.js')).href;
  return (await import(/* @vite-ignore */ program)) as BrowserStudio;
}

function log(context: VerbContext, line: string, failure: unknown): void {
  if (context.quiet && failure === undefined) return;
  context.complain(`gantry studio: ${printable(line)}`);
  if (failure === undefined) return;
  const said = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  for (const part of said.split('\n')) context.complain(`  ${printable(part)}`);
}
