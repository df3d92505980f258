/**
 * What a size report costs, beside what reading the same image costs without one. `npm run bench:size`.
 * Needs Linux, root, Docker Engine and GNU time, and 2 GB of free disk. With `-- --huge` also an archive of 10 GB, nearly all holes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fatImageArchive, fatReferences } from '../support/fat-image.ts';
import { cleanEnvironment, engineFolder, removeEngines, startDocker } from '../support/private-engines.ts';
import { largeImage, writeArchive } from './large-image.ts';
import { type Measured, measure, median } from './measure.ts';

const root = resolve(import.meta.dirname, '../..');
const gantry = [process.execPath, join(root, 'dist/gantry.js')];
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const rounds = 5;

const folder = mkdtempSync(join(tmpdir(), 'gantry-bench-'));
const engines = engineFolder();
try {
  const socket = await startDocker('dockerd', engines);
  const env: NodeJS.ProcessEnv = {
    ...cleanEnvironment(engines),
    DOCKER_HOST: `unix://${socket}`,
    GANTRY_STATE_DIR: join(folder, 'state'),
  };
  const archive = join(folder, 'image.tar');
  print('Preparing an image of about 1 GB …');
  await writeArchive(archive, fatImageArchive(1.5));
  execFileSync('docker', ['load', '--quiet', '--input', archive], { env, stdio: 'ignore' });
  rmSync(archive);
  const save = ['sh', '-c', `docker save ${fatReferences.app} | cat >/dev/null`];
  const report = ['sh', '-c', `${gantry.join(' ')} inspect ${fatReferences.app} --format json >/dev/null`];
  const saves: Measured[] = [];
  const reports: Measured[] = [];
  // In turns, so that what else the machine does touches both.
  for (let round = 0; round < rounds; round += 1) {
    saves.push(measure(save, { cwd: folder, env }));
    reports.push(measure(report, { cwd: folder, env }));
  }
  const plain = median(saves);
  const whole = median(reports);
  row('docker save | cat >/dev/null', plain);
  row('gantry inspect of the same image', whole);
  // Each against its neighbour: the machine's pace changes from minute to minute.
  const ratios = reports.map(({ wall }, i) => wall / (saves[i]?.wall ?? Number.NaN)).sort((a, b) => a - b);
  const [least = 0, most = 0] = [ratios[0], ratios.at(-1)];
  const ratio = ratios[Math.floor(ratios.length / 2)] ?? 0;
  print(
    `ratio ${ratio.toFixed(2)} (at most 1.15), of ${rounds} pairs ${least.toFixed(2)} to ${most.toFixed(2)}`,
  );

  await writeArchive(archive, largeImage({ count: 300_000, bytes: 1000 }));
  const many = measure([...gantry, 'inspect', archive, '--format', 'json'], { cwd: folder, env });
  row('300,000 files (at most 300 MB)', many);

  await writeArchive(archive, largeImage({ count: 1_000_000, bytes: 0 }));
  const million = measure([...gantry, 'inspect', archive, '--format', 'json'], { cwd: folder, env });
  row('a million entries', million);

  if (process.argv.includes('--huge')) {
    await writeArchive(archive, largeImage({ count: 10, bytes: 1_000_000_000 }));
    const huge = measure([...gantry, 'inspect', archive, '--format', 'json'], { cwd: folder, env });
    row('10 GB (at most 512 MB)', huge);
  }
} finally {
  removeEngines(engines);
  rmSync(folder, { recursive: true, force: true });
}

function row(what: string, { wall, cpu, peak }: Measured): void {
  const peakMB = (peak * 1024 * 1024) / 1e6;
  print(
    `${what.padEnd(36)} ${wall.toFixed(2)} s, processor ${cpu.toFixed(2)} s, peak ${peakMB.toFixed(0)} MB`,
  );
}
