import { app, type BrowserWindow, session, shell } from 'electron';
import type { MenuCommand } from '../../shared/contract/studio-operations.ts';
import { pageFolder } from '../services/page/page-folder.ts';
import { isFolder, isThere, placeOf } from '../services/studio/place.ts';
import { recentFolders } from '../services/studio/recent.ts';
import { Tickets } from '../services/tickets.ts';
import { describeApp } from './about.ts';
import { answerPage } from './app-protocol.ts';
import { confirmClosing } from './closing.ts';
import type { DesktopServicesDeps } from './desktop-services.ts';
import { copyDiagnostics } from './diagnostics.ts';
import { answerDrops } from './dropped-files.ts';
import { guardContents, guardSession } from './guards.ts';
import { notifyOfEnd, showProgress } from './job-signs.ts';
import type { LogFile } from './log-file.ts';
import { type MenuActions, showMenu } from './menu.ts';
import { pageUrl } from './page-address.ts';
import { recoverPage } from './page-recovery.ts';
import { PagePorts, type Serve } from './port.ts';
import { RunningJobs } from './running-jobs.ts';
import { openWindow } from './window.ts';

export interface Desktop {
  /** Shows the window, and in it what lies at a path. Later, where the app is not ready yet. */
  give(path: string | undefined): void;
}

/** How the page's address ends where a project follows: the page fetches what that needs at once. */
const projectFollows = '#project';

/** How long work that was stopped may take to clean up after itself when the app ends. */
const cleanUpMs = 5000;

/** Updates are looked for when the user has settled in. */
const updatesAfterMs = 30_000;

/**
 * Runs the desktop app.
 * @param path what it was started with
 */
export function startDesktop(log: LogFile, path: string | undefined): Desktop {
  const tickets = new Tickets();
  const ports = new PagePorts(log.write);
  let window: BrowserWindow | undefined;
  let commands: readonly MenuCommand[] = [];
  /** What was given before there was a page to show it. */
  let waiting = path;
  let pageIsThere = false;
  /** Folder of the project that a page opens when it comes, because the app was given it or the page before had it. */
  let project: string | undefined;
  let wasOpened = false;
  const jobs = new RunningJobs({
    changed: (running) => showProgress(window, running),
    ended: (job, well, milliseconds) => notifyOfEnd(window, job, well, milliseconds),
  });

  const showGiven = async (given: string): Promise<void> => {
    if (await isThere(given)) ports.tell('place.given', { place: await placeOf(tickets, given) });
    else log.write(`there is nothing at ${given}`);
  };
  const give = (given: string | undefined): void => {
    if (window === undefined) void open();
    else {
      if (window.isMinimized()) window.restore();
      window.focus();
    }
    if (given === undefined) return;
    if (pageIsThere) void showGiven(given);
    else waiting = given;
  };

  const actions: MenuActions = {
    command: (id) => ports.tell('menu.command', { id }),
    open: (folder) => give(folder),
    copyDiagnostics: () =>
      void copyDiagnostics(log).catch((failure: unknown) =>
        log.write('the clipboard could not be written', failure),
      ),
    showLogs: () => shell.showItemInFolder(log.path),
  };
  let checkForUpdates: (() => void) | undefined;
  const refreshMenu = async (): Promise<void> => {
    const recent = await recentFolders();
    showMenu({ commands, recent }, { ...actions, ...(checkForUpdates ? { checkForUpdates } : {}) });
  };

  const pageGone = (): void => {
    pageIsThere = false;
    // The page closes a project without a word; its menu shows it.
    if (wasOpened && !commands.some(({ id, enabled }) => id === 'project.close' && enabled))
      project = undefined;
    wasOpened = false;
  };

  /** Opens the window; its page is on its way then. */
  const open = async (): Promise<void> => {
    const opened = await openWindow();
    window = opened;
    confirmClosing(opened, () => jobs.all);
    opened.on('closed', () => {
      window = undefined;
      pageGone();
    });
    recoverPage(opened, {
      log: log.write,
      onReload: pageGone,
      copyDiagnostics: () => copyDiagnostics(log),
      quit: () => app.quit(),
    });
    opened.webContents.on('preload-error', (_event, _path, failure) =>
      log.write('the preload failed', failure),
    );
    opened
      .loadURL(pageUrl + (project === undefined ? '' : projectFollows))
      .catch((failure: unknown) => log.write('the page was not loaded', failure));
  };

  const begin = async (): Promise<void> => {
    guardSession(session.defaultSession, log.write);
    answerPage(session.defaultSession, pageFolder());
    answerDrops(tickets, log.write);
    // A folder is told with the host's first words, so that its page comes first; a file afterwards.
    if (waiting !== undefined && (await isFolder(waiting))) {
      project = waiting;
      waiting = undefined;
    }
    await open();
    // After the window: what answers its page loads while the page does.
    const serving = loadServing({
      tickets,
      jobs,
      window: () => window,
      showMenu: (next) => {
        commands = next;
        void refreshMenu();
      },
      project: () => project,
      onProject: (folder) => {
        project = folder;
        wasOpened = true;
        app.addRecentDocument(folder);
        void refreshMenu();
      },
    });
    ports.serve(serving, () => {
      pageIsThere = true;
      const given = waiting;
      waiting = undefined;
      if (given !== undefined) void showGiven(given);
    });
    describeApp();
    await refreshMenu();
    // Also so that there is a file to show: systems show none that is not there.
    log.write(`Gantry ${app.getVersion()} has started`);
    setTimeout(() => void offerUpdates(), updatesAfterMs).unref();
  };

  const offerUpdates = async (): Promise<void> => {
    const { checkForUpdates: check, readFeed } = await import('./updates.ts');
    const feed = await readFeed();
    if (feed === undefined) return;
    checkForUpdates = () => void check(feed, log.write);
    checkForUpdates();
    await refreshMenu();
  };

  guardContents(app, log.write);
  app.on('window-all-closed', () => {
    // On a Mac an app goes on without windows.
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => give(undefined));
  endOrderly(() => ports.stop());
  app
    .whenReady()
    .then(begin)
    .catch((failure: unknown) => {
      log.write('Gantry could not start', failure);
      app.exit(1);
    });
  return { give };
}

/** Loads what answers the page while its window opens: most of the app's code is there. */
async function loadServing(deps: DesktopServicesDeps): Promise<Serve> {
  const [{ desktopServices }, { servePage }] = await Promise.all([
    import('./desktop-services.ts'),
    import('../services/page/serve-page.ts'),
  ]);
  const services = desktopServices(deps);
  return (port, options) => servePage(port, services, options);
}

/** Lets work that the page has started clean up after itself before the process ends. */
function endOrderly(stop: () => Promise<void>): void {
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    const longEnough = new Promise<void>((resolve) => setTimeout(resolve, cleanUpMs).unref());
    void Promise.race([stop(), longEnough]).finally(() => {
      stopped = true;
      app.quit();
    });
  });
}
