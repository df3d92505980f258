import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type ConnectionProblem, connectionProblem } from './connection-problem.ts';
import { createTransport, type Transport } from './transport.ts';
import type { Endpoint, EngineVersion } from './types.ts';

/** What an endpoint turned out to be. */
export type ProbeResult =
  | { readonly ok: true; readonly version: EngineVersion }
  | ({ readonly ok: false } & ConnectionProblem);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A version answer has a few kilobytes; something that sends more is not an engine. */
const longestAnswer = 256 * 1024;

/** How long an endpoint is waited for, in milliseconds. */
export interface Patience {
  /** Until it takes the connection. */
  readonly connect: number;
  /** Until all is answered, by one that took the connection: an engine under load may take its time. */
  readonly answer: number;
}

const localPatience: Patience = { connect: 2_000, answer: 10_000 };
/** The connection is there once the other machine's shell is. */
const sshPatience: Patience = { connect: 12_000, answer: 12_000 };

export interface ProbeOptions {
  readonly patience?: Patience;
  /** Ends all patience. */
  readonly giveUp?: AbortSignal;
}

/** Asks an endpoint what it is, within seconds whatever it does. Rejects only when `signal` aborts. */
export async function probe(
  endpoint: Endpoint,
  signal: AbortSignal,
  { giveUp, patience = endpoint.kind === 'ssh' ? sshPatience : localPatience }: ProbeOptions = {},
): Promise<ProbeResult> {
  const transport = createTransport(endpoint);
  const begun = performance.now();
  const late = new AbortController();
  const expire = () => late.abort();
  const connecting = setTimeout(expire, patience.connect);
  const answering = setTimeout(expire, patience.answer);
  giveUp?.addEventListener('abort', expire, { signal: late.signal });
  const either = AbortSignal.any([signal, late.signal]);
  try {
    const ping = await get(transport, '/_ping', either, () => clearTimeout(connecting));
    if (ping.status !== 200) return unexpected(ping, endpoint);
    const answer = await get(transport, '/version', either);
    if (answer.status !== 200) return unexpected(answer, endpoint);
    const version = readVersion(answer);
    return version === undefined
      ? { ok: false, answer: 'what answers there is not an engine' }
      : { ok: true, version };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (late.signal.aborted) {
      const seconds = Math.max(1, Math.round((performance.now() - begun) / 1000));
      const time = seconds === 1 ? '1 second' : `${seconds} seconds`;
      return { ok: false, answer: `no answer within ${time}`, ...lateAdvice(endpoint) };
    }
    return { ok: false, ...connectionProblem(error, endpoint) };
  } finally {
    clearTimeout(connecting);
    clearTimeout(answering);
    transport.agent.destroy();
  }
}

/** `Docker Engine 28.2.2, API 1.50, linux/amd64`. */
export function describeVersion(version: EngineVersion): string {
  const product = { Docker: 'Docker Engine', Podman: 'Podman', unknown: 'An engine of unknown make,' }[
    version.product
  ];
  return `${product} ${version.version}, API ${version.apiVersion}, ${version.platform}`;
}

function get(
  transport: Transport,
  path: string,
  signal: AbortSignal,
  onConnected?: () => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { protocol, ...target } = transport;
    const send = protocol === 'https' ? requestHttps : requestHttp;
    const request = send({
      ...target,
      path,
      signal,
      headers: { Accept: 'application/json' },
    });
    request.on('error', reject);
    if (onConnected !== undefined) {
      request.on('socket', (socket) =>
        socket.once(protocol === 'https' ? 'secureConnect' : 'connect', onConnected),
      );
    }
    request.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
        if (body.length > longestAnswer) response.destroy();
      });
      response.on('error', reject);
      response.on('close', () => {
        if (response.complete || body.length > longestAnswer) {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
        } else {
          reject(Object.assign(new Error('truncated'), { code: 'ECONNRESET' }));
        }
      });
    });
    request.end();
  });
}

function unexpected(answer: Answer, endpoint: Endpoint): ProbeResult {
  if (answer.status === 400 && /HTTPS server/i.test(answer.body)) {
    return {
      ok: false,
      answer: 'it wants an encrypted connection',
      advice: 'Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder with the certificates.',
    };
  }
  if (answer.status === 401 || answer.status === 403) {
    return {
      ok: false,
      answer: `it refuses us (HTTP ${answer.status})`,
      advice: 'Ask its administrator for access.',
    };
  }
  const server = endpoint.kind === 'tcp' ? 'Correct the address.' : undefined;
  return {
    ok: false,
    answer: `what answers there is not a working engine (HTTP ${answer.status})`,
    ...(server === undefined ? {} : { advice: server }),
  };
}

function lateAdvice(endpoint: Endpoint): { advice?: string } {
  return endpoint.kind === 'unix' || endpoint.kind === 'npipe'
    ? { advice: 'The engine may be starting or stuck: wait a little, or restart it.' }
    : { advice: 'Check the address, the network and any firewall.' };
}

function readVersion(answer: Answer): EngineVersion | undefined {
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (name: string): string | undefined => {
    const found: unknown = Reflect.get(value, name);
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  const version = text('Version');
  const apiVersion = text('ApiVersion');
  if (version === undefined || apiVersion === undefined) return undefined;
  return {
    product: product(Reflect.get(value, 'Components'), String(answer.headers.server ?? '')),
    version,
    apiVersion,
    platform: `${text('Os') ?? 'linux'}/${text('Arch') ?? 'unknown'}`,
  };
}

function product(components: unknown, server: string): EngineVersion['product'] {
  const names = Array.isArray(components)
    ? components.map((component: unknown) =>
        typeof component === 'object' && component !== null ? Reflect.get(component, 'Name') : undefined,
      )
    : [];
  if (names.includes('Podman Engine') || server.startsWith('Libpod/')) return 'Podman';
  // Old engines list no components, but all name themselves in the header.
  if (names.includes('Engine') || server.startsWith('Docker/')) return 'Docker';
  return 'unknown';
}
