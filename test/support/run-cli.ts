/**
 * One run of the command line in this process: what it printed and how it ended, over given services.
 *
 *     const { status, stdout } = await runCli(['bump', 'demo', 'patch'], { services: { 'project.bump': … } });
 */
import { resolve } from 'node:path';
import { type RunIo, run } from '../../electron/cli/main.ts';
import type { Tickets } from '../../electron/services/tickets.ts';
import type { OperationName, Services } from '../../shared/contract/operations.ts';

interface CliRun {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliSetting {
  /** The operations the run may use; any other one fails the run as a defect would. */
  readonly services?: Partial<Services<AbortSignal>>;
  /** Whether both streams are a terminal. */
  readonly terminal?: boolean;
  readonly columns?: number;
  readonly env?: RunIo['env'];
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** Gets the tickets of the run, to see which path an operation was given. */
  readonly onTickets?: (tickets: Tickets) => void;
}

/** Where runs start when nothing else is said; it does not exist. */
export const nowhere = resolve('/home/someone/apps');

/** Runs the command line on the arguments. */
export async function runCli(argv: readonly string[], setting: CliSetting = {}): Promise<CliRun> {
  const { services = {}, terminal = false, columns = 80, env = {}, cwd = nowhere, signal } = setting;
  const printed = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: terminal,
    columns,
    write: (text: string) => {
      printed[name] += text;
    },
  });
  const io: RunIo = {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env,
    cwd,
    ...(signal === undefined ? {} : { signal }),
  };
  const status = await run(argv, io, ({ tickets }) => {
    setting.onTickets?.(tickets);
    return { ...unexpected, ...services };
  });
  return { status, ...printed };
}

function refuse(name: OperationName): () => Promise<never> {
  return () => Promise.reject(new Error(`the test did not expect ${name}`));
}

const unexpected: Services<AbortSignal> = {
  'project.create': refuse('project.create'),
  'project.bump': refuse('project.bump'),
  'project.build': refuse('project.build'),
  'target.validate': refuse('target.validate'),
  'target.fix': refuse('target.fix'),
  'target.inspect': refuse('target.inspect'),
  'image.report': refuse('image.report'),
  'target.compare': refuse('target.compare'),
  'review.open': refuse('review.open'),
  'review.report': refuse('review.report'),
  'review.extract': refuse('review.extract'),
  'review.openAsProject': refuse('review.openAsProject'),
  'bundle.export': refuse('bundle.export'),
  'cache.status': refuse('cache.status'),
  'cache.clear': refuse('cache.clear'),
  'cache.limit': refuse('cache.limit'),
  'engine.doctor': refuse('engine.doctor'),
};
