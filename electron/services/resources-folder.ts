import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the shipped templates and samples: above the code, be it the sources or the bundled program. */
export function resourcesFolder(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  for (let folder = start; ; folder = dirname(folder)) {
    const resources = join(folder, 'resources');
    if (existsSync(join(resources, 'templates'))) return resources;
    if (dirname(folder) === folder) throw new Error(`no resources folder above ${start}`);
  }
}
