import type { Endpoint } from './types.ts';

type TlsSettings = NonNullable<Extract<Endpoint, { kind: 'tcp' }>['tls']>;

/** What the text of a host says, or a plain clause on why it says nothing usable. */
export type ParsedHost =
  | { readonly ok: true; readonly endpoint: Endpoint }
  | { readonly ok: false; readonly problem: string; readonly advice: string };

const forms =
  'Write it like unix:///var/run/docker.sock, npipe:////./pipe/docker_engine, tcp://host:2376 or ssh://user@host.';
// Neither may begin with “-”: they become arguments of the ssh command.
const sshHost = /^(?!-)[\w.:%-]+$/;
const sshUser = /^(?!-)[\w.@+-]+$/;

/**
 * Reads a host as `DOCKER_HOST` and contexts write it.
 * @param tls what a TCP connection uses where it is encrypted; without it the connection is plain
 */
export function parseHost(text: string, source: string, tls?: TlsSettings): ParsedHost {
  const separator = text.indexOf('://');
  const scheme = separator < 0 ? 'tcp' : text.slice(0, separator).toLowerCase();
  const rest = separator < 0 ? text : text.slice(separator + 3);
  switch (scheme) {
    case 'unix':
      if (rest === '') return refuse(`“${text}” names no socket`);
      return { ok: true, endpoint: { kind: 'unix', path: rest, source } };
    case 'npipe':
      if (rest === '') return refuse(`“${text}” names no pipe`);
      return { ok: true, endpoint: { kind: 'npipe', path: rest.replaceAll('\\', '/'), source } };
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(text, rest, source, scheme === 'https' ? (tls ?? { verify: true }) : tls);
    case 'ssh':
      return parseSsh(text, source);
    default:
      return refuse(`“${text}” has the unknown scheme “${scheme}”`);
  }
}

/** An endpoint as the user would write it. */
export function formatEndpoint(endpoint: Endpoint): string {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return `${endpoint.kind}://${endpoint.path}`;
    case 'tcp':
      return `tcp://${bracketed(endpoint.host)}:${endpoint.port}`;
    case 'ssh': {
      const user = endpoint.user === undefined ? '' : `${endpoint.user}@`;
      const port = endpoint.port === 22 ? '' : `:${endpoint.port}`;
      return `ssh://${user}${bracketed(endpoint.host)}${port}${endpoint.path ?? ''}`;
    }
  }
}

function parseTcp(text: string, rest: string, source: string, tls: TlsSettings | undefined): ParsedHost {
  const url = readUrl(`tcp://${rest}`);
  if (url === undefined || url.hostname === '') return refuse(`“${text}” names no host`);
  const port = url.port === '' ? (tls === undefined ? 2375 : 2376) : Number(url.port);
  const host = unbracketed(url.hostname);
  // 2376 is the port registered for Docker over TLS; nothing plain is expected there.
  const encrypted = tls ?? (port === 2376 ? { verify: true } : undefined);
  return {
    ok: true,
    endpoint: { kind: 'tcp', host, port, source, ...(encrypted === undefined ? {} : { tls: encrypted }) },
  };
}

function parseSsh(text: string, source: string): ParsedHost {
  const url = readUrl(text);
  if (url === undefined || url.hostname === '') return refuse(`“${text}” names no host`);
  if (url.password !== '') return refuse('an SSH host must not carry a password; use a key');
  const host = unbracketed(url.hostname);
  const user = url.username === '' ? undefined : decodeURIComponent(url.username);
  if (!sshHost.test(host)) return refuse(`“${host}” is not a host name`);
  if (user !== undefined && !sshUser.test(user)) return refuse(`“${user}” is not a user name`);
  const path = url.pathname === '' || url.pathname === '/' ? undefined : decodeURIComponent(url.pathname);
  if (path !== undefined && !/^[\w./-]+$/.test(path)) return refuse(`“${path}” is not the path of a socket`);
  return {
    ok: true,
    endpoint: {
      kind: 'ssh',
      host,
      port: url.port === '' ? 22 : Number(url.port),
      source,
      ...(user === undefined ? {} : { user }),
      ...(path === undefined ? {} : { path }),
    },
  };
}

function readUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function refuse(problem: string): ParsedHost {
  return { ok: false, problem, advice: forms };
}

/** A host as it stands before a port. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function unbracketed(host: string): string {
  return host.startsWith('[') ? host.slice(1, -1) : host;
}
