import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bundledPackages } from '../scripts/packaging/bundled-packages.ts';

const packages = bundledPackages('page');

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react(), packages()],
  build: {
    outDir: '../dist/page',
    emptyOutDir: true,
    target: 'es2023',
    // Nothing is inlined: the page's content policy allows files of its own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 8000,
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          // What several pages share in small pieces comes as one file: the host answers six requests at a time.
          groups: [
            {
              name: 'shared',
              test: /[\\/](?:node_modules[\\/](?:lucide-react|@floating-ui|@radix-ui|radix-ui|react[^\\/]*|scheduler)|renderer[\\/](?:components(?![\\/]monaco)|store)|shared)[\\/]/,
              minShareCount: 2,
            },
          ],
        },
      },
    },
  },
  worker: { format: 'es', plugins: () => [packages()] },
});
