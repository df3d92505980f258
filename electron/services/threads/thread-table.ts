import type { deflateThread } from './deflate-thread.ts';
import type { hashThread } from './hash-thread.ts';
import type { reviewThread } from './review-thread.ts';
import type { ThreadHandlers } from './serve-thread.ts';
import type { ThreadName } from './thread-names.ts';

/** What each thread answers to. Types only: whoever starts a thread does not load its program. */
export interface ThreadTable extends Readonly<Record<ThreadName, ThreadHandlers>> {
  readonly deflate: typeof deflateThread;
  readonly hash: typeof hashThread;
  readonly review: typeof reviewThread;
}
