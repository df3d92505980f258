import { app, type BrowserWindow, shell } from 'electron';
import type { TransferProgress } from '../../shared/contract/operations.ts';
import type { StudioTableServices } from '../services/page/studio-table.ts';
import { createServices } from '../services/services.ts';
import { createStudioServices } from '../services/studio/create-studio-services.ts';
import type { StudioHost } from '../services/studio/host.ts';
import type { Tickets } from '../services/tickets.ts';
import { systemDialogs } from './dialogs.ts';
import type { RunningJobs } from './running-jobs.ts';

export interface DesktopServicesDeps {
  readonly tickets: Tickets;
  readonly jobs: RunningJobs;
  readonly window: () => BrowserWindow | undefined;
  readonly showMenu: NonNullable<StudioHost['showMenu']>;
  /** Told of the folder of each project that was opened. */
  readonly onProject: (folder: string) => void;
  /** Path of the project that the app was started with. */
  readonly initialProject?: string;
}

/** The whole trusted side of the desktop: the operations of every host, with the system's own dialogs and signs. */
export function desktopServices({
  tickets,
  jobs,
  window,
  showMenu,
  onProject,
  initialProject,
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
      ...(initialProject === undefined ? {} : { initialProject }),
    }),
  };
  return {
    ...services,
    'bundle.export': jobs.watching(
      { doing: 'exporting a bundle', name: 'The export' },
      services['bundle.export'],
      shareOf,
    ),
    'project.build': jobs.watching(
      { doing: 'building images', name: 'The build' },
      services['project.build'],
    ),
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
