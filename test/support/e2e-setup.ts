/**
 * Runs once before the end-to-end tests: builds the studio as it is shipped, sees to Chromium and starts a private
 * Docker Engine. The tests start the studio and the browser through `browser.ts`.
 */
import type { TestProject } from 'vitest/node';
import { buildStudio } from './gantry-process.ts';
import { setUp } from './global-setup.ts';
import { browserPrograms, enginePrograms } from './system-packages.ts';

/** Sets up; what it returns takes everything down again. */
export default async function setup(project: TestProject): Promise<() => void> {
  await buildStudio();
  return await setUp(project, [...enginePrograms, ...browserPrograms], ['docker']);
}
