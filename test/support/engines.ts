/**
 * Real engines and system programs for integration tests.
 *
 *     describeWith(['docker engine'], 'saving from Docker', () => {
 *       test('…', async () => {
 *         const docker = await dockerEngine();
 *         await busyboxImage(docker, 'gantry-test:1', { 'etc/motd': 'hello\n' });
 *         await docker.cli(['save', '-o', file, 'gantry-test:1']);
 *       });
 *     });
 *
 * The parts are `docker engine`, `podman engine` and the program names of `system-packages.ts` (`skopeo`, …).
 * Where one is missing the tests are skipped, with the reason in their title; where CI is set they fail.
 */
import { spawn } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { describeUnlessMissing } from './needed-parts.ts';
import { cleanEnvironment } from './private-engines.ts';
import { temporaryFolder } from './temp-folder.ts';

/** An engine of the test run. */
export interface TestEngine {
  readonly product: 'Docker' | 'Podman';
  /** Path of its Unix socket. */
  readonly socket: string;
  /** `unix://…` */
  readonly endpoint: string;
  /** Runs its own client against it; gives what it prints, throws with what it complains about. */
  cli(args: readonly string[], options?: { input?: Uint8Array | string; cwd?: string }): Promise<string>;
}

/** The private Docker Engine. */
export function dockerEngine(): Promise<TestEngine> {
  return engine('docker', 'Docker', (endpoint) => ['--host', endpoint]);
}

/** The private Podman. */
export function podmanEngine(): Promise<TestEngine> {
  return engine('podman', 'Podman', (endpoint) => ['--url', endpoint]);
}

/** Path of a system program such as `skopeo`. */
export function tool(name: string): string {
  const { programs, missing } = inject('support');
  const path = programs[name];
  if (path === undefined)
    throw new Error(missing[name] ?? `${name} is not among the programs the tests look for`);
  return path;
}

/** Runs a program; gives what it prints, throws with what it complains about. */
export async function run(
  command: string,
  args: readonly string[],
  options: { input?: Uint8Array | string; cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const child = spawn(command, args, { cwd: options.cwd, env: options.env, stdio: 'pipe' });
  const out: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  // A program that does not read its input ends with its own complaint, which says more than EPIPE.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${status}: ${Buffer.concat(complaints).toString()}`,
    );
  }
  return Buffer.concat(out).toString();
}

/** Builds an image from nothing but busybox and the given files (path in the image → content), under the tag. */
export async function busyboxImage(
  engine: TestEngine,
  tag: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<void> {
  const context = await temporaryFolder();
  await mkdir(join(context, 'root/bin'), { recursive: true });
  await copyFile(tool('busybox'), join(context, 'root/bin/busybox'));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(context, 'root', path)), { recursive: true });
    await writeFile(join(context, 'root', path), content);
  }
  await writeFile(
    join(context, 'Dockerfile'),
    [
      'FROM scratch',
      'COPY root /',
      'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
      'ENV PATH=/bin',
      'CMD ["/bin/sh"]',
      '',
    ].join('\n'),
  );
  await engine.cli(['build', '--tag', tag, '.'], { cwd: context });
}

/** `describe` for tests that need parts of the outside world; see the top of the file. */
export function describeWith(parts: readonly string[], name: string, body: () => void): void {
  const { sockets, programs, missing } = inject('support');
  const reasons = parts.flatMap((part) => missing[part] ?? []);
  const unknown = parts.find(
    (part) =>
      !(part in missing || part in programs || part.replace(/ engine$/, '') in sockets) &&
      part !== 'read-only mount',
  );
  if (unknown !== undefined) throw new Error(`“${unknown}” is not a part the global setup looks for`);
  describeUnlessMissing(parts.join(' and '), reasons, name, body);
}

async function engine(
  client: 'docker' | 'podman',
  product: TestEngine['product'],
  connect: (endpoint: string) => readonly string[],
): Promise<TestEngine> {
  const { folder, sockets, missing } = inject('support');
  const socket = sockets[client];
  if (socket === undefined) throw new Error(missing[`${client} engine`] ?? `there is no private ${product}`);
  const endpoint = `unix://${socket}`;
  const env = { ...cleanEnvironment(folder), DOCKER_BUILDKIT: '0' };
  return {
    product,
    socket,
    endpoint,
    cli: (args, options = {}) => run(tool(client), [...connect(endpoint), ...args], { ...options, env }),
  };
}
