import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WebContents as RealContents, WebFrameMain as RealFrame } from 'electron';
import type { CDPSession, Dialog, Page, Route } from 'playwright-core';
import { originOf, toChromium, toElectron } from './addresses.ts';
import { chromiumOf, denyNextPage, newPage } from './host-process.ts';
import { ipcMain } from './ipc-main.ts';
import { LoudEmitter, notStoodIn, Preventable, report, standInFor } from './loud.ts';
import { handedPort, type Line, PortMain } from './ports.ts';
import { mark } from './record.ts';
import { defaultSession } from './session.ts';
import { decode, encode } from './values.ts';

const worldName = 'Electron Isolated Context';
const scripts = join(import.meta.dirname);

/** What the preload script's world sends. */
type FromWorld =
  | { type: 'send'; channel: string; args: unknown }
  | { type: 'invoke'; id: number; channel: string; args: unknown }
  | { type: 'port'; id: number; data: unknown }
  | { type: 'port-closed'; id: number }
  | { type: 'files'; id: number; count: number }
  | { type: 'preload-error'; text: string }
  | { type: 'failure'; text: string };

type OpenHandler = Parameters<RealContents['setWindowOpenHandler']>[0];

/** One page of Chromium, as the main process sees it. */
export class Contents
  extends LoudEmitter
  implements Pick<RealContents, 'reload' | 'isDestroyed' | 'forcefullyCrashRenderer'>
{
  readonly session = defaultSession;
  readonly #preload: string;
  #page: Promise<Page>;
  #shown: Page | undefined;
  #cdp: CDPSession | undefined;
  #world: number | undefined;
  #destroyed = false;
  /** What was loaded by the main process itself: no `will-navigate` is emitted for it. */
  #own: string | undefined;
  #openHandler: OpenHandler | undefined;
  readonly #handed = new Set<number>();
  onPaint: () => void = () => undefined;
  /** Told of each page that shows these contents: another one after a crash. */
  onPage: (page: Page) => Promise<void> = () => Promise.resolve();
  /** Told when the page has closed for good. */
  onClose: () => void = () => undefined;
  #crashed = false;
  #crashing: Promise<void> | undefined;

  constructor(preload: string) {
    super('WebContents', [
      'will-frame-navigate',
      'will-redirect',
      'will-attach-webview',
      'will-prevent-unload',
      'render-process-gone',
      'unresponsive',
      'responsive',
      'did-finish-load',
      'preload-error',
    ]);
    this.#preload = preload;
    this.#page = this.#open();
  }

  /**
   * "Forcefully terminates the renderer process […] This will cause the `render-process-gone` event to be emitted with
   * the `reason=killed || reason=crashed`." Chromium's own command for it ends a page that is busy, too.
   */
  forcefullyCrashRenderer(): void {
    const shown = this.#shown;
    if (shown === undefined || this.#crashed) return;
    this.#crashing = new Promise((resolve) => shown.once('crash', () => resolve()));
    // It is never answered.
    this.#cdp?.send('Page.crash').catch(() => undefined);
  }

  get page(): Promise<Page> {
    return this.#page;
  }

  /** Itself, to whoever expects Electron's own. */
  get asReal(): RealContents {
    return this as unknown as RealContents;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    mark('page made');
    this.#own = toChromium(url);
    await defaultSession.settlePermissions(this.asReal, this.#own);
    mark('navigation');
    await page.goto(this.#own);
    this.emit('did-finish-load');
  }

  /** Asks the page first, as it may want to stay; one that has crashed is not asked. */
  close(): void {
    this.#page
      .then((page) => page.close({ runBeforeUnload: !this.#crashed }))
      .catch((error: unknown) => report({ type: 'failure', text: String(error) }));
  }

  /** Also of a page whose process has ended: "Calling `reload()` […] will force the reload to occur in a new process". */
  reload(): void {
    this.#reload().catch(reportFailure);
  }

  async #reload(): Promise<void> {
    const page = await this.#page;
    const url = page.url();
    await this.#crashing;
    if (this.#crashed) {
      // Playwright drives no page that has crashed, so its place is taken by another one of the same window.
      this.#crashed = false;
      this.#crashing = undefined;
      this.#page = this.#open();
      await this.#page;
      await page.close();
    }
    this.#own = url;
    await (await this.#page).goto(url);
    this.emit('did-finish-load');
  }

  async #open(): Promise<Page> {
    const { context } = chromiumOf();
    const page = await newPage();
    const cdp = await context.newCDPSession(page);
    this.#shown = page;
    this.#cdp = cdp;
    cdp.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === 'standInSend') this.#fromWorld(JSON.parse(payload) as FromWorld).catch(reportFailure);
    });
    cdp.on('Runtime.executionContextCreated', ({ context: { id, name, auxData } }) => {
      const { isDefault } = auxData as unknown as { readonly isDefault: boolean };
      if (name === worldName && !isDefault && this.#world === undefined) this.#world = id;
    });
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#world) this.#worldGone();
    });
    cdp.on('Runtime.executionContextsCleared', () => this.#worldGone());
    cdp.on('Page.windowOpen', ({ url }) => this.#windowOpened(url));
    cdp.on('Page.lifecycleEvent', ({ name }) => {
      if (name === 'firstPaint' && page.url() !== 'about:blank') this.onPaint();
    });
    page.on('dialog', (dialog) => void this.#dialog(dialog));
    page.on('download', (download) => {
      if (defaultSession.download(download.url(), this.asReal)) void download.cancel();
    });
    page.on('crash', () => {
      this.#crashed = true;
      this.#worldGone();
      this.emit('render-process-gone', new Preventable(), { reason: 'crashed', exitCode: 1 });
    });
    page.on('close', () => {
      if (page !== this.#shown) return;
      this.#destroyed = true;
      this.#worldGone();
      this.onClose();
    });
    await this.onPage(page);
    await page.route('**/*', (route) => this.#route(route).catch(reportFailure));
    await cdp.send('Page.enable');
    await cdp.send('Page.setLifecycleEventsEnabled', { enabled: true });
    await cdp.send('Runtime.enable');
    await cdp.send('Runtime.addBinding', { name: 'standInSend', executionContextName: worldName });
    const source = (name: string): string => readFileSync(join(scripts, name), 'utf8');
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source: source('page-world.js') });
    const preload = readFileSync(this.#preload, 'utf8');
    await cdp.send('Page.addScriptToEvaluateOnNewDocument', {
      source: source('preload-world.js').replace('SCRIPT;', () => preload),
      worldName,
    });
    return page;
  }

  async #route(route: Route): Promise<void> {
    const request = route.request();
    if (request.isNavigationRequest()) {
      const frame = request.frame();
      const isMainFrame = frame.parentFrame() === null;
      const own = isMainFrame && request.url() === this.#own;
      if (own) this.#own = undefined;
      else if (this.#isPrevented(toElectron(request.url()), isMainFrame)) {
        await route.abort('aborted');
        return;
      }
    }
    await defaultSession.answer(route);
  }

  /** `will-frame-navigate`: "Emitted when a user or the page wants to start navigation in any frame." */
  #isPrevented(url: string, isMainFrame: boolean): boolean {
    const event = Object.assign(new Preventable(), { url, isMainFrame });
    this.emit('will-frame-navigate', event);
    return event.defaultPrevented;
  }

  #windowOpened(url: string): void {
    denyNextPage();
    const details = { url: toElectron(url), frameName: '', features: '', disposition: 'foreground-tab' };
    const answer = this.#openHandler?.(details as Parameters<OpenHandler>[0]);
    if (answer?.action !== 'deny') notStoodIn('windows that pages open');
  }

  /** Electron shows no dialog before a page unloads; it emits `will-prevent-unload` and stays unless that is prevented. */
  async #dialog(dialog: Dialog): Promise<void> {
    if (dialog.type() !== 'beforeunload') {
      notStoodIn(`${dialog.type()} dialogs`);
      return dialog.dismiss();
    }
    const event = new Preventable();
    this.emit('will-prevent-unload', event);
    await (event.defaultPrevented ? dialog.accept() : dialog.dismiss());
  }

  get mainFrame(): RealFrame {
    const url = this.#shown?.url() ?? 'about:blank';
    const line: Line = { send: (message) => void this.#toWorld(message) };
    return standInFor<RealFrame>('WebFrameMain', {
      parent: null,
      url: toElectron(url),
      origin: originOf(url),
      postMessage: (channel, message, transfer = []) => {
        const ports = (transfer as unknown[]).map((port) => {
          if (!(port instanceof PortMain)) throw new TypeError('Invalid value for transfer');
          this.#handed.add(port.id);
          return port.handTo(line);
        });
        void this.#toWorld({ type: 'ipc', channel, args: encode([message]), ports });
      },
    });
  }

  #event(): object {
    return { sender: this, senderFrame: this.mainFrame };
  }

  async #fromWorld(message: FromWorld): Promise<void> {
    switch (message.type) {
      case 'send':
        ipcMain.sent(message.channel, this.#event(), decode(message.args) as unknown[]);
        return;
      case 'invoke':
        return this.#invoked(message);
      case 'port':
        handedPort(message.id)?.fromPage(decode(message.data));
        return;
      case 'port-closed':
        this.#handed.delete(message.id);
        handedPort(message.id)?.gone();
        return;
      case 'files':
        await this.#toWorld({ type: 'paths', id: message.id, paths: await this.#pathsOf(message) });
        return;
      case 'preload-error':
        this.emit('preload-error', new Preventable(), this.#preload, new Error(message.text));
        return;
      case 'failure':
        report(message);
    }
  }

  async #invoked({ id, channel, args }: Extract<FromWorld, { type: 'invoke' }>): Promise<void> {
    try {
      const value = encode(await ipcMain.invoked(channel, this.#event(), decode(args) as unknown[]));
      await this.#toWorld({ type: 'answer', id, value });
    } catch (error) {
      const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      const text = `Error invoking remote method '${channel}': ${said}`;
      await this.#toWorld({ type: 'answer', id, error: text });
    }
  }

  /** Where dropped files lie, as Chromium itself knows. A File that a page made has no path. */
  async #pathsOf({ id, count }: Extract<FromWorld, { type: 'files' }>): Promise<string[]> {
    const paths: string[] = [];
    for (let index = 0; index < count; index++) {
      const { result } = await this.#evaluate(`standIn.file(${id}, ${index})`);
      const found = await this.#cdp?.send('DOM.getFileInfo', { objectId: result.objectId ?? '' });
      paths.push(found?.path ?? '');
    }
    return paths;
  }

  async #toWorld(message: object): Promise<void> {
    if (this.#world === undefined) return;
    // A page may go while it is told something.
    await this.#evaluate(`standIn.receive(${JSON.stringify(message)})`).catch(() => undefined);
  }

  async #evaluate(expression: string) {
    if (this.#cdp === undefined || this.#world === undefined) throw new Error('the page is gone');
    const answer = await this.#cdp.send('Runtime.evaluate', { expression, contextId: this.#world });
    if (answer.exceptionDetails !== undefined) throw new Error(answer.exceptionDetails.text);
    return answer;
  }

  #worldGone(): void {
    this.#world = undefined;
    for (const id of this.#handed) handedPort(id)?.gone();
    this.#handed.clear();
  }
}

function reportFailure(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  // A page or the browser that went in the middle of an answer is no failure.
  if (!/has been closed|Target closed|Session closed|Invalid InterceptionId|already handled/.test(text))
    report({ type: 'failure', text });
}
