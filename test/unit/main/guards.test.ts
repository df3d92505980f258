import { EventEmitter } from 'node:events';
import type { App, Session } from 'electron';
import { expect, test, vi } from 'vitest';
import { guardContents, guardSession } from '../../../electron/main/guards.ts';

vi.mock('electron', () => ({ shell: { openExternal: vi.fn() } }));

/** What the guards hand to Electron, kept as they hand it. */
function guarded() {
  const handed = {
    request: vi.fn(),
    check: vi.fn(),
    device: vi.fn(),
    before: vi.fn<(filter: { urls: string[] }, listener: (d: { url: string }, a: unknown) => void) => void>(),
  };
  const session = Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: handed.request,
    setPermissionCheckHandler: handed.check,
    setDevicePermissionHandler: handed.device,
    webRequest: { onBeforeRequest: handed.before },
  });
  const log = vi.fn();
  guardSession(session as unknown as Session, log);
  return { handed, log };
}

test('every request that could leave the machine is cancelled, before any policy of the page', () => {
  const [[filter, listener] = [{ urls: [] }, () => undefined]] = guarded().handed.before.mock.calls;
  for (const scheme of ['http', 'https', 'ws', 'wss', 'ftp'])
    expect(filter.urls).toContain(`${scheme}://*/*`);
  expect(filter.urls).toContain('file:///*');
  expect(filter.urls.some((url) => url.startsWith('app:') || url === '<all_urls>')).toBe(false);
  const answer = vi.fn();
  listener({ url: 'https://evil.example/' }, answer);
  expect(answer).toHaveBeenCalledWith({ cancel: true });
});

test('no device is ever given', () => {
  expect(guarded().handed.device.mock.calls[0]?.[0]()).toBe(false);
});

test('what may be copied may not be copied by another origin', () => {
  const { handed } = guarded();
  const check = handed.check.mock.calls[0]?.[0];
  expect(check(null, 'clipboard-sanitized-write', 'app://gantry')).toBe(true);
  expect(check(null, 'clipboard-sanitized-write', 'app://gantry.evil')).toBe(false);
  expect(check(null, 'clipboard-read', 'app://gantry')).toBe(false);
  const answer = vi.fn();
  const request = handed.request.mock.calls[0]?.[0];
  request(null, 'clipboard-sanitized-write', answer, { requestingUrl: 'app://gantry.evil/' });
  request(null, 'openExternal', answer, { requestingUrl: 'app://gantry/' });
  expect(answer.mock.calls).toEqual([[false], [false]]);
});

test('no webview is attached, no redirect followed, in whatever the app shows', () => {
  const app = new EventEmitter();
  guardContents(app as unknown as App, vi.fn());
  const contents = Object.assign(new EventEmitter(), { setWindowOpenHandler: vi.fn() });
  app.emit('web-contents-created', {}, contents);
  for (const name of ['will-attach-webview', 'will-redirect', 'will-frame-navigate']) {
    const event = { url: 'https://evil.example/', preventDefault: vi.fn() };
    contents.emit(name, event);
    expect(event.preventDefault, name).toHaveBeenCalled();
  }
  expect(contents.setWindowOpenHandler.mock.calls[0]?.[0]({ url: 'app://gantry/' })).toEqual({
    action: 'deny',
  });
});
