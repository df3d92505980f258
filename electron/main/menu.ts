import { basename } from 'node:path';
import { app, Menu, type MenuItemConstructorOptions, shell } from 'electron';
import type { MenuCommand } from '../../shared/contract/studio-operations.ts';
import { externalLinks, isExternalLink } from './external-links.ts';

/** What the menu does that the page does not. */
export interface MenuActions {
  /** Runs a command of the page. */
  command(id: string): void;
  /** Opens a project used before. */
  open(folder: string): void;
  copyDiagnostics(): void;
  showLogs(): void;
  /** Absent where no updates are offered. */
  readonly checkForUpdates?: () => void;
}

export interface MenuState {
  /** What the page can do just now; none before it is there. */
  readonly commands: readonly MenuCommand[];
  /** Folders of the projects used last, the latest first. */
  readonly recent: readonly string[];
}

const separator: MenuItemConstructorOptions = { type: 'separator' };
const mostRecent = 10;

/** Shows the application menu anew. */
export function showMenu(state: MenuState, actions: MenuActions): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(state, actions, process.platform === 'darwin')),
  );
}

/** The menu as data: the page's commands by their groups, and what belongs to every app of the system. */
export function menuTemplate(
  { commands, recent }: MenuState,
  actions: MenuActions,
  mac: boolean,
): MenuItemConstructorOptions[] {
  const group = (wanted: MenuCommand['group']): MenuItemConstructorOptions[] =>
    commands.filter((command) => command.group === wanted).map((command) => item(command, actions));
  const recentItems = recent.slice(0, mostRecent).map((folder) => ({
    label: basename(folder) || folder,
    sublabel: folder,
    click: () => actions.open(folder),
  }));
  const openRecent: MenuItemConstructorOptions = {
    label: 'Open Recent',
    enabled: recentItems.length > 0,
    submenu: recentItems,
  };
  const update: MenuItemConstructorOptions[] =
    actions.checkForUpdates === undefined
      ? []
      : [{ label: 'Check for Updates …', click: actions.checkForUpdates }];
  const about: MenuItemConstructorOptions = { role: 'about', label: `About ${app.name}` };
  return [
    ...(mac ? [macMenu(about, update)] : []),
    {
      label: '&File',
      submenu: [...group('Project'), separator, openRecent, separator, { role: mac ? 'close' : 'quit' }],
    },
    {
      label: '&Edit',
      submenu: [
        ...group('Edit'),
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    { label: '&Go', submenu: group('Go to') },
    {
      label: '&View',
      submenu: [
        ...group('View'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [separator, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        ...externalLinks.map(({ title, url }) => ({ label: title, click: () => openLink(url) })),
        separator,
        { label: 'Copy Diagnostics', click: actions.copyDiagnostics },
        { label: 'Show Log Files', click: actions.showLogs },
        ...(mac ? [] : [separator, ...update, about]),
      ],
    },
  ];
}

function macMenu(
  about: MenuItemConstructorOptions,
  update: MenuItemConstructorOptions[],
): MenuItemConstructorOptions {
  return {
    label: app.name,
    submenu: [
      about,
      ...update,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
}

function item(
  { id, title, shortcut, enabled }: MenuCommand,
  actions: MenuActions,
): MenuItemConstructorOptions {
  return {
    id,
    label: title,
    enabled,
    click: () => actions.command(id),
    // The page has its shortcuts itself; here they are only shown.
    ...(shortcut === undefined
      ? {}
      : { accelerator: shortcut.replace('Mod', 'CommandOrControl'), registerAccelerator: false }),
  };
}

function openLink(url: string): void {
  if (isExternalLink(url)) shell.openExternal(url).catch(() => undefined);
}
