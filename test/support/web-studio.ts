/**
 * The browser's host as it runs, over a small page and given services.
 *
 *     const studio = await webStudio({ services: { 'host.info': … } });
 *     const cookie = await studio.enter();
 *     const { status, headers, text } = await studio.request('/app.js', { Cookie: cookie });
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import { createServices } from '../../electron/services/services.ts';
import { createStudioServices } from '../../electron/services/studio/create-studio-services.ts';
import { Tickets } from '../../electron/services/tickets.ts';
import { startWebHost, type WebHost, type WebHostOptions } from '../../electron/web/web-host.ts';
import { temporaryFolder } from './temp-folder.ts';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

export interface WebStudio {
  readonly host: WebHost;
  /** `127.0.0.1:4711` */
  readonly name: string;
  /** `http://127.0.0.1:4711` */
  readonly origin: string;
  /** Above the folder of the page. */
  readonly folder: string;
  readonly log: string[];
  /** Spends a new address and gives the cookie. */
  enter(): Promise<string>;
  /** Sends a path as it stands, with no header but those given and the right Host. */
  request(path: string, headers?: Headers, method?: string): Promise<Answer>;
  /** Tries to open a WebSocket as a page does: all that is not given is as it should be, `undefined` leaves it out. */
  socket(headers: Readonly<Record<string, string | undefined>>, path?: string): Promise<Opened>;
  /** Sends bytes and gives all that comes back until the host closes. */
  raw(text: string): Promise<string>;
}

/** How an attempt to open a WebSocket ended. */
export interface Opened {
  /** Absent where it was refused. */
  readonly socket?: WebSocket;
  /** 101 where it opened. */
  readonly status: number | undefined;
}

const started: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const end of started.splice(0).reverse()) await end();
});

/** Starts a host that ends with the test. */
export async function webStudio(
  setting: { readonly services?: Partial<WebHostOptions['services']> } = {},
): Promise<WebStudio> {
  const folder = await temporaryFolder();
  const pageFolder = join(folder, 'page');
  await mkdir(join(pageFolder, 'assets'), { recursive: true });
  await writeFile(join(pageFolder, 'index.html'), '<!doctype html><title>Page</title>');
  await writeFile(join(pageFolder, 'assets', 'main-a1B2c3D4.js'), 'export {};');
  await writeFile(join(pageFolder, 'assets', 'main-a1B2c3D4.js.map'), '{}');
  await writeFile(join(pageFolder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(folder, 'secret.json'), '{"secret":1}');
  const log: string[] = [];
  const tickets = new Tickets();
  const services = {
    ...createServices({ tickets }),
    ...createStudioServices({ tickets, host: { kind: 'web', version: '1.2.3' } }),
    ...setting.services,
  };
  const host = await startWebHost({ services, pageFolder, log: (line) => log.push(line) });
  started.push(() => host.close());
  const name = `127.0.0.1:${host.port}`;
  const origin = `http://${name}`;

  const send = (path: string, headers: Headers = {}, method = 'GET'): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port: host.port,
          path,
          method,
          headers: { Host: name, ...headers },
          agent: false,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
        },
      );
      asked.on('error', reject).end();
    });

  return {
    host,
    name,
    origin,
    folder,
    log,
    request: send,
    enter: async () => {
      const { headers } = await send(new URL(host.newUrl()).search.replace(/^/, '/'));
      return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    },
    socket: (headers, path = '/rpc') =>
      new Promise((resolve) => {
        const all = { Host: name, Origin: origin, ...headers };
        const given = Object.entries(all).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        );
        const socket = new WebSocket(`ws://127.0.0.1:${host.port}${path}`, {
          headers: Object.fromEntries(given),
        });
        started.push(() => socket.terminate());
        socket.on('error', () => undefined);
        socket.on('open', () => resolve({ socket, status: 101 }));
        socket.on('unexpected-response', (_request, response) => {
          response.resume();
          resolve({ status: response.statusCode });
        });
        socket.on('close', () => resolve({ status: undefined }));
      }),
    raw: (text) =>
      new Promise((resolve, reject) => {
        const line = connect(host.port, '127.0.0.1');
        let back = '';
        line.setEncoding('utf8').on('data', (part: string) => {
          back += part;
        });
        line.on('close', () => resolve(back)).on('error', reject);
        line.write(text);
      }),
  };
}

/** Waits until a socket has closed; gives the code. */
export function closing(socket: WebSocket | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    if (socket === undefined) return reject(new Error('the socket was refused'));
    socket.on('close', resolve);
  });
}

/** Sends a message and gives the next one that comes, as data. */
export function ask(socket: WebSocket | undefined, message: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    if (socket === undefined) return reject(new Error('the socket was refused'));
    socket.once('message', (data: RawData) => resolve(JSON.parse(data.toString())));
    socket.once('close', () => reject(new Error('the socket closed')));
    socket.send(JSON.stringify(message));
  });
}
