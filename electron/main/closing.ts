import { app, type BrowserWindow, dialog } from 'electron';
import type { RunningJob } from './running-jobs.ts';

/**
 * Asks before a window closes while jobs run, and before it closes over text that the page says is not saved. The text
 * itself is safe: it is kept and comes back with the project.
 */
export function confirmClosing(window: BrowserWindow, jobs: () => readonly RunningJob[]): void {
  let agreed = false;
  let asking = false;
  /** The whole app was to end; to keep its window stops that. */
  let quitting = false;
  const quits = (): void => {
    quitting = true;
  };
  app.on('before-quit', quits);
  window.on('closed', () => app.off('before-quit', quits));
  window.on('close', (event) => {
    const end = quitting ? () => app.quit() : () => window.close();
    quitting = false;
    const running = jobs();
    if (agreed || running.length === 0) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    void askToStop(window, running).then((stop) => {
      asking = false;
      agreed = stop;
      if (stop) end();
    });
  });
  window.webContents.on('will-prevent-unload', (event) => {
    // To prevent the event is to let the window go.
    if (agreed || askToLeave(window)) event.preventDefault();
  });
}

async function askToStop(window: BrowserWindow, jobs: readonly RunningJob[]): Promise<boolean> {
  const doing = [...new Set(jobs.map((job) => job.doing))].join(' and ');
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Gantry is still ${doing}.`,
    detail: 'Closing stops it. No existing file is changed.',
    buttons: ['Keep Working', 'Stop and Close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}

function askToLeave(window: BrowserWindow): boolean {
  const answer = dialog.showMessageBoxSync(window, {
    type: 'question',
    message: 'Some text is not saved.',
    detail: 'It is kept, and comes back when you open the project again.',
    buttons: ['Stay', 'Close'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return answer === 1;
}
