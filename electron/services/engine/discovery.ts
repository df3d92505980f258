import { setTimeout as sleep } from 'node:timers/promises';
import { GantryError } from '../../../shared/contract/error.ts';
import { DockerEngine } from './docker-engine.ts';
import { formatEndpoint } from './endpoint.ts';
import { type Candidate, candidateEndpoints } from './endpoints.ts';
import { type EngineEnvironment, systemEnvironment } from './environment.ts';
import { describeVersion, type Patience, type ProbeOptions, probe } from './probe.ts';
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

export interface DiscoveryPatience {
  /** How long each place is waited for. */
  readonly each?: Patience;
  /** Milliseconds after which the next place is tried beside one that has not answered. */
  readonly headStart?: number;
  /** The place to begin with, as `formatEndpoint` has it, where it is one of the usual ones: one that answered a moment ago. */
  readonly first?: string;
}

const usualHeadStart = 2_000;

/**
 * Finds the engine to work with. A choice of the user's (`DOCKER_HOST`, a context, `CONTAINER_HOST`) is the only
 * one tried, as in Docker's own client: falling through would build or read images somewhere unexpected. Otherwise one after the
 * other; a place that took the connection but is slow to answer is still waited for while the next ones are tried.
 * Rejects with `Cancelled` only.
 */
export async function discoverEngine(
  signal: AbortSignal,
  environment: EngineEnvironment = systemEnvironment(),
  { each, headStart = usualHeadStart, first }: DiscoveryPatience = {},
): Promise<Discovery> {
  const { chosen, usual } = candidateEndpoints(environment);
  const giveUp = new AbortController();
  const trials: Promise<Trial>[] = [];
  let found: Trial | undefined;
  let tell: () => void = () => undefined;
  const works = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const begin = async (candidate: Candidate) => {
    const trial = await tryCandidate(candidate, signal, {
      giveUp: giveUp.signal,
      ...(each === undefined ? {} : { patience: each }),
    });
    if (trial.version === undefined) return trial;
    found ??= trial;
    tell();
    return trial;
  };
  for (const candidate of chosen === undefined ? inTurn(usual, first) : [chosen]) {
    const trial = begin(candidate);
    // Cancelling fails all of them; one is enough to say so.
    trial.catch(() => undefined);
    trials.push(trial);
    await Promise.race([trial, works, sleep(headStart, undefined, { ref: false })]);
    if (found !== undefined) break;
  }
  await Promise.race([works, Promise.all(trials)]);
  giveUp.abort();
  const attempts = (await Promise.all(trials)).map(({ attempt }) => attempt);
  if (!found?.candidate.usable || found.version === undefined) return { attempts };
  return { engine: new DockerEngine(found.candidate.endpoint, found.version), attempts };
}

/** The engine to work with; fails with `EngineUnavailable`, listing what was tried, or `Cancelled`. */
export async function connectEngine(
  signal: AbortSignal,
  environment: EngineEnvironment = systemEnvironment(),
  patience: DiscoveryPatience = {},
): Promise<Engine> {
  const { engine, attempts } = await discoverEngine(signal, environment, patience);
  if (engine !== undefined) return engine;
  throw new GantryError('EngineUnavailable', {
    tried: attempts.map(({ endpoint, answer }) => ({ endpoint, answer })),
  });
}

function inTurn(usual: readonly Candidate[], first: string | undefined): readonly Candidate[] {
  const isFirst = (each: Candidate): boolean => each.usable && formatEndpoint(each.endpoint) === first;
  return first === undefined ? usual : [...usual.filter(isFirst), ...usual.filter((each) => !isFirst(each))];
}

/** Tries one candidate. Rejects with `Cancelled` only. */
export async function tryCandidate(
  candidate: Candidate,
  signal: AbortSignal,
  options: ProbeOptions = {},
): Promise<Trial> {
  if (!candidate.usable) return { candidate, attempt: candidate.attempt };
  const { endpoint } = candidate;
  const about = { endpoint: formatEndpoint(endpoint), source: endpoint.source };
  const result = await probe(endpoint, signal, options).catch((error: unknown) => {
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
