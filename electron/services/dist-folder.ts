import { join } from 'node:path';
import { resourcesFolder } from './resources-folder.ts';

/** The folder of the built programs, the page and the threads' programs; the code that asks may be source or built. */
export function distFolder(): string {
  return join(resourcesFolder(), '..', 'dist');
}
