import { GantryError } from '../../../shared/contract/error.ts';
import { DockerEngine } from './docker-engine.ts';
import { formatEndpoint } from './endpoint.ts';
import { type Candidate, candidateEndpoints } from './endpoints.ts';
import { type EngineEnvironment, systemEnvironment } from './environment.ts';
import { describeVersion, probe } from './probe.ts';
import type { Attempt, Engine, EngineVersion } from './types.ts';

/** What looking for an engine gave: the first that works, and what every place tried answered. */
export interface Discovery {
  readonly engine?: Engine;
  readonly attempts: readonly Attempt[];
}

/** The outcome of trying one candidate. */
export interface Trial {
  readonly candidate: Candidate;
  readonly attempt: Attempt;
  readonly version?: EngineVersion;
}

/**
 * Finds the engine to work with. A choice of the user's (`DOCKER_HOST`, a context, `CONTAINER_HOST`) is the only
 * one tried, as in Docker's own client: falling through would build or read images somewhere unexpected.
 * Rejects with `Cancelled` only.
 */
export async function discoverEngine(
  signal: AbortSignal,
  environment: EngineEnvironment = systemEnvironment(),
): Promise<Discovery> {
  const { chosen, usual } = candidateEndpoints(environment);
  const attempts: Attempt[] = [];
  for (const candidate of chosen === undefined ? usual : [chosen]) {
    const { attempt, version } = await tryCandidate(candidate, signal);
    attempts.push(attempt);
    if (candidate.usable && version !== undefined) {
      return { engine: new DockerEngine(candidate.endpoint, version), attempts };
    }
  }
  return { attempts };
}

/** The engine to work with; fails with `EngineUnavailable`, listing what was tried, or `Cancelled`. */
export async function connectEngine(
  signal: AbortSignal,
  environment: EngineEnvironment = systemEnvironment(),
): Promise<Engine> {
  const { engine, attempts } = await discoverEngine(signal, environment);
  if (engine !== undefined) return engine;
  throw new GantryError('EngineUnavailable', {
    tried: attempts.map(({ endpoint, answer }) => ({ endpoint, answer })),
  });
}

/** Tries one candidate. Rejects with `Cancelled` only. */
export async function tryCandidate(candidate: Candidate, signal: AbortSignal): Promise<Trial> {
  if (!candidate.usable) return { candidate, attempt: candidate.attempt };
  const { endpoint } = candidate;
  const about = { endpoint: formatEndpoint(endpoint), source: endpoint.source };
  const result = await probe(endpoint, signal).catch((error: unknown) => {
    throw signal.aborted ? new GantryError('Cancelled', { operation: 'looking for an engine' }) : error;
  });
  if (!result.ok) {
    const { answer, advice } = result;
    return {
      candidate,
      attempt: { ...about, ok: false, answer, ...(advice === undefined ? {} : { advice }) },
    };
  }
  const { version } = result;
  return {
    candidate,
    version,
    attempt: {
      ...about,
      ok: true,
      answer: describeVersion(version),
      ...(version.platform.startsWith('linux/')
        ? {}
        : { advice: 'The Marketplace needs Linux images: switch this engine to Linux containers.' }),
    },
  };
}
