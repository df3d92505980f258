import { type ReadFile, readFileSide } from '../review/compared-side.ts';
import { serveThread, type ThreadCall } from './serve-thread.ts';

/** Reads one side of a comparison while the other is read by who started it. */
export const reviewThread = serveThread({
  read({ path }: { readonly path: string }, call: ThreadCall): Promise<ReadFile> {
    return readFileSide(path, call);
  },
});
