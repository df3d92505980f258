/**
 * The benchmark: real work on a real image of about 1 GB, every figure from one run on one machine.
 * Needs Linux, root, Docker Engine and GNU time (Debian: docker.io, time). `npm run bench`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment, engineFolder, removeEngines, startDocker } from '../support/private-engines.ts';
import { type Measured, measure, median } from './measure.ts';

const root = resolve(import.meta.dirname, '../..');
const gantry = [process.execPath, join(root, 'dist/gantry.js')];
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Row {
  readonly what: string;
  readonly figures: Measured;
  readonly bytes?: number;
}

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
const engines = engineFolder();
try {
  const socket = await startDocker('dockerd', engines);
  const env: NodeJS.ProcessEnv = {
    ...cleanEnvironment(engines),
    DOCKER_HOST: `unix://${socket}`,
    GANTRY_STATE_DIR: join(folder, 'state'),
  };
  const docker = (...args: string[]): string =>
    execFileSync('docker', args, { env, encoding: 'utf8', cwd: folder });

  print('Preparing images of about 1 GB and 250 MB from this machine’s own programs and libraries …');
  buildImage(docker, 'bench-large:1.0.0', 940_000_000, 60_000_000);
  buildImage(docker, 'bench-small:1.0.0', 190_000_000, 60_000_000);
  const large = newProject('bench-large');
  const small = newProject('bench-small');

  const rows: Row[] = [];
  const run = (what: string, command: readonly string[], cwd: string, result?: string): Measured => {
    const figures = measure(command, { cwd, env });
    const bytes = result === undefined ? undefined : statSync(join(cwd, result)).size;
    rows.push({ what, figures, ...(bytes === undefined ? {} : { bytes }) });
    return figures;
  };
  const shell = (line: string): string[] => ['sh', '-c', line];
  const twoCommands = shell(
    'docker save bench-large:1.0.0 -o bench-large.tar && tar -czf by-hand.tar.gz appspec.yaml app.json bench-large.tar && rm bench-large.tar',
  );

  run('docker save, thrown away', shell('docker save bench-large:1.0.0 | cat >/dev/null'), large);
  const byHand = run('docker save -o X.tar && tar -czf', twoCommands, large, 'by-hand.tar.gz');
  const bundle = run(
    'gantry bundle, from the engine',
    [...gantry, 'bundle', '.', '-o', 'b.tar.gz', '--quiet'],
    large,
    'b.tar.gz',
  );
  const inspect = run(
    'gantry inspect of that bundle',
    [...gantry, 'inspect', 'b.tar.gz', '--format', 'json'],
    large,
  );
  run('tar -tzf of that bundle', shell('tar -tzf b.tar.gz >/dev/null'), large);
  const bundleSmall = run(
    'gantry bundle, image of 250 MB',
    [...gantry, 'bundle', '.', '-o', 'b.tar.gz', '--quiet'],
    small,
    'b.tar.gz',
  );
  const inspectSmall = run(
    'gantry inspect of that bundle',
    [...gantry, 'inspect', 'b.tar.gz', '--format', 'json'],
    small,
  );

  const sample = join(folder, 'validated');
  execFileSync(gantry[0] ?? '', [...gantry.slice(1), 'new', sample, '--template', 'single-container'], {
    env,
  });
  const validate = median(
    Array.from({ length: 11 }, () => measure([...gantry, 'validate', sample], { cwd: folder, env })),
  );
  rows.push({ what: 'gantry validate, small project (median of 11)', figures: validate });

  print('');
  print(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}`,
  );
  print('| | wall s | CPU s | peak MiB | result MB |');
  print('|---|---:|---:|---:|---:|');
  for (const { what, figures, bytes } of rows) {
    const size = bytes === undefined ? '' : (bytes / 1e6).toFixed(1);
    print(
      `| ${what} | ${figures.wall.toFixed(2)} | ${figures.cpu.toFixed(2)} | ${figures.peak.toFixed(0)} | ${size} |`,
    );
  }
  print('');
  print(
    `bundle against the two commands: ${(byHand.wall / bundle.wall).toFixed(2)} times as fast (target: at least 1)`,
  );
  print(
    `peak memory of bundle: ${bundle.peak.toFixed(0)} MiB at 1 GB, ${bundleSmall.peak.toFixed(0)} MiB at 250 MB (target: at most 256, not growing)`,
  );
  print(
    `peak memory of inspect: ${inspect.peak.toFixed(0)} MiB at 1 GB, ${inspectSmall.peak.toFixed(0)} MiB at 250 MB (target: at most 256, not growing)`,
  );
  print(`validate, whole process: ${(validate.wall * 1000).toFixed(0)} ms (target: at most 250)`);
} finally {
  await removeEngines(engines);
  rmSync(folder, { recursive: true, force: true });
}

/** An image of three layers: real programs and libraries twice, and random bytes that do not compress. */
function buildImage(docker: (...args: string[]) => string, tag: string, files: number, random: number): void {
  const context = mkdtempSync(join(folder, 'context-'));
  mkdirSync(join(context, 'root/data'), { recursive: true });
  copyRealFiles(join(context, 'root'), files);
  spawnSync('sh', ['-c', `head -c ${random} /dev/urandom > root/data/random.bin`], { cwd: context });
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM scratch\nCOPY root/usr /usr\nCOPY root/data /data\nEXPOSE 8080\nCMD ["/usr/bin/true"]\n',
  );
  docker('build', '--quiet', '--tag', tag, context);
  rmSync(context, { recursive: true, force: true });
}

/** Copies whole folders of /usr until they add up to about `bytes`. */
function copyRealFiles(target: string, bytes: number): void {
  let left = bytes;
  const take = (path: string): void => {
    for (const name of readdirSync(path).sort()) {
      const from = join(path, name);
      const size = Number(execFileSync('du', ['-sb', '-x', from], { encoding: 'utf8' }).split('\t')[0]);
      if (size <= left) {
        cpSync(from, join(target, from), { recursive: true, verbatimSymlinks: true });
        left -= size;
      } else if (statSync(from).isDirectory() && left > bytes / 50) {
        take(from);
      }
      if (left < bytes / 100) return;
    }
  };
  for (const path of ['/usr/bin', '/usr/lib', '/usr/share', '/usr/local']) take(path);
}

/** A minimal valid project whose only image is `<name>:1.0.0`. */
function newProject(name: string): string {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(
    join(project, 'app.json'),
    `${JSON.stringify({ name, description: 'Benchmark', version: '1.0.0', min_software_version: '7.2', unrestricted_app_ui_access: false }, undefined, 2)}\n`,
  );
  writeFileSync(
    join(project, 'appspec.yaml'),
    `apiVersion: v1
kind: Service
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  type: NodePort
  selector: {app: ${name}}
  ports: [{port: 8080, protocol: TCP, name: http, cohesityTag: ui}]
---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {name: ${name}, labels: {app: ${name}}}
spec:
  replicas: {fixed: 1}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: ${name}
          image: ${name}:1.0.0
          resources: {requests: {cpu: 250m, memory: 128Mi}}
`,
  );
  return project;
}
