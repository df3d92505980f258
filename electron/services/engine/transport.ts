import { type ClientRequestArgs, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { SshConnection } from './ssh-connection.ts';
import type { Endpoint } from './types.ts';

/** How HTTP reaches an endpoint, in the words of `node:http`. */
export interface Transport {
  readonly protocol: 'http' | 'https';
  /** One connection a request: engines close idle ones at moments of their own. */
  readonly agent: HttpAgent;
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  /** Where a socket of one's own speaks the same HTTP; absent where it is encrypted or another program's. */
  readonly plain?: { readonly path: string } | { readonly host: string; readonly port: number };
}

/** Makes the transport of an endpoint; nothing is connected yet. */
export function createTransport(endpoint: Endpoint): Transport {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe':
      return {
        protocol: 'http',
        agent: new HttpAgent(),
        socketPath: endpoint.path,
        plain: { path: endpoint.path },
      };
    case 'tcp': {
      const { host, port, tls } = endpoint;
      if (tls === undefined)
        return { protocol: 'http', agent: new HttpAgent(), host, port, plain: { host, port } };
      const { verify, ...certificates } = tls;
      return {
        protocol: 'https',
        agent: new HttpsAgent({ ...certificates, rejectUnauthorized: verify }),
        host,
        port,
      };
    }
    case 'ssh':
      // The name is only for the Host header; the agent decides where the bytes go.
      return { protocol: 'http', agent: new SshAgent(endpoint), host: 'docker', port: 80 };
  }
}

class SshAgent extends HttpAgent {
  readonly #endpoint: Extract<Endpoint, { kind: 'ssh' }>;

  constructor(endpoint: Extract<Endpoint, { kind: 'ssh' }>) {
    super();
    this.#endpoint = endpoint;
  }

  override createConnection(_options: ClientRequestArgs): Duplex {
    return new SshConnection(this.#endpoint);
  }
}
