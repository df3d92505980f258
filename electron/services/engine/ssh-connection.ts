import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import type { Endpoint } from './types.ts';

type SshEndpoint = Extract<Endpoint, { kind: 'ssh' }>;

/** SSH did not get through; the message is what the ssh command said. */
export class SshFailure extends Error {}

/**
 * The arguments of the ssh command that joins its input and output to the engine on the far side.
 * The user's own ssh does it, as for Docker's client: keys, known hosts, jump hosts and agents all apply.
 */
export function sshArguments(endpoint: SshEndpoint): string[] {
  const client = endpoint.source === 'CONTAINER_HOST' ? ['podman', '--url'] : ['docker', '--host'];
  return [
    // Nobody is there to type a password: a key works, or the attempt fails and says so.
    '-o',
    'BatchMode=yes',
    '-o',
    'ConnectTimeout=10',
    '-T',
    ...(endpoint.port === 22 ? [] : ['-p', String(endpoint.port)]),
    ...(endpoint.user === undefined ? [] : ['-l', endpoint.user]),
    '--',
    endpoint.host,
    ...(endpoint.path === undefined ? client.slice(0, 1) : [...client, `unix://${endpoint.path}`]),
    'system',
    'dial-stdio',
  ];
}

/** One connection to the engine behind an SSH host; fails with `SshFailure`. */
export class SshConnection extends Duplex {
  readonly #ssh: ChildProcess & { stdin: NonNullable<ChildProcess['stdin']> };
  #complaint = '';

  constructor(endpoint: SshEndpoint) {
    super();
    const ssh = spawn('ssh', sshArguments(endpoint), { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    this.#ssh = ssh;
    ssh.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) ssh.stdout.pause();
    });
    ssh.stderr.on('data', (chunk: Buffer) => {
      this.#complaint = (this.#complaint + chunk.toString()).slice(-2000);
    });
    // What ssh prints says more than the broken pipe its end leaves.
    ssh.stdin.on('error', () => undefined);
    ssh.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'ENOENT' ? 'the ssh command is not installed' : error.message;
      this.destroy(new SshFailure(reason));
    });
    ssh.on('close', (status) => {
      if (status === 0) this.push(null);
      else this.destroy(new SshFailure(lastLine(this.#complaint) ?? `ssh ended with status ${status}`));
    });
  }

  override _read(): void {
    this.#ssh.stdout?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A write that fails is told by the end of ssh.
    this.#ssh.stdin.write(chunk, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#ssh.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#ssh.kill();
    done(error);
  }
}

function lastLine(text: string): string | undefined {
  return text.trim().split(/\r?\n/).at(-1) || undefined;
}
