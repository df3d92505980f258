/**
 * The behaviours of Electron that the shell relies on, shown by a small shell under the stand-in. Each test names the
 * page of Electron's documentation that says so.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type StandIn, startStandIn } from '../support/electron/launch.ts';
import { describeWith, tool } from '../support/engines.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

const mainScript = `
import { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, shell } from 'electron';
const tell = (url) => shell.openExternal(url);
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
let ready = false;
const waiting = new AbortController();
app.whenReady().then(() => {
  ready = true;
  session.defaultSession.protocol.handle('app', (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/') return new Response('<!doctype html><title>shown</title><p>x</p><script src="/a.js"></script>', { headers: { 'content-type': 'text/html', 'x-own': 'yes' } });
    if (pathname === '/a.js') return new Response('window.messages = []; addEventListener("message", (e) => { if (e.data === "port") { window.port = e.ports[0]; port.onmessage = (m) => window.messages.push(m.data); } });', { headers: { 'content-type': 'text/javascript' } });
    return new Response('none', { status: 404 });
  });
  session.defaultSession.webRequest.onBeforeRequest({ urls: ['https://*/*'] }, (_details, answer) => answer({ cancel: true }));
  const window = new BrowserWindow({ webPreferences: { preload: ${JSON.stringify('PRELOAD')} } });
  window.webContents.setWindowOpenHandler(({ url }) => (tell('open ' + url), { action: 'deny' }));
  window.webContents.on('will-frame-navigate', (event) => { tell('navigate ' + event.url); event.preventDefault(); });
  window.webContents.on('will-prevent-unload', (event) => { if (dialog.showMessageBoxSync(window, { message: 'leave' }) === 1) event.preventDefault(); });
  window.webContents.on('render-process-gone', (_event, { reason }) => { tell('gone ' + reason); window.webContents.reload(); });
  window.webContents.on('unresponsive', async () => {
    const { response } = await dialog.showMessageBox(window, { message: 'wait', cancelId: 7, signal: waiting.signal });
    tell('answered ' + response);
  });
  window.webContents.on('responsive', () => waiting.abort());
  ipcMain.handle('crash', () => window.webContents.forcefullyCrashRenderer());
  ipcMain.handle('echo', (_event, value) => value);
  ipcMain.handle('fail', () => { throw new TypeError('told'); });
  ipcMain.handle('strange', () => app.getGPUInfo);
  ipcMain.handle('role', () => Menu.buildFromTemplate([{ label: 'x', submenu: [{ role: 'reload' }] }]));
  ipcMain.handle('dialog', () => dialog.showOpenDialog(window, { title: 'x', message: 'of macOS' }));
  ipcMain.on('port', (event) => {
    const { port1, port2 } = new MessageChannelMain();
    port1.on('message', ({ data }) => port1.postMessage({ back: data }));
    port1.on('close', () => tell('port closed'));
    ipcMain.on('start', () => port1.start());
    event.senderFrame.postMessage('port', null, [port2]);
  });
  void window.loadURL('app://shell/');
});
await new Promise((resolve) => setTimeout(resolve, 20));
tell('ready before the script ended: ' + ready);
`;

const preloadScript = `
const { contextBridge, ipcRenderer } = require('electron');
globalThis.secret = 1;
ipcRenderer.once('port', ({ ports }) => window.postMessage('port', '*', [...ports]));
contextBridge.exposeInMainWorld('shell', {
  echo: (value) => ipcRenderer.invoke('echo', value),
  fail: () => ipcRenderer.invoke('fail'),
  strange: () => ipcRenderer.invoke('strange'),
  role: () => ipcRenderer.invoke('role'),
  dialog: () => ipcRenderer.invoke('dialog'),
  sendFunction: async () => ipcRenderer.send('echo', () => 1),
  port: async () => ipcRenderer.send('port'),
  start: async () => ipcRenderer.send('start'),
  crash: () => ipcRenderer.invoke('crash'),
});
`;

interface Shell {
  echo(value: unknown): Promise<unknown>;
  fail(): Promise<never>;
  strange(): Promise<never>;
  role(): Promise<never>;
  dialog(): Promise<never>;
  sendFunction(): Promise<void>;
  port(): Promise<void>;
  start(): Promise<void>;
  crash(): Promise<never>;
}

/** Calls what the preload script has exposed. */
function call(page: Page, name: keyof Shell, argument?: unknown): Promise<unknown> {
  return page.evaluate(
    ([called, value]) => (Reflect.get(window, 'shell') as Shell)[called as 'echo'](value),
    [name, argument] as const,
  );
}

describeWith(['chromium'], 'the stand-in for Electron', () => {
  let app: StandIn;
  let page: Page;
  const told = () => app.records<{ url: string }>('openExternal').map(({ url }) => url);

  beforeAll(async () => {
    const home = await temporaryFolder();
    const folder = join(home, 'shell');
    await mkdir(folder);
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 's', version: '1.0.0', main: 'main.mjs' }),
    );
    await writeFile(join(folder, 'main.mjs'), mainScript.replace('PRELOAD', join(folder, 'preload.cjs')));
    await writeFile(join(folder, 'preload.cjs'), preloadScript);
    const started = await startStandIn({ app: folder, home, chromium: tool('chromium') });
    app = started.app;
    if (started.endpoint === undefined) throw new Error('the shell did not start');
    page = await app.page(started.endpoint);
    await page.waitForFunction(() => 'messages' in window);
  });
  afterAll(() => app.kill());

  // tutorial/esm: the main script runs to its end before the app becomes ready.
  test('is not ready before the main script has run', () => {
    expect(told()).toContain('ready before the script ended: false');
  });

  // tutorial/context-isolation: the preload script shares the document with the page, but no globals.
  test('keeps the world of the preload script apart from the page’s', async () => {
    expect(await page.evaluate(() => 'secret' in window)).toBe(false);
    expect(await page.evaluate(() => Object.isFrozen(Reflect.get(window, 'shell')))).toBe(true);
  });

  // api/protocol, `protocol.handle` and `registerSchemesAsPrivileged`: status and headers arrive, the context is secure.
  test('answers a custom scheme from the main process, as a secure origin', async () => {
    const seen = await page.evaluate(async () => {
      const found = await fetch('/');
      return [isSecureContext, found.headers.get('x-own'), (await fetch('/none')).status];
    });
    expect(seen).toEqual([true, 'yes', 404]);
  });

  // api/ipc-renderer, `invoke`: arguments and answers are cloned.
  test('clones what crosses', async () => {
    const value = { list: [1, null, 'x'], of: { more: true } };
    expect(await call(page, 'echo', value)).toEqual(value);
  });

  // api/ipc-renderer, `send`: a function throws.
  test('refuses to send a function', async () => {
    await expect(call(page, 'sendFunction')).rejects.toThrow('An object could not be cloned.');
  });

  // tutorial/ipc: of an error of a handler only the message arrives.
  test('passes on the message of a handler’s error', async () => {
    await expect(call(page, 'fail')).rejects.toThrow("Error invoking remote method 'fail': TypeError: told");
  });

  // api/web-contents, `will-frame-navigate`: for what the page starts, not for loadURL; preventDefault keeps the page.
  test('asks before a page goes elsewhere', async () => {
    await page.evaluate(() => {
      location.href = 'https://evil.example/';
    });
    await vi.waitFor(() => expect(told()).toContain('navigate https://evil.example/'));
    await vi.waitFor(async () => expect(await page.evaluate(() => document.title)).toBe('shown'));
    expect(told().filter((line) => line.startsWith('navigate app:'))).toEqual([]);
  });

  // api/web-contents, `setWindowOpenHandler`: a denied window does not stay.
  test('asks before a page opens a window', async () => {
    await page.evaluate(() => void window.open('https://evil.example/w'));
    await vi.waitFor(() => expect(told()).toContain('open https://evil.example/w'));
    await vi.waitFor(() => expect(page.context().pages()).toHaveLength(1));
  });

  // api/message-port-main, `start`: messages are queued until it is called.
  test('hands over a port whose messages wait until it starts', async () => {
    await call(page, 'port');
    await page.waitForFunction(() => 'port' in window);
    await page.evaluate(() => (Reflect.get(window, 'port') as MessagePort).postMessage({ n: 1 }));
    await page.waitForTimeout(100);
    expect(await page.evaluate(() => Reflect.get(window, 'messages'))).toEqual([]);
    await call(page, 'start');
    await page.waitForFunction(() => (Reflect.get(window, 'messages') as unknown[]).length > 0);
    expect(await page.evaluate(() => Reflect.get(window, 'messages'))).toEqual([{ back: { n: 1 } }]);
    expect(told()).not.toContain('port closed');
  });

  test('names loudly what it does not have, though the shell would have gone on', async () => {
    await expect(call(page, 'strange')).rejects.toThrow('has no app.getGPUInfo');
    await expect(call(page, 'role')).rejects.toThrow('menu role “reload”');
    await expect(call(page, 'dialog')).rejects.toThrow('option “message” of the open dialog');
    expect(app.failures).toEqual([
      'the stand-in for Electron has no app.getGPUInfo',
      'the stand-in for Electron has no menu role “reload”',
      'the stand-in for Electron has no option “message” of the open dialog',
    ]);
  });

  // api/dialog, `showMessageBox`: aborting its signal closes the box "as if it was cancelled by the user".
  test('closes a message box whose signal is aborted', async () => {
    await app.answer('nothing');
    await app.ask({ do: 'unresponsive' });
    await app.ask({ do: 'responsive' });
    await vi.waitFor(() => expect(told()).toContain('answered 7'));
  });

  // api/web-contents, `forcefullyCrashRenderer`, `render-process-gone` and `reload`: also a page that is busy ends, and
  // what is loaded anew has a process, a preload script and ports of its own.
  test('ends the process of a page that is busy, and loads the page anew', async () => {
    page = await app.pageAfter(page, () =>
      page.evaluate(() => {
        void (Reflect.get(window, 'shell') as Shell).crash();
        setTimeout(() => {
          for (;;);
        });
      }),
    );
    await page.waitForFunction(() => 'messages' in window && 'shell' in window);
    expect(told()).toContain('gone crashed');
    // api/message-port-main, `close`: "Emitted when the remote end of a MessagePortMain object becomes disconnected."
    expect(told()).toContain('port closed');
    expect(await call(page, 'echo', 1)).toBe(1);
    await vi.waitFor(() => expect(page.context().pages()).toEqual([page]));
  });

  // api/web-contents, `will-prevent-unload`: the window stays, and goes where the event is prevented.
  test('keeps a window whose page does not want to go, unless the shell lets it', async () => {
    await page.click('p');
    await page.evaluate(() => addEventListener('beforeunload', (event) => event.preventDefault()));
    await app.answer(0);
    await app.ask({ do: 'close-window' });
    await vi.waitFor(() => expect(app.records('dialog')).toHaveLength(2));
    await vi.waitFor(async () => expect(await page.evaluate(() => document.title)).toBe('shown'));
    await app.answer(1);
    await app.ask({ do: 'close-window' });
    // api/app, `window-all-closed`: nobody listens, so the app quits.
    expect(await app.ended()).toBe(0);
  });
});
