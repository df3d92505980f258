import type { BrowserWindowConstructorOptions, BrowserWindow as RealWindow, Rectangle } from 'electron';
import { Contents } from './contents.ts';
import { LoudEmitter, loudly, notStoodIn, onlyKnown, Preventable } from './loud.ts';
import { pagePreferences } from './preferences.ts';
import { mark, note, sinceStart } from './record.ts';

const knownOptions = [
  'x',
  'y',
  'width',
  'height',
  'minWidth',
  'minHeight',
  'show',
  'title',
  'backgroundColor',
  'webPreferences',
];
const knownPreferences = ['preload', 'devTools', ...Object.keys(pagePreferences)];

/** Every window that is open. */
export const openWindows = new Set<Window>();

/** What is to happen when the last window has closed. */
export const windowEvents = new LoudEmitter('windows', ['created', 'all-closed']);

/** A window: a page of Chromium, with what a page alone does not have as plain state. */
export class Window
  extends LoudEmitter
  implements
    Pick<
      RealWindow,
      | 'show'
      | 'focus'
      | 'isFocused'
      | 'isMinimized'
      | 'isMaximized'
      | 'isDestroyed'
      | 'maximize'
      | 'restore'
      | 'close'
      | 'getNormalBounds'
      | 'setProgressBar'
      | 'loadURL'
    >
{
  readonly webContents: Contents;
  readonly #bounds: Rectangle;
  #visible: boolean;
  #maximized = false;
  #focused = false;
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    super('BrowserWindow', ['ready-to-show', 'close', 'closed']);
    const { webPreferences = {}, x = 0, y = 0, width = 800, height = 600, show = true } = options;
    onlyKnown('BrowserWindow', options, knownOptions);
    onlyKnown('webPreferences', webPreferences, knownPreferences);
    for (const [name, is] of Object.entries(pagePreferences)) {
      const asked = webPreferences[name as keyof typeof pagePreferences];
      if (asked !== undefined && asked !== is) throw notStoodIn(`page with ${name} “${asked}”`);
    }
    note('window', { options });
    mark('window');
    this.#bounds = { x, y, width, height };
    this.#visible = show;
    this.webContents = loudly('WebContents', new Contents(webPreferences.preload ?? ''));
    openWindows.add(this);
    windowEvents.emit('created', this);
    let painted = false;
    this.webContents.onPaint = () => {
      if (painted) return;
      painted = true;
      mark('painted');
      this.emit('ready-to-show');
    };
    this.webContents.onClose = () => this.#closed();
    this.webContents.onPage = (page) => page.setViewportSize({ width, height });
    // biome-ignore lint/correctness/noConstructorReturn: the shell must get the one that names what is missing.
    return loudly('BrowserWindow', this);
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }

  show(): void {
    this.#visible = true;
    this.#focused = true;
    note('show', { at: sinceStart() });
  }

  focus(): void {
    this.#focused = this.#visible;
    note('focus', {});
  }

  isFocused(): boolean {
    return this.#focused;
  }

  isMinimized(): boolean {
    return false;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  maximize(): void {
    this.#maximized = true;
  }

  restore(): void {
    this.#visible = true;
  }

  getNormalBounds(): Rectangle {
    return { ...this.#bounds };
  }

  setProgressBar(progress: number): void {
    note('progress', { progress });
  }

  /** The test puts the window behind others. */
  blur(): void {
    this.#focused = false;
  }

  /** The test moves the window. */
  moveTo(bounds: Partial<Rectangle>): void {
    Object.assign(this.#bounds, bounds);
  }

  /**
   * "Try to close the window. This has the same effect as a user manually clicking the close button."
   * @returns whether its page is asked next
   */
  close(): boolean {
    const event = new Preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return false;
    this.webContents.close();
    return true;
  }

  #closed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    openWindows.delete(this);
    this.emit('closed');
    if (openWindows.size === 0) windowEvents.emit('all-closed');
  }
}
