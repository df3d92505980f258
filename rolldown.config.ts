import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'rolldown';
import { bundledPackages } from './scripts/packaging/bundled-packages.ts';

const packages = bundledPackages('programs');
const minify = { compress: true, mangle: false, codegen: { removeWhitespace: true } } as const;

export default defineConfig([
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
    // jsonc-parser's main file asks for its parts by computed names; its module file can be bundled.
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node20.19' },
    output: {
      dir: 'dist',
      format: 'esm',
      chunkFileNames: 'chunks/[name]-[hash].js',
      comments: { legal: true },
      minify,
    },
    plugins: [
      packages(),
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
