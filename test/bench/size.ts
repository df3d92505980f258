/**
 * What a size report costs, beside what reading the same image costs without one. `npm run bench:size`.
 * Needs Linux, root, Docker Engine and GNU time, and 2 GB of free disk. With `-- --huge` also an archive of 10 GB, nearly all holes.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeImageArchive } from '../../electron/services/archives/image-archive-writer.ts';
import { tarEnd, tarHeader, tarPadding } from '../../electron/services/archives/tar-writer.ts';
import type { ByteStream } from '../../electron/services/archives/types.ts';
import { fatImageArchive, fatReferences } from '../support/fat-image.ts';
import { cleanEnvironment, engineFolder, removeEngines, startDocker } from '../support/private-engines.ts';
import { type Measured, measure, median } from './measure.ts';

const root = resolve(import.meta.dirname, '../..');
const gantry = [process.execPath, join(root, 'dist/gantry.js')];
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const rounds = 3;

/** A layer of files of one size, in folders of a hundred. */
interface Files {
  readonly count: number;
  readonly bytes: number;
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
  const archive = join(folder, 'image.tar');
  print('Preparing an image of about 1 GB …');
  await writeFile(archive, fatImageArchive(1.5));
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
  print(`ratio ${(whole.wall / plain.wall).toFixed(2)} (at most 1.15)`);

  await writeFile(archive, imageOf({ count: 300_000, bytes: 1000 }));
  const many = measure([...gantry, 'inspect', archive, '--format', 'json'], { cwd: folder, env });
  row('300,000 files (at most 300 MB)', many);

  if (process.argv.includes('--huge')) {
    await writeFile(archive, imageOf({ count: 10, bytes: 1_000_000_000 }));
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

function imageOf(files: Files): ByteStream {
  const layer = { bytes: layerBytes(files), open: () => layerTar(files) };
  const config = { architecture: 'amd64', os: 'linux' };
  return writeImageArchive({ layout: 'docker', images: [{ config, tags: ['bench:1'], layers: [layer] }] });
}

function fileName(index: number): string {
  return `usr/lib/node_modules/package-${Math.floor(index / 100)}/dist/module-${index}.js`;
}

function layerBytes({ count, bytes }: Files): number {
  return count * (512 + bytes + tarPadding(bytes).length) + tarEnd().length;
}

async function* layerTar({ count, bytes }: Files): ByteStream & AsyncGenerator<Uint8Array> {
  const zeros = Buffer.alloc(Math.min(bytes, 1 << 20));
  for (let index = 0; index < count; index += 1) {
    yield tarHeader({ name: fileName(index), size: bytes });
    for (let left = bytes; left > 0; left -= zeros.length) yield zeros.subarray(0, left);
    yield tarPadding(bytes);
  }
  yield tarEnd();
}

/** Writes a stream to a file, large pieces of zeros as holes. */
async function writeFile(path: string, stream: ByteStream): Promise<void> {
  const file = await open(path, 'w');
  try {
    let position = 0;
    let pending: Uint8Array[] = [];
    let pendingBytes = 0;
    const flush = async (): Promise<void> => {
      await writeAll(file, Buffer.concat(pending), position - pendingBytes);
      pending = [];
      pendingBytes = 0;
    };
    for await (const bytes of stream) {
      const isHole = bytes.length >= 1 << 16 && bytes.every((byte) => byte === 0);
      if (isHole) await flush();
      else {
        pending.push(bytes);
        pendingBytes += bytes.length;
      }
      position += bytes.length;
      if (pendingBytes > 1 << 22) await flush();
    }
    await flush();
    await file.truncate(position);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
