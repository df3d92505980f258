import { app, dialog } from 'electron';
import type { LogFile } from './log-file.ts';

/**
 * Whether an installed app was started without Chromium's sandbox. Whoever develops it may do so; an AppImage does it
 * by itself where the system grants it no user namespaces.
 */
export function lacksSandbox(): boolean {
  return app.isPackaged && app.commandLine.hasSwitch('no-sandbox');
}

/** Says why the app does not run without its sandbox, and ends it. */
export async function refuseToRun(log: LogFile): Promise<void> {
  log.write('Gantry was started without a sandbox, and ends');
  await app.whenReady();
  dialog.showErrorBox(
    'Gantry does not run without its sandbox',
    'It was started with --no-sandbox. An AppImage starts like that where the system grants it no user namespaces: install the deb or rpm package there.',
  );
  app.exit(1);
}
