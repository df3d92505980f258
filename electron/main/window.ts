import { join } from 'node:path';
import { app, BrowserWindow, screen } from 'electron';
import { distFolder } from '../services/dist-folder.ts';
import { readState, statePath, writeState } from '../services/studio/state-file.ts';
import { beginTheme } from './theme.ts';
import { placeFor, readPlaces, rememberPlace, smallest, type WindowPlaces } from './window-place.ts';

/**
 * A window that does not come seems broken, so it shows its background by then, whatever its page still has to do.
 * Milliseconds.
 */
const shownAfterMs = 200;

/** The file that remembers where windows were left. */
function windowStateFile(): string {
  return statePath('window.json');
}

/** Opens the studio's window where it was left, shown as soon as its page has been drawn or is late. */
export async function openWindow(): Promise<BrowserWindow> {
  const [state, backgroundColor] = await Promise.all([readState(windowStateFile()), beginTheme()]);
  let places = readPlaces(state);
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  const { bounds, maximised } = placeFor(places, [main, ...others]);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    show: false,
    title: 'Gantry',
    backgroundColor,
    webPreferences: {
      preload: join(distFolder(), 'desktop', 'preload.cjs'),
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
    },
  });
  const show = (): void => {
    window.off('ready-to-show', show);
    clearTimeout(late);
    if (window.isDestroyed()) return;
    if (maximised) window.maximize();
    window.show();
  };
  const late = setTimeout(show, shownAfterMs);
  window.once('ready-to-show', show);
  window.on('close', () => {
    places = placesWith(places, window);
    // Where it lay is a comfort, and no reason to keep a window from closing.
    writeState(windowStateFile(), { schemaVersion: 1, ...places }).catch(() => undefined);
  });
  return window;
}

function placesWith(places: WindowPlaces, window: BrowserWindow): WindowPlaces {
  const bounds = window.getNormalBounds();
  return rememberPlace(places, screen.getDisplayMatching(bounds), {
    bounds,
    maximised: window.isMaximized(),
  });
}
