import { join } from 'node:path';
import { resourcesFolder } from '../resources-folder.ts';

/** The folder of the built programs and of the page. */
export function distFolder(): string {
  return join(resourcesFolder(), '..', 'dist');
}

/** The folder of the built page. */
export function pageFolder(): string {
  return join(distFolder(), 'page');
}
