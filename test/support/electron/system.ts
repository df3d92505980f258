/** What the system does for an app: dialogs, menus, signs. Each tells the test what it was asked for. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type {
  Clipboard,
  CrashReporter,
  Dialog,
  Display,
  MenuItemConstructorOptions,
  NativeTheme,
  Protocol,
  SafeStorage,
  Screen,
  Shell,
} from 'electron';
import { LoudEmitter, notStoodIn, onlyKnown, standInFor } from './loud.ts';
import { note } from './record.ts';

/** What the test says the user answers, in the order of the dialogs. */
export const answers: unknown[] = [];

const fileOptions = ['title', 'defaultPath', 'buttonLabel', 'filters'];
const dialogOptions = {
  open: [...fileOptions, 'properties'],
  save: fileOptions,
  message: ['type', 'message', 'detail', 'buttons', 'defaultId', 'cancelId', 'noLink', 'signal'],
} as const;

function answerTo(kind: keyof typeof dialogOptions, args: readonly unknown[]): unknown {
  const options = args.at(-1) as Record<string, unknown>;
  onlyKnown(`the ${kind} dialog`, options, dialogOptions[kind]);
  note('dialog', { kind, options });
  if (answers.length === 0) throw notStoodIn(`user: nobody said what to answer to ${kind}`);
  return answers.shift();
}

export const dialog = standInFor<Dialog>('dialog', {
  showOpenDialog: async (...args: unknown[]) => answerTo('open', args) as Electron.OpenDialogReturnValue,
  showSaveDialog: async (...args: unknown[]) => answerTo('save', args) as Electron.SaveDialogReturnValue,
  showMessageBox: async (...args: unknown[]) => {
    const { signal, cancelId = 0 } = args.at(-1) as Electron.MessageBoxOptions;
    const answer = answerTo('message', args) as number | 'nothing';
    // "optionally close the message box, the message box will behave as if it was cancelled by the user"
    if (answer === 'nothing') await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    return { response: answer === 'nothing' ? cancelId : answer, checkboxChecked: false };
  },
  showErrorBox: (title, content) => note('dialog', { kind: 'error', options: { title, content } }),
  showMessageBoxSync: (...args: unknown[]) => answerTo('message', args) as number,
});

export const shell = standInFor<Shell>('shell', {
  openExternal: async (url) => note('openExternal', { url }),
  showItemInFolder: (path) => note('showItemInFolder', { path }),
});

export const clipboard = standInFor<Clipboard>('clipboard', {
  writeText: async (text) => note('clipboard', { text }),
});

export const crashReporter = standInFor<CrashReporter>('crashReporter', {
  start: (options) => note('crashReporter', options as Record<string, unknown>),
});

let themeSource: NativeTheme['themeSource'] = 'system';

/** The system's own theme is light. What a page takes for it stays as it is, whatever the shell asks for. */
export const nativeTheme = standInFor<NativeTheme>('nativeTheme', {
  get themeSource() {
    return themeSource;
  },
  set themeSource(source) {
    themeSource = source;
    note('theme', { source });
  },
  get shouldUseDarkColors() {
    return themeSource === 'dark';
  },
  shouldUseHighContrastColors: false,
});

export const protocol = standInFor<Protocol>('protocol', {
  registerSchemesAsPrivileged: (schemes) => {
    note('schemes', { schemes });
    for (const { privileges = {} } of schemes)
      onlyKnown('privileges', privileges, ['standard', 'secure', 'supportFetchAPI', 'codeCache']);
  },
});

const workArea = { x: 0, y: 0, width: 1920, height: 1040 };
const display = {
  id: 1,
  workArea,
  bounds: { ...workArea, height: 1080 },
  size: { width: 1920, height: 1080 },
  scaleFactor: 1,
} as Display;

export const screen = standInFor<Screen>('screen', {
  getPrimaryDisplay: () => display,
  getAllDisplays: () => [display],
  getDisplayMatching: () => display,
});

const key = randomBytes(32);

/** A keychain that lasts as long as the process. */
export const safeStorage = standInFor<SafeStorage>('safeStorage', {
  isEncryptionAvailable: () => true,
  getSelectedStorageBackend: () => 'gnome_libsecret',
  encryptString: (text) => {
    const iv = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  },
  decryptString: (sealed) => {
    const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    cipher.setAuthTag(sealed.subarray(-16));
    return cipher.update(sealed.subarray(12, -16), undefined, 'utf8') + cipher.final('utf8');
  },
});

/** A notification of the system. */
export class Notification extends LoudEmitter {
  readonly #options: Electron.NotificationConstructorOptions;

  constructor(options: Electron.NotificationConstructorOptions) {
    super('Notification', ['click']);
    onlyKnown('Notification', options, ['title', 'body']);
    this.#options = options;
  }

  static isSupported(): boolean {
    return true;
  }

  show(): void {
    note('notification', { ...this.#options });
  }
}

type Item = MenuItemConstructorOptions;

const itemOptions = [
  'role',
  'type',
  'id',
  'label',
  'sublabel',
  'enabled',
  'accelerator',
  'registerAccelerator',
  'submenu',
  'click',
];

/** The roles that the shell uses; a wrong one would be an item that does nothing. */
const usedRoles: readonly Item['role'][] = [
  ...(['about', 'services', 'hide', 'hideOthers', 'unhide', 'quit', 'close', 'windowMenu', 'help'] as const),
  ...(['cut', 'copy', 'paste', 'selectAll'] as const),
  ...(['resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'toggleDevTools'] as const),
];

function checkItems(items: readonly Item[]): void {
  for (const each of items) {
    onlyKnown('a menu item', each, itemOptions);
    if (each.role !== undefined && !usedRoles.includes(each.role))
      throw notStoodIn(`menu role “${each.role}”`);
    if (Array.isArray(each.submenu)) checkItems(each.submenu);
  }
}

/** The application menu, as data; the test chooses from it by its labels. */
export class Menu {
  static shown: Menu | undefined;
  readonly template: readonly Item[];

  constructor(template: readonly Item[]) {
    this.template = template;
  }

  static buildFromTemplate(template: Item[]): Menu {
    checkItems(template);
    return new Menu(template);
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.shown = menu ?? undefined;
  }

  /** Chooses an item, as a click does: not one that is greyed out. */
  choose(labels: readonly string[]): void {
    let items: readonly Item[] = this.template;
    let found: Item | undefined;
    for (const label of labels) {
      found = items.find((item) => item.label?.replace('&', '') === label);
      if (found === undefined) throw new Error(`the menu has no “${label}”`);
      items = Array.isArray(found.submenu) ? found.submenu : [];
    }
    if (found?.enabled === false) throw new Error(`“${labels.join(' > ')}” is greyed out`);
    (found?.click as (() => void) | undefined)?.();
  }
}
