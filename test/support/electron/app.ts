import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App as RealApp } from 'electron';
import { chromiumOf } from './host-process.ts';
import { LoudEmitter, Preventable, standInFor } from './loud.ts';
import { mark, note } from './record.ts';
import { openWindows, windowEvents } from './window.ts';

type PathName = Parameters<RealApp['getPath']>[0];

/** The app: its life, its one instance, and what it tells the system. */
class App
  extends LoudEmitter
  implements
    Pick<
      RealApp,
      | 'name'
      | 'isPackaged'
      | 'getVersion'
      | 'getLocale'
      | 'getPath'
      | 'setPath'
      | 'setAppLogsPath'
      | 'addRecentDocument'
      | 'setAboutPanelOptions'
      | 'requestSingleInstanceLock'
      | 'whenReady'
      | 'quit'
      | 'exit'
    >
{
  readonly isPackaged = process.env.STAND_IN_PACKAGED === '1';
  readonly #manifest: { readonly name: string; readonly productName?: string; readonly version: string };
  readonly #paths = new Map<string, string>();
  #ready: () => void = () => undefined;
  readonly #whenReady = new Promise<void>((resolve) => {
    this.#ready = resolve;
  });
  #quitting = false;

  constructor() {
    super('app', [
      'web-contents-created',
      'window-all-closed',
      'activate',
      'before-quit',
      'will-quit',
      'second-instance',
      'open-file',
    ]);
    this.#manifest = JSON.parse(readFileSync(join(appFolder(), 'package.json'), 'utf8'));
    windowEvents.on('created', (window: { webContents: object }) =>
      this.emit('web-contents-created', new Preventable(), window.webContents),
    );
    windowEvents.on('all-closed', () => {
      if (this.#quitting) this.#leave();
      // "If you do not subscribe to this event and all windows are closed, the default behavior is to quit the app."
      else if (!this.emit('window-all-closed')) this.quit();
    });
  }

  get name(): string {
    return this.#manifest.productName ?? this.#manifest.name;
  }

  getVersion(): string {
    return this.#manifest.version;
  }

  getLocale(): string {
    return 'en-GB';
  }

  readonly commandLine = standInFor<RealApp['commandLine']>('app.commandLine', {
    hasSwitch: (name) => process.argv.includes(`--${name}`),
  });

  getPath(name: PathName): string {
    // Crashpad keeps its reports where the app keeps everything.
    const path = name === 'crashDumps' ? join(this.getPath('userData'), 'Crashpad') : this.#paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  setPath(name: string, path: string): void {
    mkdirSync(path, { recursive: true });
    this.#paths.set(name, path);
  }

  setAppLogsPath(path?: string): void {
    if (path !== undefined) this.setPath('logs', path);
  }

  addRecentDocument(path: string): void {
    note('recent', { path });
  }

  setAboutPanelOptions(options: object): void {
    note('about', options as Record<string, unknown>);
  }

  /** Whoever makes the file first is the one; who comes later leaves its words beside it and is told no. */
  requestSingleInstanceLock(data: Record<string, unknown> = {}): boolean {
    const folder = this.getPath('userData');
    const lock = join(folder, 'stand-in.lock');
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
    } catch {
      const words = { argv: process.argv, folder: process.cwd(), data };
      writeFileSync(join(folder, `stand-in.${process.pid}.json`), JSON.stringify(words));
      return false;
    }
    process.on('exit', () => rmSync(lock, { force: true }));
    watch(folder, (_kind, name) => {
      if (name === null || !/^stand-in\.\d+\.json$/.test(name)) return;
      const file = join(folder, name);
      setTimeout(() => {
        let words: { argv: string[]; folder: string; data: unknown };
        try {
          words = JSON.parse(readFileSync(file, 'utf8'));
          rmSync(file);
        } catch {
          return;
        }
        this.emit('second-instance', new Preventable(), words.argv, words.folder, words.data);
      }, 20);
    }).unref();
    return true;
  }

  whenReady(): Promise<void> {
    return this.#whenReady;
  }

  /** The main script has run; as documented, nothing is ready before. */
  becomeReady(): void {
    mark('ready');
    this.#ready();
  }

  /** "Emitted before the application starts closing its windows." */
  quit(): void {
    this.emit('before-quit', new Preventable());
    if (openWindows.size === 0) {
      this.#leave();
      return;
    }
    // A window that stays keeps the app.
    this.#quitting = [...openWindows].map((window) => window.close()).every((closes) => closes);
  }

  exit(code = 0): void {
    void chromiumOf()
      .context.close()
      .finally(() => process.exit(code));
  }

  #leave(): void {
    const event = new Preventable();
    this.emit('will-quit', event);
    if (!event.defaultPrevented) this.exit(0);
  }
}

/** The folder that the app was started from: that of the nearest package.json above its main script. */
function appFolder(): string {
  const folder = process.env.STAND_IN_APP;
  if (folder === undefined) throw new Error('the stand-in was started without an app');
  return folder;
}

export const app = new App();
