/**
 * The desktop app: one process, one window, the same page and the same operations as the browser studio. This file
 * says in which order things begin; each of them is described where it is made.
 */
import { join } from 'node:path';
import { app, crashReporter } from 'electron';
import { stateFolder } from '../services/state-folder.ts';
import { claimPageScheme } from './app-protocol.ts';
import { startDesktop } from './desktop.ts';
import { givenPath, projectOf } from './given-path.ts';
import { LogFile } from './log-file.ts';
import { lacksSandbox, refuseToRun } from './sandbox.ts';

const folder = join(stateFolder(), 'desktop');
app.setPath('userData', folder);
app.setAppLogsPath(join(folder, 'logs'));
const log = new LogFile(join(folder, 'logs', 'gantry.log'));

/** What one start of the app hands to the one that runs already. */
interface Handed {
  readonly path: string | undefined;
}

const path = givenPath(process.argv, app.isPackaged, process.cwd());
const handed: Handed = { path };

if (lacksSandbox()) void refuseToRun(log);
else if (app.requestSingleInstanceLock({ ...handed })) {
  process.on('uncaughtException', (failure) => log.write('a failure was caught by nobody', failure));
  process.on('unhandledRejection', (failure) => log.write('a failure was waited for by nobody', failure));
  // Kept on this machine; they are for a report that the user makes.
  crashReporter.start({ uploadToServer: false });
  claimPageScheme();
  const desktop = startDesktop(log, path);
  app.on('second-instance', (_event, _argv, _folder, data) => desktop.give((data as Handed).path));
  // macOS: “Open with”, a drop on the icon, or the list of recent documents.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    desktop.give(projectOf(file));
  });
} else {
  app.quit();
}
