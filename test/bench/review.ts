/**
 * Reviewing and comparing against `tar -tzf` of the same bundle, which reads no more than names. The image is made of this
 * machine's own programs and libraries, without an engine. Needs Linux and GNU time. `npm run bench:review [megabytes]`.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { writeImageArchive } from '../../electron/services/archives/image-archive-writer.ts';
import { openReview } from '../../electron/services/review/open-review.ts';
import { measure } from './measure.ts';

const root = resolve(import.meta.dirname, '../..');
const gantry = [process.execPath, join(root, 'dist/gantry.js')];
const megabytes = Number(process.argv[2] ?? 1000);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'review-figures-'));
const env = { ...process.env, GANTRY_STATE_DIR: join(folder, 'state') };

try {
  const base = layerOf('base.tar', '/usr/lib', megabytes * 0.8);
  const [one, two] = ['/usr/bin', '/usr/share'].map((source, i) =>
    layerOf(`${i}.tar`, source, megabytes * 0.2),
  );
  await makeBundle('old.tar.gz', [base, one ?? base]);
  await makeBundle('new.tar.gz', [base, two ?? base]);
  print(
    `Bundles of ${Math.round(statSync(join(folder, 'new.tar.gz')).size / 1e6)} MB, ${megabytes} MB unpacked`,
  );
  const run = (what: string, command: readonly string[]): number => {
    const { wall, cpu, peak } = measure(command, { cwd: folder, env });
    print(
      `${what.padEnd(44)} ${wall.toFixed(2)} s, ${cpu.toFixed(2)} s of processors, ${Math.round(peak)} MiB`,
    );
    return wall;
  };
  const list = run('tar -tzf new.tar.gz', ['tar', '-tzf', 'new.tar.gz']);
  const checked = run('gantry validate new.tar.gz', [...gantry, 'validate', 'new.tar.gz', '--quiet']);
  run('gantry inspect new.tar.gz', [...gantry, 'inspect', 'new.tar.gz', '--quiet']);
  const other = run('gantry validate old.tar.gz', [...gantry, 'validate', 'old.tar.gz', '--quiet']);
  const compared = run('gantry compare old.tar.gz new.tar.gz', [
    ...gantry,
    'compare',
    'old.tar.gz',
    'new.tar.gz',
    '--quiet',
  ]);
  print(`review / tar -tzf: ${(checked / list).toFixed(2)}`);
  print(`compare / reading both: ${(compared / (checked + other)).toFixed(2)}`);
  await firstFacts(join(folder, 'new.tar.gz'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Packs files of a folder of this machine until the layer is of about so many megabytes. */
function layerOf(name: string, source: string, size: number): string {
  const path = join(folder, name);
  const most = Math.round(size * 1e6);
  const script = `cd ${source} && find . -xdev -type f -size -20M -printf '%s %P\\n' | sort -k2 | awk '{ s += $1; if (s > ${most}) exit; print substr($0, index($0, " ") + 1) }' > ${folder}/list && tar -cf ${path} -T ${folder}/list --ignore-failed-read`;
  execFileSync('sh', ['-c', script], { stdio: ['ignore', 'ignore', 'ignore'] });
  return path;
}

async function makeBundle(name: string, layers: readonly string[]): Promise<void> {
  const archive = writeImageArchive({
    layout: 'docker',
    images: [
      {
        tags: ['harbour-status:1.0.0'],
        config: { architecture: 'amd64', os: 'linux', config: {} },
        layers: layers.map((path) => ({
          bytes: statSync(path).size,
          open: () => createReadStream(path),
          compression: 'none' as const,
        })),
      },
    ],
  });
  const parts = join(folder, `parts-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`);
  mkdirSync(parts);
  for (const manifest of ['appspec.yaml', 'app.json']) {
    cpSync(join(root, 'resources/samples/harbour-status/project', manifest), join(parts, manifest));
  }
  await pipeline(archive, createWriteStream(join(parts, 'bench.tar')));
  const command = `tar -cf - appspec.yaml app.json bench.tar | gzip -6 > ${join(folder, name)}`;
  execFileSync('sh', ['-c', command], { cwd: parts });
  rmSync(parts, { recursive: true });
}

async function firstFacts(path: string): Promise<void> {
  const started = performance.now();
  let first = 0;
  await openReview(path, {
    signal: new AbortController().signal,
    progress: () => undefined,
    onFirstFacts: () => {
      first = performance.now() - started;
    },
  });
  print(
    `first facts after ${Math.round(first)} ms, everything after ${Math.round(performance.now() - started)} ms`,
  );
}
