import type { BundleOutput } from '../contract/outputs.ts';
import { formatDuration } from './format.ts';

/** How long an export took: `4.2 s, of which reading back 310 ms`. */
export function timeOf({ elapsedMs, verifyMs }: BundleOutput): string {
  const time = formatDuration(elapsedMs);
  return verifyMs === undefined ? time : `${time}, of which reading back ${formatDuration(verifyMs)}`;
}

/** How many layers an earlier export had compressed already: `5 of 7 from the cache`; nothing where there was none. */
export function reusedLayers({ layers }: BundleOutput): string | undefined {
  if (layers === undefined || layers.reused === 0) return undefined;
  return `${layers.reused} of ${layers.total} from the cache`;
}
