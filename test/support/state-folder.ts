/** Makes the folder where Gantry remembers things while tests run, and removes it after the last of them. */
import { mkdir, rm } from 'node:fs/promises';
import type { TestProject } from 'vitest/node';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = project.config.env.GANTRY_STATE_DIR;
  if (typeof folder !== 'string') throw new Error('vitest.config.ts names no folder in GANTRY_STATE_DIR');
  await mkdir(folder, { recursive: true });
  return () => rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
