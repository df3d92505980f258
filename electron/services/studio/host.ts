import type { Static } from 'typebox';
import { GantryError } from '../../../shared/contract/error.ts';
import type {
  HostInfo,
  MenuCommand,
  Place,
  studioOperations,
} from '../../../shared/contract/studio-operations.ts';
import type { Tickets } from '../tickets.ts';
import { placeOf } from './place.ts';
import { requirePlainName } from './places.ts';
import { canReveal, revealInSystem } from './reveal.ts';

export type ToOpen = Static<(typeof studioOperations)['dialog.open']['input']>['what'];
export type ToSave = Static<(typeof studioOperations)['dialog.save']['input']>['what'];

/** What the studio needs to know of its host, and what only the host can do. */
export interface StudioHost {
  readonly kind: HostInfo['host'];
  /** Of Gantry. */
  readonly version: string;
  /** The system's own file dialogs; absent where the page browses by itself. Nothing is given when the user thinks better of it. */
  readonly dialogs?: {
    open(what: ToOpen): Promise<string | undefined>;
    save(what: ToSave, name: string): Promise<string | undefined>;
  };
  /** Shows a path in the file manager; the system's own way where absent. */
  readonly reveal?: (path: string) => Promise<void>;
  /** Shows the page's commands in the system's menu; absent where there is none. */
  readonly showMenu?: (commands: readonly MenuCommand[]) => void;
}

const systems: Readonly<Partial<Record<NodeJS.Platform, HostInfo['system']>>> = {
  linux: 'linux',
  darwin: 'macos',
  win32: 'windows',
};

/** What the page is told of its host. `project` is the ticket of the project it was started with. */
export function hostInfo(host: StudioHost, project: string | undefined): HostInfo {
  return {
    host: host.kind,
    version: host.version,
    system: systems[process.platform] ?? 'other',
    dialogs: host.dialogs !== undefined,
    reveal: host.reveal !== undefined || canReveal(),
    ...(project === undefined ? {} : { project }),
  };
}

/**
 * Shows a path in the file manager.
 * @throws GantryError `FileUnreadable` where nothing is there, `Usage` where there is no file manager.
 */
export async function reveal(host: StudioHost, path: string): Promise<void> {
  await (host.reveal ?? revealInSystem)(path);
}

/**
 * Asks which of the user's files or folders to open.
 * @throws GantryError `Usage` where the host has no dialogs.
 */
export async function askToOpen(
  host: StudioHost,
  tickets: Tickets,
  what: ToOpen,
): Promise<{ place?: Place }> {
  const path = await dialogsOf(host).open(what);
  return path === undefined ? {} : { place: await placeOf(tickets, path) };
}

/**
 * Asks where to write something.
 * @param name what the dialog proposes, without a folder
 * @throws GantryError `Usage` where the host has no dialogs, or the name is none.
 */
export async function askToSave(
  host: StudioHost,
  tickets: Tickets,
  what: ToSave,
  name: string,
): Promise<{ place?: Place }> {
  requirePlainName(name);
  const path = await dialogsOf(host).save(what, name);
  return path === undefined ? {} : { place: await placeOf(tickets, path) };
}

function dialogsOf(host: StudioHost): NonNullable<StudioHost['dialogs']> {
  if (host.dialogs !== undefined) return host.dialogs;
  throw new GantryError('Usage', {
    problem: 'the system’s file dialogs are not to be had here; choose in the page',
  });
}
