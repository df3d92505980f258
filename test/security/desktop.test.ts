/** One test for each line of the table in SECURITY.md, on the built main and preload under the stand-in for Electron. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { contentPolicy } from '../../electron/services/page/content-policy.ts';
import { openDesktop, startDesktop } from '../support/desktop.ts';
import { startStandIn } from '../support/electron/launch.ts';
import { pagePreferences } from '../support/electron/preferences.ts';
import { describeWith, tool } from '../support/engines.ts';
import { sampleProject } from '../support/sample-project.ts';
import { temporaryFolder } from '../support/temp-folder.ts';

const elsewhere = 'https://evil.example/';

/** Waits until the page can be used. */
async function atWelcome(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^New from template/ }).waitFor();
}

describeWith(['chromium'], 'the desktop app is locked down', () => {
  let desktop: Awaited<ReturnType<typeof startDesktop>>;
  beforeAll(async () => {
    desktop = await startDesktop();
    await atWelcome(desktop.page);
  });
  afterAll(() => desktop.end());

  test('contextIsolation, sandbox and web security are on; Node and webview are off', async () => {
    const { app } = desktop;
    const windows = app.records<{ options: { webPreferences: Record<string, unknown> } }>('window');
    expect(windows).toHaveLength(1);
    const { preload, ...rest } = windows[0]?.options.webPreferences ?? {};
    expect(preload).toMatch(/dist[\\/]desktop[\\/]preload\.cjs$/);
    expect(rest).toEqual({ ...pagePreferences, devTools: true });
  });

  test('the developer tools are off in a packaged app', async () => {
    const { app, page } = await openDesktop({ packaged: true });
    await atWelcome(page);
    const [window] = app.records<{ options: { webPreferences: Record<string, unknown> } }>('window');
    expect(window?.options.webPreferences.devTools).toBe(false);
    expect(JSON.stringify(await app.ask({ do: 'menu' }))).not.toContain('toggleDevTools');
  });

  test('a packaged app that is started without its sandbox says so and ends', async () => {
    const home = await temporaryFolder();
    const words = ['--no-sandbox'];
    const chromium = tool('chromium');
    const { app } = await startStandIn({ home, words, packaged: true, chromium });
    expect(await app.ended()).toBe(1);
    expect(app.records('window')).toEqual([]);
    expect(app.records('dialog')).toMatchObject([
      { kind: 'error', options: { title: 'Gantry does not run without its sandbox' } },
    ]);
    expect(app.failures).toEqual([]);
  });

  test('the page finds nothing of Node and one function of the preload script', async () => {
    const { page } = desktop;
    const found = await page.evaluate(() => {
      const names = ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'];
      const drop: unknown = Reflect.get(window, 'gantryDrop');
      return {
        node: names.filter((name) => name in window),
        ours: Object.keys(window).filter((name) => /gantry/i.test(name)),
        drop: Object.keys(drop as object),
        frozen: Object.isFrozen(drop),
      };
    });
    expect(found).toEqual({ node: [], ours: ['gantryDrop'], drop: ['placeOf'], frozen: true });
  });

  test('only files of the page are answered, and only under its own address', async () => {
    const { app, page } = desktop;
    const statuses = await page.evaluate(async () => {
      const paths = [
        '/',
        '/icon.svg',
        '/../package.json',
        '/%2e%2e/package.json',
        '/..%2fpackage.json',
        '/assets/..%5c..%5cpackage.json',
        '/.hidden.js',
        '/nothing.js',
        '/desktop/main.js',
      ];
      const answers = paths.map(async (path) => [path, (await fetch(path)).status] as const);
      const posted = await fetch('/', { method: 'POST', body: 'x' });
      return { ...Object.fromEntries(await Promise.all(answers)), post: posted.status };
    });
    expect(statuses).toEqual({
      '/': 200,
      '/icon.svg': 200,
      '/../package.json': 404,
      '/%2e%2e/package.json': 404,
      '/..%2fpackage.json': 404,
      '/assets/..%5c..%5cpackage.json': 404,
      '/.hidden.js': 404,
      '/nothing.js': 404,
      '/desktop/main.js': 404,
      post: 405,
    });
    expect(app.records<{ schemes: unknown }>('schemes')).toEqual([
      {
        schemes: [
          {
            scheme: 'app',
            privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
          },
        ],
      },
    ]);
  });

  test('the content policy begins with nothing, and stops inline scripts and eval', async () => {
    const { page, complaints } = desktop;
    const headers = await page.evaluate(async () => Object.fromEntries((await fetch('/')).headers));
    expect(headers).toMatchObject({
      'content-security-policy': contentPolicy(),
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(contentPolicy()).toMatch(/^default-src 'none';/);
    expect(contentPolicy()).not.toMatch(/https?:|wss?:|unsafe-eval/);
    const ran = await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.inlineRan = true';
      document.head.append(script);
      return 'inlineRan' in window;
    });
    expect(ran).toBe(false);
    expect(complaints.join()).toContain('Content Security Policy');
  });

  test('the page cannot be navigated away', async () => {
    const { app, page } = desktop;
    const before = page.url();
    for (const target of [elsewhere, '/icon.svg']) {
      await page.evaluate((url) => {
        location.href = url;
      }, target);
      await page.waitForTimeout(200);
      expect(page.url()).toBe(before);
    }
    expect(app.records('openExternal')).toEqual([]);
  });

  test('no window opens; an address of the list goes to the system’s browser, character for character', async () => {
    const { app, page } = desktop;
    const open = (url: string) => page.evaluate((target) => void window.open(target), url);
    for (const url of [
      elsewhere,
      'http://podman.io/docs/installation',
      'https://podman.io/docs/installation/',
      'https://podman.io/docs/installation?x=1',
      'https://podman.io@evil.example/docs/installation',
      'file:///etc/passwd',
    ])
      await open(url);
    await open('https://podman.io/docs/installation');
    await vi.waitFor(() =>
      expect(app.records('openExternal')).toEqual([{ url: 'https://podman.io/docs/installation' }]),
    );
    await vi.waitFor(() => expect(page.context().pages()).toHaveLength(1));
  });

  test('permissions are denied, but for writing what was copied', async () => {
    const { page } = desktop;
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'midi', 'clipboard-read', 'clipboard-write'];
      const asked = names.map(async (name) => {
        const { state } = await navigator.permissions.query({ name: name as PermissionName });
        return [name, state] as const;
      });
      return Object.fromEntries(await Promise.all(asked));
    });
    expect(states).toEqual({
      geolocation: 'denied',
      notifications: 'denied',
      camera: 'denied',
      midi: 'denied',
      'clipboard-read': 'denied',
      'clipboard-write': 'granted',
    });
  });

  test('downloads are denied', async () => {
    const { app, page, home } = desktop;
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['x']));
      link.download = 'x.txt';
      link.click();
    });
    await vi.waitFor(() => expect(app.records('download')).toEqual([{ prevented: true }]));
    expect(await readFile(logOf(home), 'utf8')).toContain('denied a download');
  });

  test.each([
    ['a frame of another origin', { origin: 'https://evil.example', parent: false }],
    ['a frame within the page', { origin: 'app://gantry', parent: true }],
    ['another host of the scheme', { origin: 'app://evil', parent: false }],
    ['a frame without an origin', { origin: 'null', parent: false }],
    ['a frame that is gone', null],
  ])('messages of %s are refused', async (_name, frame) => {
    const { app, home } = desktop;
    const ask = (channel: string, invoke: boolean, args: readonly unknown[]) =>
      app.ask({ do: 'message', channel, invoke, frame, args });
    expect(await ask('gantry:port', false, [])).toEqual({ ports: 0 });
    expect(await ask('gantry:dropped', true, [home])).toEqual({ ports: 0 });
  });

  test('the page itself is answered, so the refusals are for their frames', async () => {
    const { app, home } = desktop;
    const frame = { origin: 'app://gantry', parent: false };
    const order = { do: 'message', frame } as const;
    expect(await app.ask({ ...order, channel: 'gantry:port', invoke: false, args: [] })).toEqual({
      ports: 1,
    });
    expect(await app.ask({ ...order, channel: 'gantry:dropped', invoke: true, args: [home] })).toMatchObject({
      answer: { kind: 'folder', ticket: expect.any(String) },
    });
  });

  test('nothing is fetched from elsewhere', async () => {
    const { page } = desktop;
    const loaded = await page.evaluate(async (url) => {
      const fetched = await fetch(url).then(
        () => true,
        () => false,
      );
      const image = new Image();
      const shown = await new Promise<boolean>((resolve) => {
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
        image.src = `${url}x.png`;
      });
      return { fetched, shown };
    }, elsewhere);
    expect(loaded).toEqual({ fetched: false, shown: false });
  });

  test('the path of a dropped file stays with the host; a file the page made has none', async () => {
    const folder = await sampleProject(['my-app:1.0.0']);
    const { page } = desktop;
    await page.evaluate(() => {
      const input = document.createElement('input');
      input.type = 'file';
      input.id = 'dropped';
      document.body.append(input);
    });
    // Over the DevTools port Playwright would send the file's bytes, and such a file lies nowhere.
    const cdp = await page.context().newCDPSession(page);
    const { root } = await cdp.send('DOM.getDocument');
    const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector: '#dropped' });
    await cdp.send('DOM.setFileInputFiles', { nodeId, files: [join(folder, 'app.json')] });
    const places = await page.evaluate(async () => {
      const drop = Reflect.get(window, 'gantryDrop') as { placeOf(file: File): Promise<unknown> };
      const file = document.querySelector<HTMLInputElement>('#dropped')?.files?.[0];
      if (!file) return [];
      return [await drop.placeOf(file), await drop.placeOf(new File(['x'], '/etc/passwd'))];
    });
    expect(places).toEqual([
      expect.objectContaining({
        name: 'app.json',
        kind: 'file',
        ticket: expect.stringMatching(/^[\w-]{22}$/),
      }),
      undefined,
    ]);
  });
});

function logOf(home: string): string {
  return join(home, '.state', 'desktop', 'logs', 'gantry.log');
}
