import type { IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import { pageOrigin } from './page-address.ts';

/** Whether a message comes from the page itself: the main frame of a window, showing our own origin. */
export function isFromPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === pageOrigin;
}
