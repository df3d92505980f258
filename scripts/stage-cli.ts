/**
 * Gathers in `build/cli` the command line that is shipped beside the desktop app: launchers, and under `lib` all they
 * need. The app's own files lie in an archive that only Electron reads, so these are a copy. A step of `npm run package`.
 */
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { threadNames } from '../electron/services/threads/thread-names.ts';
import { moduleGraph } from './packaging/module-graph.ts';
import { productionPackages } from './packaging/production-packages.ts';

const checkout = resolve(import.meta.dirname, '..');
const launchers = join(checkout, 'resources/desktop/cli');
const output = join(checkout, 'build/cli');
const lib = join(output, 'lib');

rmSync(output, { recursive: true, force: true });
mkdirSync(lib, { recursive: true });

// The browser studio and the threads are programs of their own, which the command line loads by their places.
const programs = ['dist/gantry.js', 'dist/web.js', ...threadNames.map((name) => `dist/threads/${name}.js`)];
const graph = moduleGraph(programs.map((program) => join(checkout, program)));
const packages = productionPackages(graph.packages, checkout);
// With what they read: the page, and our compressor with what checks it.
const read = [
  'dist/threads/deflate.wasm',
  'dist/threads/check.wasm',
  'dist/page',
  'resources/templates',
  'resources/samples',
].map((name) => join(checkout, name));
for (const path of [...graph.files, ...packages, ...read]) {
  cpSync(path, join(lib, relative(checkout, path)), { recursive: true });
}
writeFileSync(join(lib, 'package.json'), `${JSON.stringify({ name: 'gantry', type: 'module' })}\n`);

cpSync(join(launchers, 'start.cjs'), join(lib, 'start.cjs'));
cpSync(join(launchers, 'gantry'), join(output, 'gantry'));
chmodSync(join(output, 'gantry'), 0o755);
// The Windows command processor is unsure of lines that end as they do elsewhere.
const forWindows = readFileSync(join(launchers, 'gantry.cmd'), 'utf8').replaceAll(/\r?\n/g, '\r\n');
writeFileSync(join(output, 'gantry.cmd'), forWindows);
