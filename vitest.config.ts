import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// What Gantry remembers of a user's exports must not be touched by tests. Only named here, as other tools read this file, too.
const env = { GANTRY_STATE_DIR: join(tmpdir(), `gantry-test-state-${randomUUID()}`) };
const stateFolder = 'test/support/state-folder.ts';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          env,
          testTimeout: 60_000,
          include: ['test/{unit,property}/**/*.test.ts'],
          // Node 20 runs no TypeScript in a thread.
          globalSetup: [stateFolder, 'test/support/build-threads.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          env,
          include: ['test/{integration,security}/**/*.test.ts'],
          exclude: ['test/security/desktop.test.ts'],
          globalSetup: [stateFolder, 'test/support/build-threads.ts', 'test/support/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'e2e',
          env,
          include: ['test/{e2e,stand-in}/**/*.test.ts', 'test/security/desktop.test.ts'],
          globalSetup: [stateFolder, 'test/support/e2e-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What a page shows in a moment may take seconds on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          fileParallelism: false,
          // A browser beside other tests would wait for its turn, and they rebuild what it runs.
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
