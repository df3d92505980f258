/**
 * Chromium outside Electron knows no `app:`. The stand-in gives each host of such a scheme an HTTPS origin that exists
 * nowhere (RFC 6761 keeps `.invalid` for that) and answers it from the process itself. What stays as documented: a
 * secure context, an origin of its own, relative addresses, workers and modules. What differs: a page sees `https:`
 * where it would see `app:`.
 */
const suffix = '.scheme.stand-in.invalid';

/** An address as Electron's own code writes it, as Chromium is shown it. */
export function toChromium(url: string): string {
  const { protocol, host, pathname, search, hash } = new URL(url);
  if (['http:', 'https:', 'about:', 'data:', 'blob:'].includes(protocol)) return url;
  return `https://${host}.${protocol.slice(0, -1)}${suffix}${pathname}${search}${hash}`;
}

/** An address as Chromium has it, as Electron's own code is shown it. */
export function toElectron(url: string): string {
  if (!URL.canParse(url)) return url;
  const { host, pathname, search, hash } = new URL(url);
  if (!host.endsWith(suffix)) return url;
  const names = host.slice(0, -suffix.length).split('.');
  const scheme = names.pop();
  return `${scheme}://${names.join('.')}${pathname}${search}${hash}`;
}

/** The origin of an address, as Electron's own code is shown it. */
export function originOf(url: string): string {
  const shown = toElectron(url);
  if (!URL.canParse(shown)) return 'null';
  const { protocol, host } = new URL(shown);
  return host === '' ? 'null' : `${protocol}//${host}`;
}
