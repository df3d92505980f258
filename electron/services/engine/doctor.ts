import { tryCandidate } from './discovery.ts';
import { candidateEndpoints } from './endpoints.ts';
import { type EngineEnvironment, systemEnvironment } from './environment.ts';
import type { Attempt, EngineVersion } from './types.ts';

/** What the doctor found out about the engines of this machine. */
export interface DoctorReport {
  /** Every place tried, in the order of preference. */
  readonly attempts: readonly Attempt[];
  /** The one that would be used; absent where none can be. */
  readonly engine?: EngineVersion & { readonly endpoint: string };
  /** What to do, in plain sentences; empty where all is well. */
  readonly advice: readonly string[];
}

/** Tries every place an engine may be, not stopping at the first that works. Rejects with `Cancelled` only. */
export async function examineEngines(
  signal: AbortSignal,
  environment: EngineEnvironment = systemEnvironment(),
): Promise<DoctorReport> {
  const { chosen, usual } = candidateEndpoints(environment);
  const candidates = chosen === undefined ? usual : [chosen, ...usual];
  const trials = await Promise.all(candidates.map((candidate) => tryCandidate(candidate, signal)));
  const eligible = chosen === undefined ? trials : trials.slice(0, 1);
  const used = eligible.find((trial) => trial.version !== undefined);
  const attempts = trials.map((trial) => trial.attempt);
  if (used?.version !== undefined) {
    const { endpoint, advice } = used.attempt;
    return {
      attempts,
      engine: { endpoint, ...used.version },
      advice: advice === undefined ? [] : [advice],
    };
  }
  return { attempts, advice: adviceWithoutEngine(attempts, chosen !== undefined, environment.platform) };
}

/**
 * What to do where no engine can be used.
 * @param hasChoice whether the first attempt is what the user chose
 */
export function adviceWithoutEngine(
  attempts: readonly Attempt[],
  hasChoice: boolean,
  platform: NodeJS.Platform,
): readonly string[] {
  const [first] = attempts;
  if (hasChoice && first !== undefined) {
    const working = attempts.find((attempt) => attempt.ok);
    const leave = first.source.startsWith('context ')
      ? '“docker context use default”, with DOCKER_CONTEXT unset,'
      : `Unsetting ${first.source}`;
    return [
      `${first.source} chooses ${first.endpoint}, which does not work: ${first.answer}.`,
      ...(first.advice === undefined ? [] : [first.advice]),
      ...(working === undefined
        ? []
        : [`${leave} would choose ${working.endpoint}, which works (${working.answer}).`]),
    ];
  }
  const particular = attempts.flatMap((attempt) =>
    attempt.advice === undefined ? [] : [`${attempt.endpoint}: ${attempt.answer}. ${attempt.advice}`],
  );
  return particular.length > 0 ? particular : [installation(platform)];
}

function installation(platform: NodeJS.Platform): string {
  const rest =
    'Without an engine everything works on image archives but build, preview and reading images of an engine.';
  switch (platform) {
    case 'darwin':
    case 'win32':
      return `Start Docker Desktop, Rancher Desktop or a Podman machine, or install one of them. ${rest}`;
    default:
      return `Install Docker Engine or Podman with your package manager, and start it. ${rest}`;
  }
}
