/**
 * The bundled command line as a child process.
 *
 *     beforeAll(buildGantry);
 *     const { status, stdout, stderr } = await gantry(['validate', 'demo'], { cwd: folder });
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const checkout = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** The command line as it was built last. */
export const program = join(checkout, 'dist', 'gantry.js');

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface GantrySetting {
  readonly cwd?: string;
  /** Beside the environment of the tests, from which what leads to an engine of the machine is taken out. */
  readonly env?: Readonly<Record<string, string>>;
  /** Gets the process once it runs, to interrupt it. */
  readonly onStart?: (child: ChildProcess) => void;
  /** Starts it through another program: its words come before Node’s. */
  readonly through?: readonly string[];
}

/** Builds the programs; the page of the studio stays as it is. */
export async function buildGantry(): Promise<void> {
  await runTool('rolldown/bin/cli.mjs', '-c', 'rolldown.config.ts');
}

/** Builds the programs and the page of the studio, as `npm run build` does. */
export async function buildStudio(): Promise<void> {
  await buildGantry();
  await runTool(
    'vite/bin/vite.js',
    'build',
    '-c',
    'renderer/vite.config.ts',
    'renderer',
    '--logLevel',
    'warn',
  );
}

/** Runs a program of node_modules, named by its file, in the checkout; throws with what it printed where it fails. */
export async function runTool(tool: string, ...args: string[]): Promise<void> {
  // The tests' own mode must not become the page's.
  const env = { ...process.env, NODE_ENV: 'production' };
  const built = await ended(
    spawn(process.execPath, [join(checkout, 'node_modules', tool), ...args], {
      cwd: checkout,
      stdio: 'pipe',
      env,
    }),
  );
  if (built.status !== 0) throw new Error(`${tool} failed: ${built.stdout}${built.stderr}`);
}

/** Runs the command line; no engine is in its reach unless `env` names one. */
export function gantry(args: readonly string[], setting: GantrySetting = {}): Promise<Ended> {
  const { cwd, env = {}, through = [] } = setting;
  const [command = process.execPath, ...words] = [...through, process.execPath, program, ...args];
  const child = spawn(command, words, {
    cwd,
    stdio: 'pipe',
    env: {
      ...process.env,
      NO_COLOR: '',
      FORCE_COLOR: '',
      DOCKER_CONTEXT: '',
      DOCKER_CONFIG: join(checkout, 'no-docker-settings'),
      DOCKER_HOST: 'unix:///no/such/engine.sock',
      ...env,
    },
  });
  setting.onStart?.(child);
  return ended(child);
}

async function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { status, ...texts };
}
