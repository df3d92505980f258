/**
 * `npm run example`: writes the sample app into build/ and packages it with the command line itself, showing each
 * command and what it prints. It needs no container engine.
 */
import { rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { writeSample } from '../services/sample/write-sample.ts';
import { allowClosedReaders } from './closed-reader.ts';
import { run } from './main.ts';

const cwd = process.cwd();
const build = resolve('build');
const project = join(build, 'sample-harbour-status');
const bundle = join(build, 'harbour-status-bundle.tar.gz');
// What the example exports is nobody's last export.
process.env.GANTRY_STATE_DIR = join(build, 'example-state');

async function show(...args: string[]): Promise<boolean> {
  process.stdout.write(`\n$ gantry ${args.join(' ')}\n`);
  const { stdout, stderr, env } = process;
  const status = await run(args, { stdout, stderr, env, cwd });
  process.exitCode = status;
  return status === 0;
}

async function example(): Promise<void> {
  for (const path of [project, bundle, process.env.GANTRY_STATE_DIR ?? '']) {
    await rm(path, { recursive: true, force: true });
  }
  await writeSample(project);
  const [folder, file] = [relative(cwd, project), relative(cwd, bundle)];
  process.stdout.write(`Wrote the sample app to ${folder}; its image needed no container engine.\n`);
  if (!(await show('validate', folder))) return;
  if (!(await show('bundle', folder, '-o', file))) return;
  if (!(await show('validate', file))) return;
  await show('inspect', file);
}

allowClosedReaders();
await example();
