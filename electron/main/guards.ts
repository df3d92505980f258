import { type App, type Session, shell, type WebContents } from 'electron';
import { isExternalLink } from './external-links.ts';
import { pageOrigin, pageUrl } from './page-address.ts';

type Log = (line: string) => void;

/** All that Chromium may ask of the user's system for the page: to write what “Copy” was pressed for. */
const permitted = new Set(['clipboard-sanitized-write']);

/** What can leave the machine or come from elsewhere. The page's own scheme is not among it. */
const remote = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'];

/** Denies the page what it never needs, whatever would come to run in it. */
export function guardSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    const granted = permitted.has(permission) && requestingUrl.startsWith(`${pageOrigin}/`);
    if (!granted) log(`denied the permission ${permission}`);
    answer(granted);
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) =>
      permitted.has(permission) && (origin === pageOrigin || origin === `${pageOrigin}/`),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    event.preventDefault();
    log(`denied a download from ${item.getURL()}`);
  });
  session.webRequest.onBeforeRequest({ urls: remote }, ({ url }, answer) => {
    log(`denied a request to ${url}`);
    answer({ cancel: true });
  });
}

/** Guards every window and whatever else the app might come to show. */
export function guardContents(app: App, log: Log): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, log));
}

function guard(contents: WebContents, log: Log): void {
  const stay = (event: { readonly url: string; preventDefault(): void }): void => {
    if (event.url === pageUrl) return;
    event.preventDefault();
    log(`denied a navigation to ${event.url}`);
    openOutside(event.url);
  };
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', (event) => {
    event.preventDefault();
    log(`denied a redirect to ${event.url}`);
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (!openOutside(url)) log(`denied a window for ${url}`);
    return { action: 'deny' };
  });
}

/** Opens an address of the list in the system's browser. False for every other. */
export function openOutside(url: string): boolean {
  if (!isExternalLink(url)) return false;
  // What the system answers changes nothing here.
  shell.openExternal(url).catch(() => undefined);
  return true;
}
