import { chosenContext, contextHost, dockerConfigFolder, readCertificates } from './docker-context.ts';
import { formatEndpoint, type ParsedHost, parseHost } from './endpoint.ts';
import type { EngineEnvironment } from './environment.ts';
import type { Attempt, Endpoint } from './types.ts';
import { wellKnownEndpoints } from './well-known-endpoints.ts';

/** Something to try, or a choice of the user that cannot even be tried. */
export type Candidate =
  | { readonly usable: true; readonly endpoint: Endpoint }
  | { readonly usable: false; readonly attempt: Attempt };

/** Where an engine may be. */
export interface Candidates {
  /** What the user chose; where there is such a choice, nothing else is used in its stead. */
  readonly chosen?: Candidate;
  /** The places engines usually listen at on this platform, likeliest first. */
  readonly usual: readonly Candidate[];
}

/** Every place an engine may be, in the order Docker's own client would prefer them. */
export function candidateEndpoints(environment: EngineEnvironment): Candidates {
  const chosen = chosenEndpoint(environment);
  const usual = new Map<string, Candidate>();
  for (const endpoint of wellKnownEndpoints(environment)) {
    const name = formatEndpoint(endpoint);
    if (!usual.has(name)) usual.set(name, { usable: true, endpoint });
  }
  if (chosen?.usable) usual.delete(formatEndpoint(chosen.endpoint));
  return { usual: [...usual.values()], ...(chosen === undefined ? {} : { chosen }) };
}

function chosenEndpoint(environment: EngineEnvironment): Candidate | undefined {
  const { DOCKER_HOST: host, CONTAINER_HOST: podman } = environment.variables;
  if (host)
    return candidate(host, 'DOCKER_HOST', parseHost(host, 'DOCKER_HOST', tlsSettings(environment, host)));
  const context = chosenContext(environment);
  if (context !== undefined) {
    return candidate(`context ${context}`, `context ${context}`, contextHost(environment, context));
  }
  if (podman) return candidate(podman, 'CONTAINER_HOST', parseHost(podman, 'CONTAINER_HOST'));
  return undefined;
}

function candidate(written: string, source: string, parsed: ParsedHost): Candidate {
  if (parsed.ok) return { usable: true, endpoint: parsed.endpoint };
  return {
    usable: false,
    attempt: { endpoint: written, source, ok: false, answer: parsed.problem, advice: parsed.advice },
  };
}

/** TLS as the environment asks for it; certificates are optional, as a public authority may have signed the server's. */
function tlsSettings(
  environment: EngineEnvironment,
  host: string,
): Extract<Endpoint, { kind: 'tcp' }>['tls'] {
  const { DOCKER_TLS, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH } = environment.variables;
  const url = /^https:|:2376\/?$/.test(host);
  if (!DOCKER_TLS && !DOCKER_TLS_VERIFY && !DOCKER_CERT_PATH && !url) return undefined;
  const folder = DOCKER_CERT_PATH || dockerConfigFolder(environment);
  // Unverified only where exactly that was asked for.
  return { ...readCertificates(environment, folder), verify: !(DOCKER_TLS && !DOCKER_TLS_VERIFY) };
}
