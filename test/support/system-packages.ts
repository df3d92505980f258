/**
 * The system programs the integration tests use, and how they come onto the machine.
 *
 * A global setup calls `ensurePrograms(programs)`: on Debian and Ubuntu as root what is missing is installed
 * with apt-get; elsewhere it is only reported. To need something more (a browser, say), add a line to a list
 * like `enginePrograms` and pass that list from the global setup of the tests that need it.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program the tests start. */
export interface SystemProgram {
  /** What is looked for on the PATH. */
  readonly command: string;
  /** Debian packages that may bring it; the first one the release has is installed. */
  readonly packages: readonly string[];
  /** What a person without apt-get does about it. */
  readonly advice: string;
  /** Whether the program at a path will do; any does where absent. */
  readonly fits?: (path: string) => boolean;
}

/** What the tests of engines and archives start. */
export const enginePrograms: readonly SystemProgram[] = [
  { command: 'dockerd', packages: ['docker.io'], advice: 'install Docker Engine' },
  // Debian 13 split the client out of docker.io.
  { command: 'docker', packages: ['docker-cli', 'docker.io'], advice: 'install the Docker client' },
  { command: 'podman', packages: ['podman'], advice: 'install Podman' },
  { command: 'skopeo', packages: ['skopeo'], advice: 'install skopeo' },
  {
    command: 'busybox',
    packages: ['busybox-static'],
    advice: 'install a statically linked busybox',
    // It runs in images that have nothing else: one that names a dynamic linker near its start will not.
    fits: (path) => !/\/ld-(?:linux|musl)/.test(readFileSync(path).subarray(0, 4096).toString('latin1')),
  },
  { command: 'openssl', packages: ['openssl'], advice: 'install openssl' },
  { command: 'pigz', packages: ['pigz'], advice: 'install pigz' },
  { command: 'python3', packages: ['python3'], advice: 'install Python 3' },
  { command: 'as', packages: ['binutils'], advice: 'install binutils' },
];

/** What the tests of the page start. */
export const browserPrograms: readonly SystemProgram[] = [
  { command: 'chromium', packages: ['chromium', 'chromium-browser'], advice: 'install Chromium' },
];

/** What a look at the machine gave: paths of what is there, reasons for what is not. */
export interface FoundPrograms {
  readonly paths: Readonly<Record<string, string>>;
  readonly missing: Readonly<Record<string, string>>;
}

/** Finds the programs, installing the missing ones where that can be done; `report` gets one line about it. */
export function ensurePrograms(
  programs: readonly SystemProgram[],
  report: (line: string) => void,
): FoundPrograms {
  const absent = programs.filter((program) => findProgram(program) === undefined);
  let failure: string | undefined;
  if (absent.length > 0 && isDebian() && process.getuid?.() === 0) {
    failure = install(absent, report);
  }
  const paths: Record<string, string> = {};
  const missing: Record<string, string> = {};
  for (const program of programs) {
    const path = findProgram(program);
    if (path !== undefined) paths[program.command] = path;
    else missing[program.command] = `${program.command} is not on this machine: ${failure ?? program.advice}`;
  }
  return { paths, missing };
}

/** Where a program is, looking at the PATH and where daemons live. */
function findProgram({ command, fits = () => true }: SystemProgram): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];
  for (const folder of folders) {
    if (folder === '') continue;
    const path = join(folder, process.platform === 'win32' ? `${command}.exe` : command);
    try {
      accessSync(path, constants.X_OK);
      if (fits(path)) return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

function isDebian(): boolean {
  try {
    return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

/** Installs with apt-get; gives the reason where that failed. */
function install(programs: readonly SystemProgram[], report: (line: string) => void): string | undefined {
  const apt = (...args: string[]): string =>
    execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 64 * 1024 * 1024,
    });
  try {
    report(`Installing for the tests: ${programs.map((program) => program.command).join(', ')} (apt-get).`);
    apt('update');
    const packages = new Set(programs.map((program) => firstAvailable(program.packages)));
    apt('install', '--yes', '--no-install-recommends', ...packages);
    return undefined;
  } catch (error) {
    const output = (error as { stderr?: string }).stderr ?? String(error);
    return `apt-get could not install it: ${output.trim().split('\n').slice(-3).join(' ')}`;
  }
}

/** The first of the packages that the configured archives have. */
function firstAvailable(packages: readonly string[]): string {
  for (const name of packages) {
    try {
      const policy = execFileSync('apt-cache', ['policy', name], {
        env: { ...process.env, LC_ALL: 'C' },
        encoding: 'utf8',
      });
      if (/Candidate: (?!\(none\))/.test(policy)) return name;
    } catch {
      // apt-cache cannot say; the next name is tried.
    }
  }
  return packages.at(-1) ?? '';
}
