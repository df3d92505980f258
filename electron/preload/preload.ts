/**
 * Runs in each window before the page, in a world of its own. It hands the page its port, and tells it the place of a
 * file that the user dropped on it; it offers nothing else.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';

/** The page listens for its port from when its scripts have run, which is before this. */
const listening = new Promise<void>((resolve) => {
  window.addEventListener('DOMContentLoaded', () => resolve(), { once: true });
});

ipcRenderer.once('gantry:port', ({ ports }) => {
  void listening.then(() => window.postMessage('gantry:port', window.location.origin, [...ports]));
});
ipcRenderer.send('gantry:port');

contextBridge.exposeInMainWorld('gantryDrop', {
  /** The place of a dropped file or folder, as an operation gives it; `undefined` for what lies nowhere. */
  placeOf: (file: File): Promise<unknown> =>
    ipcRenderer.invoke('gantry:dropped', webUtils.getPathForFile(file)),
});
