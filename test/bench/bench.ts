/**
 * The benchmark: real work on a real image of about 1 GB, every figure the median of three rounds of one run on one machine. What takes
 * about a second or less is run several times a round: there a virtual machine whose host has taken memory back shows most.
 * Needs Linux, root, Docker Engine, GNU time and pigz (Debian: docker.io, time, pigz). `npm run bench`; `npm run bench -- 200` makes
 * the image 200 MB.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { cleanEnvironment, engineFolder, removeEngines, startDocker } from '../support/private-engines.ts';
import { type Measured, measure, median } from './measure.ts';

const root = resolve(import.meta.dirname, '../..');
const gantry = [process.execPath, join(root, 'dist/gantry.js')];
const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Bytes of the large image; random bytes, which nothing compresses, are a fixed part of it. */
const imageBytes = Number(process.argv[2] ?? 1000) * 1e6;
const randomBytes = 60_000_000;

const rounds = 3;
const turns = 3;

interface Row {
  readonly what: string;
  readonly runs: Measured[];
  readonly bytes?: number;
}

/** The rows that targets are about. */
const names = {
  save: 'docker save \\| cat, thrown away',
  twoCommands: 'docker save -o && tar -czf',
  pigz: 'docker save -o && tar with pigz',
  cold: 'gantry bundle, cold',
  warm: 'gantry bundle, version bumped, image in the cache',
  changed: 'gantry bundle, one file of the top layer changed',
  list: 'tar -tzf of the two commands’ bundle',
  foreign: 'gantry inspect of the two commands’ bundle',
  own: 'gantry inspect of gantry’s bundle, by its index',
  validate: 'gantry validate, small project',
};

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
const engines = engineFolder();
try {
  const socket = await startDocker('dockerd', engines);
  const state = join(folder, 'state');
  const env: NodeJS.ProcessEnv = {
    ...cleanEnvironment(engines),
    DOCKER_HOST: `unix://${socket}`,
    GANTRY_STATE_DIR: state,
  };
  const docker = (...args: string[]): string =>
    execFileSync('docker', args, { env, encoding: 'utf8', cwd: folder });

  print(`Preparing an image of ${imageBytes / 1e6} MB from this machine’s own programs and libraries …`);
  const context = prepareContext(imageBytes - randomBytes);
  const build = (version: string): void => {
    writeFileSync(join(context, 'app/server.conf'), `version ${version}\n`);
    docker('build', '--quiet', '--tag', 'bench:1.0.0', context);
  };
  build('1');
  const project = newProject('bench');

  const rows: Row[] = [];
  const note = (what: string, figures: Measured, result?: string): void => {
    const row = rows.find((each) => each.what === what);
    if (row !== undefined) row.runs.push(figures);
    else rows.push({ what, runs: [figures], ...(result === undefined ? {} : { bytes: sizeOf(result) }) });
  };
  const sizeOf = (result: string): number => statSync(join(project, result)).size;
  const run = (what: string, command: readonly string[], result?: string): void =>
    note(what, measure(command, { cwd: project, env }), result);
  const shell = (line: string): string[] => ['sh', '-c', line];
  const bundle = (what: string, file: string): void =>
    run(what, [...gantry, 'bundle', '.', '-o', file, '--quiet'], file);
  const byHand = (archiver: string, file: string): string[] =>
    shell(
      `docker save bench:1.0.0 -o bench.tar && tar ${archiver} ${file} appspec.yaml app.json bench.tar && rm bench.tar`,
    );

  // In turns, so that what else the machine does touches all of them.
  for (let round = 1; round <= rounds; round += 1) {
    print(`Round ${round} of ${rounds} …`);
    rmSync(state, { recursive: true, force: true });
    run(names.save, shell('docker save bench:1.0.0 | cat >/dev/null'));
    run(names.twoCommands, byHand('-czf', 'by-hand.tar.gz'), 'by-hand.tar.gz');
    run(names.pigz, byHand('-I pigz -cf', 'pigz.tar.gz'), 'pigz.tar.gz');
    bundle(names.cold, 'cold.tar.gz');
    for (let turn = 1; turn <= turns; turn += 1) {
      bump(project, round * turns + turn);
      bundle(names.warm, 'warm.tar.gz');
      // What the disk itself needs for as much: a copy out of memory, and waiting until it is there.
      run(
        'dd conv=fsync of that result',
        shell('dd if=warm.tar.gz of=copy.tmp bs=1M conv=fsync 2>/dev/null && rm copy.tmp'),
      );
    }
    build(`${round}.1`);
    bundle(names.changed, 'changed.tar.gz');
    run(names.list, shell('tar -tzf by-hand.tar.gz >/dev/null'));
    run(names.foreign, inspect('by-hand.tar.gz'));
    run('tar -tzf of gantry’s bundle', shell('tar -tzf warm.tar.gz >/dev/null'));
    for (let turn = 1; turn <= turns; turn += 1) run(names.own, inspect('warm.tar.gz'));
    run('gantry inspect --whole of gantry’s bundle', inspect('warm.tar.gz', '--whole'));
  }

  const sample = join(folder, 'validated');
  execFileSync(gantry[0] ?? '', [...gantry.slice(1), 'new', sample, '--template', 'single-container'], {
    env,
  });
  for (let i = 0; i < 11; i += 1) {
    note(names.validate, measure([...gantry, 'validate', sample], { cwd: folder, env }));
  }

  print('');
  print(
    `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.version}, Docker ${docker('version', '--format', '{{.Server.Version}}').trim()}`,
  );
  print('');
  printTable(rows);
  print('');
  const of = (what: string): Measured => median(rows.find((row) => row.what === what)?.runs ?? []);
  const times = (a: string, b: string): string => (of(a).wall / of(b).wall).toFixed(2);
  const peaks = [names.cold, names.warm, names.changed, names.foreign, names.own].map(
    (each) => of(each).peak,
  );
  print(`cold against the two commands: ${times(names.twoCommands, names.cold)} times as fast (target: 4)`);
  print(`cold against pigz: ${times(names.pigz, names.cold)} times as fast (target: at least 1)`);
  print(
    `with cache against the two commands: ${times(names.twoCommands, names.warm)} times as fast (target: 50)`,
  );
  print(
    `top layer changed: ${times(names.changed, names.save)} times docker save thrown away (target: at most 1.2)`,
  );
  print(`own bundle opened in ${times(names.own, names.list)} of tar -tzf’s time (target: at most 0.1)`);
  print(
    `foreign bundle opened in ${times(names.foreign, names.list)} of tar -tzf’s time (target: at most 1)`,
  );
  print(`peak memory: ${Math.max(...peaks).toFixed(0)} MiB (target: at most 256)`);
  print(`validate, whole process: ${(of(names.validate).wall * 1000).toFixed(0)} ms (target: at most 250)`);
  print(
    `on disk beside the results: ${(Number(execFileSync('du', ['-sb', state], { encoding: 'utf8' }).split('\t')[0]) / 1e6).toFixed(1)} MB of cache`,
  );
} finally {
  await removeEngines(engines);
  rmSync(folder, { recursive: true, force: true });
}

function inspect(file: string, ...options: string[]): string[] {
  return [...gantry, 'inspect', file, '--format', 'json', ...options];
}

function printTable(rows: readonly Row[]): void {
  print('| | wall s | from to | CPU s | peak MiB | written MB | result MB |');
  print('|---|---:|---:|---:|---:|---:|---:|');
  for (const { what, runs, bytes } of rows) {
    const { wall, cpu, peak, written } = median(runs);
    const walls = runs.map((each) => each.wall);
    const spread = `${Math.min(...walls).toFixed(2)} – ${Math.max(...walls).toFixed(2)}`;
    const size = bytes === undefined ? '' : (bytes / 1e6).toFixed(1);
    print(
      `| ${what} | ${wall.toFixed(2)} | ${spread} | ${cpu.toFixed(2)} | ${peak.toFixed(0)} | ${(written / 1e6).toFixed(1)} | ${size} |`,
    );
  }
}

/** A context of three layers: real programs and libraries, random bytes, and one small file on top. */
function prepareContext(files: number): string {
  const context = mkdtempSync(join(folder, 'context-'));
  for (const name of ['root/data', 'app']) mkdirSync(join(context, name), { recursive: true });
  copyRealFiles(join(context, 'root'), files);
  spawnSync('sh', ['-c', `head -c ${randomBytes} /dev/urandom > root/data/random.bin`], { cwd: context });
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM scratch\nCOPY root/usr /usr\nCOPY root/data /data\nCOPY app /app\nEXPOSE 8080\nCMD ["/usr/bin/true"]\n',
  );
  return context;
}

/** Raises the version as a release does; nothing else changes. */
function bump(project: string, patch: number): void {
  const path = join(project, 'app.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"1\.0\.\d+"/, `"1.0.${patch}"`));
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
