/**
 * Runs once before the integration tests and once after them: sees to the system programs, starts a private
 * Docker Engine and a private Podman, and tells the tests where they are. Tests read it through `engines.ts`.
 */
import type { TestProject } from 'vitest/node';
import {
  engineFolder,
  removeEngines,
  removeStaleEngines,
  startDocker,
  startPodman,
} from './private-engines.ts';
import { browserPrograms, enginePrograms, ensurePrograms, type SystemProgram } from './system-packages.ts';

/** What the tests are told; plain data, as it crosses to the workers. */
export interface SupportContext {
  /** Where the private engines live; also the home of their clients' settings. */
  readonly folder: string;
  /** Sockets of the engines that run. */
  readonly sockets: Readonly<Record<string, string>>;
  /** Paths of system programs by name. */
  readonly programs: Readonly<Record<string, string>>;
  /** Why an engine or a program is not there, by name. */
  readonly missing: Readonly<Record<string, string>>;
}

declare module 'vitest' {
  export interface ProvidedContext {
    support: SupportContext;
  }
}

function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Sets up for the integration tests; what it returns takes everything down again. */
export default async function setup(project: TestProject): Promise<() => void> {
  // The icons of the packaged app are drawn by a browser.
  return await setUp(project, [...enginePrograms, ...browserPrograms], ['docker', 'podman']);
}

/** Sees to the programs, starts the engines named and tells the project's tests about both. */
export async function setUp(
  project: TestProject,
  wanted: readonly SystemProgram[],
  engines: readonly ('docker' | 'podman')[],
): Promise<() => void> {
  const stale = removeStaleEngines();
  if (stale > 0) report(`Removed the engines that ${stale} interrupted test run(s) left.`);
  const { paths, missing } = ensurePrograms(wanted, report);
  const folder = engineFolder();
  const leave = (): void => removeEngines(folder);
  // Ctrl-C ends the process without taking down what was set up.
  process.once('exit', leave);

  const sockets: Record<string, string> = {};
  const reasons: Record<string, string> = { ...missing };
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    reasons['read-only mount'] = 'a folder can be mounted read-only only by root on Linux';
  const attempt = async (name: string, needs: readonly string[], start: () => Promise<string>) => {
    if (!engines.some((engine) => engine === name)) return;
    const absent = needs.find((need) => missing[need] !== undefined);
    try {
      if (absent !== undefined) throw new Error(missing[absent]);
      sockets[name] = await start();
    } catch (error) {
      reasons[`${name} engine`] = error instanceof Error ? error.message : String(error);
    }
  };
  await Promise.all([
    attempt('docker', ['dockerd', 'docker'], async () => {
      if (process.getuid?.() !== 0) throw new Error('a private Docker Engine can be started only by root');
      return startDocker(paths.dockerd ?? 'dockerd', folder);
    }),
    attempt('podman', ['podman'], async () => {
      if (process.platform !== 'linux') throw new Error('a private Podman can be started only on Linux');
      return startPodman(paths.podman ?? 'podman', folder);
    }),
  ]);
  for (const [name, reason] of Object.entries(reasons)) report(`Missing for the tests: ${name} (${reason}).`);
  project.provide('support', { folder, sockets, programs: paths, missing: reasons });

  return () => {
    process.off('exit', leave);
    leave();
  };
}
