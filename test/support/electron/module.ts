/**
 * The module that `electron` is for the shell under test. What it lacks cannot be imported, which fails when the shell
 * is loaded. The shell's own calls are checked against Electron's declarations when it is compiled; what answers them
 * here, against the same.
 */
export { app } from './app.ts';
export { ipcMain } from './ipc-main.ts';
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

import { defaultSession } from './session.ts';

export const session = { defaultSession };
