/**
 * The module that `electron` is for the shell under test. What it lacks cannot be imported, which fails when the shell
 * is loaded. The shell's own calls are checked against Electron's declarations when it is compiled; what answers them
 * here, against the same.
 */
export { ChannelMain as MessageChannelMain } from './ports.ts';
export {
  clipboard,
  crashReporter,
  dialog,
  Menu,
  Notification,
  nativeTheme,
  protocol,
  safeStorage,
  screen,
  shell,
} from './system.ts';
export { Window as BrowserWindow } from './window.ts';

import { app as ownApp } from './app.ts';
import { ipcMain as ownIpcMain } from './ipc-main.ts';
import { loudly } from './loud.ts';
import { defaultSession } from './session.ts';

export const app = loudly('app', ownApp);
export const ipcMain = loudly('ipcMain', ownIpcMain);
export const session = loudly('session', { defaultSession: loudly('Session', defaultSession) });
