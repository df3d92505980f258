import type { ArchiveLimits } from './types.ts';

const MiB = 1024 * 1024;

const defaults: ArchiveLimits = {
  jsonBytes: 8 * MiB,
  entries: 5_000_000,
  nameBytes: 64 * 1024,
  paxBytes: MiB,
};

/** The limits a pass keeps to: the usual ones, less what the caller sets. */
export function archiveLimits(limits?: Partial<ArchiveLimits>): ArchiveLimits {
  return { ...defaults, ...limits };
}
