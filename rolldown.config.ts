import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, defineConfig } from 'rolldown';
import { threadNames } from './electron/services/threads/thread-names.ts';
import { bundledPackages } from './scripts/packaging/bundled-packages.ts';
import { compiledInputs } from './scripts/packaging/compiled-inputs.ts';
import { deflatePrograms } from './scripts/packaging/deflate-program.ts';

const packages = bundledPackages('programs');
const minify = { compress: true, mangle: false, codegen: { removeWhitespace: true } } as const;
const target = 'node20.19';
// jsonc-parser's main file asks for its parts by computed names; its module file can be bundled.
const resolve = { mainFields: ['module', 'main'] };

/** The programs of threads: one file each, found by its name, so that nothing else of a build can be older than it. */
export const threads = threadNames.map(
  (name) =>
    ({
      input: { [name]: `electron/services/threads/${name}-thread.ts` },
      platform: 'node',
      external: ['dockerode'],
      resolve,
      transform: { target },
      logLevel: 'warn',
      output: { dir: 'dist/threads', format: 'esm', codeSplitting: false, comments: { legal: true }, minify },
      plugins: name === 'deflate' ? [deflatePrograms()] : [],
    }) satisfies BuildOptions,
);

export default defineConfig([
  ...threads.map((thread) => ({ ...thread, plugins: [...thread.plugins, packages()] })),
  /**
   * The programs that run on Node: the command line, the browser studio, the desktop app and the example. Small
   * libraries are bundled, which halves the time the command line needs to start; the engine's client stays in
   * node_modules, with its optional native parts, and is loaded only when an engine is needed. Electron is the
   * desktop's own.
   */
  {
    input: {
      gantry: 'electron/cli/gantry.ts',
      example: 'electron/cli/example.ts',
      web: 'electron/web/main.ts',
      'desktop/main': 'electron/main/main.ts',
    },
    platform: 'node',
    external: ['dockerode', 'electron'],
    resolve,
    transform: { target },
    output: {
      dir: 'dist',
      format: 'esm',
      chunkFileNames: 'chunks/[name]-[hash].js',
      comments: { legal: true },
      minify,
    },
    plugins: [
      packages(),
      compiledInputs(),
      {
        // Only what this build made before: the page lies in the same folder and is built by itself.
        name: 'clean-chunks',
        generateBundle({ dir = 'dist' }) {
          rmSync(join(dir, 'chunks'), { recursive: true, force: true });
        },
      },
      {
        name: 'run-bit',
        writeBundle({ dir = 'dist' }) {
          chmodSync(join(dir, 'gantry.js'), 0o755);
        },
      },
    ],
  },
  /** What runs before the page: one file, in the form that a sandbox loads. */
  {
    input: { preload: 'electron/preload/preload.ts' },
    external: ['electron'],
    plugins: [packages()],
    output: {
      dir: 'dist/desktop',
      format: 'cjs',
      entryFileNames: '[name].cjs',
      comments: { legal: true },
      minify,
    },
  },
]);
