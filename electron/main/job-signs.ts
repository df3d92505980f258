import { type BrowserWindow, Notification } from 'electron';
import { overallShare, type RunningJob } from './running-jobs.ts';

/** Beyond any share, the bar of most systems turns into one without an end. */
const unknownShare = 2;
const noBar = -1;

/** A job that took longer than this may have been left alone, so its end is told. */
const longMs = 10_000;

/** Shows how far the jobs are in the dock or the task bar. */
export function showProgress(window: BrowserWindow | undefined, jobs: readonly RunningJob[]): void {
  if (window === undefined || window.isDestroyed()) return;
  const share = overallShare(jobs);
  window.setProgressBar(share === 'none' ? noBar : share === 'unknown' ? unknownShare : share);
}

/** Tells of the end of a long job by a notification of the system, where nobody is looking at the window. */
export function notifyOfEnd(
  window: BrowserWindow | undefined,
  { name }: RunningJob,
  well: boolean,
  milliseconds: number,
): void {
  if (milliseconds < longMs || window === undefined || window.isDestroyed() || window.isFocused()) return;
  if (!Notification.isSupported()) return;
  const body = well ? `${name} is done.` : `${name} failed; the window says why.`;
  const notification = new Notification({ title: 'Gantry', body });
  notification.on('click', () => {
    if (window.isDestroyed()) return;
    window.show();
    window.focus();
  });
  notification.show();
}
