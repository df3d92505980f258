import { join } from 'node:path';
import { distFolder } from '../dist-folder.ts';

/** The folder of the built page. */
export function pageFolder(): string {
  return join(distFolder(), 'page');
}
