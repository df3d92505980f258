import { isAbsolute } from 'node:path';
import { ipcMain } from 'electron';
import type { Place } from '../../shared/contract/studio-operations.ts';
import { isThere, placeOf } from '../services/studio/place.ts';
import type { Tickets } from '../services/tickets.ts';
import { isFromPage } from './sender.ts';

/** On it the preload script tells where a file lies that the user dropped on the page. */
const droppedChannel = 'gantry:dropped';

/** Answers for each dropped file or folder with its place; the path itself never reaches the page. */
export function answerDrops(tickets: Tickets, log: (line: string) => void): void {
  ipcMain.handle(droppedChannel, async (event, path: unknown): Promise<Place | undefined> => {
    if (!isFromPage(event)) {
      log('refused a dropped file that the page did not send');
      return undefined;
    }
    // A file that the page made itself has no path.
    if (typeof path !== 'string' || !isAbsolute(path) || !(await isThere(path))) return undefined;
    return await placeOf(tickets, path);
  });
}
