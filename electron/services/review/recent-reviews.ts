import { stat } from 'node:fs/promises';
import type { ReviewOutput } from '../../../shared/contract/review.ts';
import { openReview, type ReviewCall } from './open-review.ts';

/** A review belongs to a file as it was: another size, time or file of that name is read anew. */
interface Kept {
  readonly version: string;
  readonly review: ReviewOutput;
}

const mostKept = 4;
/** By path, the last used at the end. What one reads, reports on and extracts from is nearly always the same few files. */
const kept = new Map<string, Kept>();

/**
 * `openReview`, or what it gave for the same file a moment ago. Folders are always read anew.
 * @throws GantryError what `openReview` does.
 */
export async function recentReview(path: string, call: ReviewCall): Promise<ReviewOutput> {
  const version = await versionOf(path);
  const known = kept.get(path);
  kept.delete(path);
  if (known !== undefined && known.version === version) {
    kept.set(path, known);
    return known.review;
  }
  const review = await openReview(path, call);
  // A file that changed while it was read is not what was read.
  if (version !== undefined && version === (await versionOf(path))) keep(path, { version, review });
  return review;
}

function keep(path: string, review: Kept): void {
  kept.set(path, review);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) return;
    kept.delete(oldest);
  }
}

async function versionOf(path: string): Promise<string | undefined> {
  const facts = await stat(path, { bigint: true }).catch(() => undefined);
  if (facts === undefined || !facts.isFile()) return undefined;
  return `${facts.dev} ${facts.ino} ${facts.size} ${facts.mtimeNs} ${facts.ctimeNs}`;
}
