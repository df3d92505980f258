import { basename, join, resolve } from 'node:path';
import type { GantrySettings } from '../../../shared/model/gantry-json.ts';
import { get } from '../../../shared/model/plain.ts';
import { bundleFileName } from './entry-names.ts';

/** Where a project’s bundle goes unless another place is named, as an absolute path: gantry.json’s choice, or a name made from the app’s. */
export function defaultBundle(folder: string, settings: GantrySettings, appJson: unknown): string {
  const chosen = settings.bundle?.file;
  if (chosen !== undefined) return resolve(folder, chosen);
  return join(folder, bundleFileName(get(appJson, 'name'), basename(folder)));
}
