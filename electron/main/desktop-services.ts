import { app, type BrowserWindow, shell } from 'electron';
import type { TransferProgress } from '../../shared/contract/operations.ts';
import type { StudioTableServices } from '../services/page/studio-table.ts';
import { createServices } from '../services/services.ts';
import { createStudioServices } from '../services/studio/create-studio-services.ts';
import type { StudioHost } from '../services/studio/host.ts';
import type { Tickets } from '../services/tickets.ts';
import { systemDialogs } from './dialogs.ts';
import type { RunningJobs } from './running-jobs.ts';
import { followTheme } from './theme.ts';

export interface DesktopServicesDeps {
  readonly tickets: Tickets;
  readonly jobs: RunningJobs;
  readonly window: () => BrowserWindow | undefined;
  readonly showMenu: NonNullable<StudioHost['showMenu']>;
  /** Told of the folder of each project that was opened. */
  readonly onProject: (folder: string) => void;
  /** Folder of the project that a page opens when it comes. */
  readonly project: () => string | undefined;
}

/** The whole trusted side of the desktop: the operations of every host, with the system's own dialogs and signs. */
export function desktopServices({
  tickets,
  jobs,
  window,
  showMenu,
  project,
  onProject,
}: DesktopServicesDeps): StudioTableServices {
  const services: StudioTableServices = {
    ...createServices({ tickets }),
    ...createStudioServices({
      tickets,
      host: {
        kind: 'desktop',
        version: app.getVersion(),
        dialogs: systemDialogs(window),
        reveal: async (path) => shell.showItemInFolder(path),
        showMenu,
      },
    }),
  };
  return {
    ...services,
    'host.info': async (input, call) => {
      const info = await services['host.info'](input, call);
      const folder = project();
      return folder === undefined ? info : { ...info, project: tickets.grant(folder) };
    },
    'bundle.export': jobs.watching(
      { doing: 'exporting a bundle', name: 'The export' },
      services['bundle.export'],
      shareOf,
    ),
    'project.build': jobs.watching(
      { doing: 'building images', name: 'The build' },
      services['project.build'],
    ),
    'settings.write': async (members, call) => {
      const written = await services['settings.write'](members, call);
      if ('theme' in members) followTheme(members.theme);
      return written;
    },
    'project.open': async (input, call) => {
      const opened = await services['project.open'](input, call);
      onProject(tickets.resolve(opened.project));
      return opened;
    },
  };
}

function shareOf({ bytesDone, bytesTotal }: TransferProgress): number | undefined {
  return bytesTotal === undefined || bytesTotal === 0 ? undefined : Math.min(1, bytesDone / bytesTotal);
}
