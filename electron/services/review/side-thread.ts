import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { GantryError, isError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import { startThread, ThreadLost } from '../threads/thread.ts';
import { type FileSideContext, type ReadFile, readFileSide } from './compared-side.ts';

/** Bytes of a file below which reading it takes no longer than starting a thread. */
const leastBytes = 16_000_000;

/** Whether reading one of two files in a thread of its own saves time. */
export async function worthThread(one: string, two: string): Promise<boolean> {
  if (availableParallelism() < 2) return false;
  const facts = await Promise.all([one, two].map((path) => stat(path).catch(() => undefined)));
  return facts.every((each) => each?.isFile() === true && each.size >= leastBytes);
}

/**
 * `readFileSide` in a thread of its own, so that both sides of a comparison have a processor; here where no thread can be had.
 * No engine is asked, as only folders name images that are elsewhere.
 * @throws GantryError what `readFileSide` does.
 */
export async function readInThread(path: string, context: FileSideContext): Promise<ReadFile> {
  const { signal } = context;
  const thread = startThread('review');
  try {
    await thread.ready;
    // Both ends are one program: what the thread tells is what a reading tells.
    const onProgress = (value: unknown) => context.progress(value as TransferProgress);
    return await thread.call('read', { path }, { signal, onProgress });
  } catch (error) {
    if (isError(error, 'Cancelled')) throw new GantryError('Cancelled', { operation: `reading ${path}` });
    if (!(error instanceof ThreadLost)) throw error;
    return await readFileSide(path, context);
  } finally {
    await thread.end();
  }
}
