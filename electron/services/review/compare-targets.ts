import type { CompareOutput } from '../../../shared/contract/comparison.ts';
import { isError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { compareTargets } from '../../../shared/report/comparison/comparison.ts';
import { compareTrees } from '../../../shared/report/comparison/files.ts';
import { TransferMeter } from '../bundle/transfer-meter.ts';
import {
  engineSide,
  fileSide,
  type ReadSide,
  readFileSide,
  type SideContext,
  type SideRequest,
} from './compared-side.ts';
import { readInThread, worthThread } from './side-thread.ts';

/**
 * Reads two targets, both at once, and tells what changed from the first to the second.
 * @throws GantryError what `readFileSide` and `engineSide` do.
 */
export async function compareFiles(
  before: SideRequest,
  after: SideRequest,
  context: SideContext,
): Promise<CompareOutput> {
  const progress = bothSides(context.progress);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const beside = 'path' in before && 'path' in after && (await worthThread(before.path, after.path));
  const read = async (request: SideRequest, side: 0 | 1): Promise<ReadSide> => {
    const report = (value: TransferProgress) => progress(side, value);
    const call = { ...context, signal, progress: report };
    try {
      if ('image' in request) return await engineSide(request.image, call, new TransferMeter(report));
      const elsewhere = beside && side === 0;
      return fileSide(await (elsewhere ? readInThread : readFileSide)(request.path, call));
    } catch (error) {
      // The other side need not be read to its end any more; its own failure then tells nothing.
      stop.abort();
      throw error;
    }
  };
  const sides = await Promise.allSettled([read(before, 0), read(after, 1)]);
  const [one, two] = sides.map((side) => (side.status === 'fulfilled' ? side.value : undefined));
  if (one === undefined || two === undefined) throw firstFailure(sides);
  return compareTargets(one.target, two.target, (was, is) =>
    compareTrees(was && one.tree(was), is && two.tree(is)),
  );
}

/** The failure that stopped the other side, not the stop itself. */
function firstFailure(sides: readonly PromiseSettledResult<unknown>[]): unknown {
  const reasons = sides.flatMap((side) => (side.status === 'rejected' ? [side.reason as unknown] : []));
  return reasons.find((reason) => !isError(reason, 'Cancelled')) ?? reasons[0];
}

/** One progress of two readings: their bytes together. */
function bothSides(report: (progress: TransferProgress) => void) {
  const latest: (TransferProgress | undefined)[] = [undefined, undefined];
  return (side: 0 | 1, progress: TransferProgress): void => {
    latest[side] = progress;
    const known = latest.flatMap((each) => each ?? []);
    const totals = known.flatMap(({ bytesTotal }) => bytesTotal ?? []);
    report({
      phase: 'read',
      subject: progress.subject,
      bytesDone: known.reduce((sum, each) => sum + each.bytesDone, 0),
      ...(totals.length === 2 ? { bytesTotal: (totals[0] ?? 0) + (totals[1] ?? 0) } : {}),
    });
  };
}
