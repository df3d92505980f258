/**
 * Runs once before the unit tests: builds the threads' programs from the sources that are tested. Which packages
 * are in them is noted by whole builds only.
 */
import { build } from 'rolldown';
import { threads } from '../../rolldown.config.ts';

export default async function setup(): Promise<void> {
  for (const thread of threads) await build({ ...thread, plugins: [] });
}
