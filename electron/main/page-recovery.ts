import { type BrowserWindow, dialog, type MessageBoxOptions, type RenderProcessGoneDetails } from 'electron';

/** A page that ends again within this long would only go on ending. */
const loopMs = 30_000;

/** Ends of the page's process that a new one would not do better after. */
const hopeless: readonly RenderProcessGoneDetails['reason'][] = ['launch-failed', 'integrity-failure'];

const question = { type: 'error', noLink: true } as const;

export interface RecoveryDeps {
  readonly log: (line: string) => void;
  /** Told before the page is loaded anew. */
  readonly onReload: () => void;
  readonly copyDiagnostics: () => Promise<void>;
  readonly quit: () => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/**
 * Loads the page anew when its process has ended: unsaved text comes back with the project. A page that ends again
 * soon after is left alone until the user says what to do, and so is one that does not answer.
 */
export function recoverPage(window: BrowserWindow, deps: RecoveryDeps): void {
  const { log, onReload, now = () => performance.now() } = deps;
  const contents = window.webContents;
  let endedAt = Number.NEGATIVE_INFINITY;
  /** Its end was the user's own wish. */
  let ending = false;
  let waiting: AbortController | undefined;

  const reload = (): void => {
    if (window.isDestroyed()) return;
    onReload();
    contents.reload();
  };

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    log(`the page's process ended: ${reason} (${exitCode})`);
    waiting?.abort();
    if (reason === 'clean-exit' || ending || window.isDestroyed()) return;
    const again = now() - endedAt < loopMs;
    endedAt = now();
    if (!again && !hopeless.includes(reason)) reload();
    else void askAfterEnd(window, deps).then((wish) => (wish === 'quit' ? deps.quit() : reload()));
  });

  contents.on('unresponsive', () => {
    log('the page does not answer');
    if (waiting !== undefined) return;
    const asked = new AbortController();
    waiting = asked;
    void askWhileWaiting(window, asked.signal).then((wish) => {
      if (waiting === asked) waiting = undefined;
      if (wish !== 'reload' || asked.signal.aborted || window.isDestroyed()) return;
      // As Electron has it: what is loaded right after this gets a process of its own.
      ending = true;
      contents.forcefullyCrashRenderer();
      reload();
    });
  });
  contents.on('responsive', () => {
    log('the page answers again');
    waiting?.abort();
  });
  contents.on('did-finish-load', () => {
    ending = false;
  });
}

async function askAfterEnd(
  window: BrowserWindow,
  { copyDiagnostics, log }: RecoveryDeps,
): Promise<'reload' | 'quit'> {
  for (;;) {
    const wish = await ask(window, {
      ...question,
      message: 'The studio’s page has stopped working.',
      detail: 'Unsaved text is kept, and comes back with the project.',
      buttons: ['Load Again', 'Copy Diagnostics', 'Quit'],
      defaultId: 0,
      cancelId: 2,
    });
    if (wish === 0) return 'reload';
    if (wish === 2) return 'quit';
    await copyDiagnostics().catch(() => log('the clipboard could not be written'));
  }
}

async function askWhileWaiting(window: BrowserWindow, signal: AbortSignal): Promise<'wait' | 'reload'> {
  const wish = await ask(window, {
    ...question,
    type: 'warning',
    message: 'The studio’s page does not answer.',
    detail: 'To load it again stops what it is doing. Text that was typed in the last moment may be lost.',
    buttons: ['Keep Waiting', 'Load Again'],
    defaultId: 0,
    cancelId: 0,
    // Closed by itself when the page answers again.
    signal,
  });
  return wish === 1 ? 'reload' : 'wait';
}

async function ask(window: BrowserWindow, options: MessageBoxOptions): Promise<number> {
  return (await dialog.showMessageBox(window, options)).response;
}
