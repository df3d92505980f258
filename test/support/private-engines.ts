/**
 * Starts and stops engines of our own: each on its own socket, with its data in a folder of the run, so that
 * nothing of the machine's engine is seen or touched. Used by `global-setup.ts` alone; tests use `engines.ts`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const prefix = 'gantry-engines-';
const ownerFile = 'owner';
const clientSettings = 'docker-config';

/** A new folder for the engines of this process. Its name is short: socket paths end at 104 bytes. */
export function engineFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(folder, ownerFile), String(process.pid));
  mkdirSync(join(folder, clientSettings));
  writeFileSync(join(folder, clientSettings, 'config.json'), '{}');
  return folder;
}

/** Starts a Docker Engine; gives its socket, or throws with the end of its log. Needs root. */
export async function startDocker(dockerd: string, folder: string): Promise<string> {
  const base = join(folder, 'docker');
  mkdirSync(base);
  const socket = join(base, 's');
  const daemon = start(base, dockerd, [
    `--host=unix://${socket}`,
    `--data-root=${join(base, 'data')}`,
    `--exec-root=${join(base, 'exec')}`,
    `--pidfile=${join(base, 'pid')}`,
    // No network: it needs no rights over the machine's, and works in any sandbox.
    '--bridge=none',
    '--iptables=false',
    '--ip6tables=false',
    '--ip-forward=false',
    '--ip-masq=false',
  ]);
  await answering(socket, daemon, base, 'Docker Engine');
  return socket;
}

/** Starts a Podman API service; gives its socket, or throws with the end of its log. */
export async function startPodman(podman: string, folder: string): Promise<string> {
  const base = join(folder, 'podman');
  mkdirSync(base);
  const socket = join(base, 's');
  const settings = join(base, 'containers.conf');
  // The stock settings raise limits and use systemd, which a sandbox refuses.
  writeFileSync(
    settings,
    [
      '[containers]',
      'default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]',
      'netns = "none"',
      '[engine]',
      'cgroup_manager = "cgroupfs"',
      'events_logger = "file"',
      '',
    ].join('\n'),
  );
  const env = { ...cleanEnvironment(folder), CONTAINERS_CONF: settings };
  const stores = ['--root', join(base, 'root'), '--runroot', join(base, 'run')];
  const driver = ['overlay', 'vfs'].find((name) => {
    try {
      execFileSync(podman, [...stores, '--storage-driver', name, 'info'], { env, stdio: 'ignore' });
      return true;
    } catch {
      rmSync(join(base, 'root'), { recursive: true, force: true });
      return false;
    }
  });
  if (driver === undefined) throw new Error('Podman works with neither overlay nor vfs storage here');
  const service = ['system', 'service', '--time=0', `unix://${socket}`];
  const daemon = start(base, podman, [...stores, '--storage-driver', driver, ...service], env);
  await answering(socket, daemon, base, 'Podman');
  return socket;
}

/** The environment without anything that would lead a client to another engine. */
export function cleanEnvironment(folder: string): NodeJS.ProcessEnv {
  const env = { ...process.env, DOCKER_CONFIG: join(folder, clientSettings) };
  for (const name of Object.keys(env)) {
    if (/^(DOCKER_(HOST|CONTEXT|TLS|TLS_VERIFY|CERT_PATH|API_VERSION)|CONTAINER_\w+)$/.test(name)) {
      Reflect.deleteProperty(env, name);
    }
  }
  return env;
}

/** Stops everything that runs out of the folder, unmounts what is mounted in it, removes it. Blocks, so that it works while the process exits. */
export function removeEngines(folder: string): void {
  signalProcesses(folder, 'SIGTERM');
  for (let waited = 0; waited < 15_000 && processesOf(folder).length > 0; waited += 50) pause(50);
  signalProcesses(folder, 'SIGKILL');
  unmountBelow(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Removes what runs that were killed left behind; gives how many there were. */
export function removeStaleEngines(): number {
  let removed = 0;
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (isAlive(Number(readFileSync(join(folder, ownerFile), 'utf8')))) continue;
    } catch {
      // Without an owner's file it is either being made this moment or not ours.
      continue;
    }
    removeEngines(folder);
    removed += 1;
  }
  return removed;
}

function signalProcesses(folder: string, signal: NodeJS.Signals): void {
  for (const pid of processesOf(folder)) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended in between.
    }
  }
}

/** Processes whose command line names the folder: its random name makes them ours and nobody else's. */
function processesOf(folder: string): number[] {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  } catch {
    return [];
  }
  return names.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`${folder}/`);
    } catch {
      return false;
    }
  });
}

function unmountBelow(folder: string): void {
  let mounts: string;
  try {
    mounts = readFileSync('/proc/self/mounts', 'utf8');
  } catch {
    return;
  }
  const targets = mounts
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((target) => target.startsWith(`${folder}/`));
  for (const target of targets.reverse()) {
    try {
      execFileSync('umount', ['-l', target], { stdio: 'ignore' });
    } catch {
      // Removing the folder fails and says so, if it matters.
    }
  }
}

function start(
  base: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): ChildProcess {
  const log = openSync(join(base, 'log'), 'a');
  // Its own process group: Ctrl-C in the terminal reaches us first, and we stop it in order.
  const child = spawn(command, args, { stdio: ['ignore', log, log], detached: true, env });
  child.on('error', () => undefined);
  child.unref();
  return child;
}

async function answering(socket: string, daemon: ChildProcess, base: string, name: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (await ping(socket)) return;
    if (daemon.exitCode !== null || daemon.pid === undefined) break;
    await sleep(100);
  }
  const log = readFileSync(join(base, 'log'), 'utf8').trim().split('\n').slice(-3).join(' | ');
  throw new Error(`a private ${name} did not start: ${log || 'it printed nothing'}`);
}

function ping(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = request({ socketPath, path: '/_ping', timeout: 2000, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    probe.on('error', () => resolve(false));
    probe.on('timeout', () => probe.destroy());
    probe.end();
  });
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
