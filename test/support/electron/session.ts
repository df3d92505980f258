import type {
  OnBeforeRequestListenerDetails,
  WebContents as RealContents,
  Session as RealSession,
} from 'electron';
import type { Route } from 'playwright-core';
import { originOf, toElectron } from './addresses.ts';
import { chromiumOf } from './host-process.ts';
import { LoudEmitter, notStoodIn, onlyKnown, Preventable } from './loud.ts';
import { note } from './record.ts';

type Handle = (request: Request) => Response | Promise<Response>;
type RequestHandler = Exclude<Parameters<RealSession['setPermissionRequestHandler']>[0], null>;
type CheckHandler = Exclude<Parameters<RealSession['setPermissionCheckHandler']>[0], null>;
type BeforeRequest = (
  details: OnBeforeRequestListenerDetails,
  answer: (response: { cancel?: boolean }) => void,
) => void;

/** Electron's names of permissions, each with the descriptor that Chromium sets it by. */
const permissions = {
  geolocation: { name: 'geolocation' },
  notifications: { name: 'notifications' },
  media: { name: 'camera' },
  midi: { name: 'midi' },
  'clipboard-read': { name: 'clipboard-read', allowWithoutSanitization: true },
  'clipboard-sanitized-write': { name: 'clipboard-write' },
} as const;

/** The one session. What the shell sets here decides, for every request and permission of every page. */
class Session
  extends LoudEmitter
  implements
    Pick<
      RealSession,
      'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
    >
{
  readonly #handlers = new Map<string, Handle>();
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;
  #before: { patterns: readonly string[]; listener: BeforeRequest } | undefined;

  constructor() {
    super('Session', ['will-download']);
  }

  readonly protocol = {
    handle: (scheme: string, handler: Handle): void => {
      if (this.#handlers.has(scheme)) throw new Error(`the scheme ${scheme} has a handler already`);
      this.#handlers.set(scheme, handler);
    },
  };

  readonly webRequest = {
    onBeforeRequest: (filter: { urls: readonly string[] }, listener: BeforeRequest): void => {
      onlyKnown('webRequest.onBeforeRequest', filter, ['urls']);
      this.#before = { patterns: filter.urls, listener };
    },
  };

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: Parameters<RealSession['setDevicePermissionHandler']>[0]): void {
    if (handler === null) throw notStoodIn('session without a handler for devices');
  }

  /**
   * Asks both permission handlers about every permission and sets Chromium's answer for the origin. Electron asks when
   * a page asks; here they are asked once, before a page loads. Without handlers, Electron grants everything.
   */
  async settlePermissions(contents: RealContents, url: string): Promise<void> {
    const origin = originOf(toElectron(url));
    const settling = Object.entries(permissions).map(async ([name, permission]) => {
      const checked = this.#check?.(contents, name as 'media', origin, {} as never) ?? true;
      const granted = await new Promise<boolean>((resolve) => {
        const details = { requestingUrl: toElectron(url), isMainFrame: true };
        if (this.#request === null) resolve(true);
        else this.#request(contents, name as 'media', resolve, details as never);
      });
      await chromiumOf().browserSession.send('Browser.setPermission', {
        permission,
        setting: checked && granted ? 'granted' : 'denied',
        origin: new URL(url).origin,
      });
    });
    await Promise.all(settling);
  }

  /** Answers a request of a page: by the scheme's handler, or as `onBeforeRequest` says. Nothing reaches a network. */
  async answer(route: Route): Promise<void> {
    const request = route.request();
    const url = toElectron(request.url());
    const scheme = new URL(url).protocol.slice(0, -1);
    const handler = this.#handlers.get(scheme);
    if (handler !== undefined && url !== request.url()) {
      const response = await handler(
        new Request(url, { method: request.method(), headers: request.headers() }),
      );
      const headers = Object.fromEntries(response.headers);
      const body = Buffer.from(await response.arrayBuffer());
      await route.fulfill({ status: response.status, headers, body });
      return;
    }
    if (!(await this.#cancels(url))) notStoodIn(`network, and the shell let a request to ${url} pass`);
    await route.abort('blockedbyclient');
  }

  /** A page began a download. Gives whether the shell prevented it. */
  download(url: string, contents: RealContents): boolean {
    const event = new Preventable();
    this.emit('will-download', event, { getURL: () => toElectron(url) }, contents);
    if (!event.defaultPrevented) notStoodIn('downloads');
    note('download', { prevented: event.defaultPrevented });
    return event.defaultPrevented;
  }

  async #cancels(url: string): Promise<boolean> {
    const before = this.#before;
    if (before === undefined || !before.patterns.some((pattern) => matches(pattern, url))) return false;
    const { cancel } = await new Promise<{ cancel?: boolean }>((resolve) =>
      before.listener({ url } as OnBeforeRequestListenerDetails, resolve),
    );
    return cancel === true;
  }
}

/** Chromium's match patterns, as far as the shell writes them: a scheme, any host, any path. */
function matches(pattern: string, url: string): boolean {
  const parts = /^(\w+):\/\/(\*?)\/\*$/.exec(pattern);
  if (parts === null) throw notStoodIn(`match pattern ${pattern}`);
  return new URL(url).protocol === `${parts[1]}:`;
}

export const defaultSession = new Session();
