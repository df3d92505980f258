/** Runs once before the tests: builds the threads' programs from the sources that are tested. */
import { build } from 'rolldown';
import { threads } from '../../rolldown.config.ts';

export default async function setup(): Promise<void> {
  for (const thread of threads) await build(thread);
}
