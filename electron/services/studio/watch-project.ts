import type { watch } from 'node:fs';
import { GantryError } from '../../../shared/contract/error.ts';
import type { ProjectNews } from '../../../shared/contract/studio-operations.ts';
import { findProjectFiles } from '../project/project-files.ts';
import { Delay } from './delay.ts';
import { projectRoot } from './editable-files.ts';
import { FolderWatch } from './folder-watch.ts';
import { TextChanges } from './text-changes.ts';

export interface WatchCall {
  /** What the page has of each file, by name; what is on disk now where absent. */
  readonly revisions: ReadonlyMap<string, string> | undefined;
  readonly signal: AbortSignal;
  report(news: ProjectNews): void;
  /** The system's watch, where not Node's own. */
  readonly watch?: typeof watch;
}

/** Milliseconds. */
const times = {
  /** Between looks that nothing called for: some file systems tell of no change. */
  poll: 1500,
  texts: { quiet: 80, longest: 500 },
  /** Looking at archives again is work, so it waits for the end of a copy. */
  facts: { quiet: 400, longest: 5000 },
} as const;

const mostPolled = 2000;

/**
 * Tells of changes to a project's files by whomever, until it is cancelled: of each text that is not what the page has, and that
 * something else changed which the facts depend on.
 * @throws GantryError `FileUnreadable` where the folder is not there to begin with, `Cancelled` in the end.
 */
export async function watchProject(folder: string, call: WatchCall): Promise<never> {
  const { signal, report } = call;
  const root = await projectRoot(folder);
  const texts = new TextChanges(root, call.revisions);
  let fail: (error: unknown) => void = () => undefined;
  const failure = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  failure.catch(() => undefined);
  let running: Promise<void> | undefined;
  let again = false;
  let over = false;
  let polling = false;
  let polled: string | undefined;

  const look = (): void => {
    if (running !== undefined) {
      again = true;
      return;
    }
    running = lookOnce()
      .catch(fail)
      .finally(() => {
        running = undefined;
        if (!again || over) return;
        again = false;
        look();
      });
  };
  const lookOnce = async (): Promise<void> => {
    const { changes, unsure } = await texts.look();
    const moved = polling && (await hasMoved());
    if (over) return;
    for (const change of changes) report(change);
    if (unsure) textsLater.call();
    if (changes.length > 0 || moved) factsLater.call();
  };
  const hasMoved = async (): Promise<boolean> => {
    const [before, now] = [polled, await fingerprint(root)];
    polled = now;
    return before !== undefined && before !== now;
  };

  const textsLater = new Delay(look, times.texts.quiet, times.texts.longest);
  const factsLater = new Delay(() => report({ change: 'facts' }), times.facts.quiet, times.facts.longest);
  const folders = new FolderWatch(
    root,
    {
      onChange: () => {
        textsLater.call();
        factsLater.call();
      },
      onFailure: () => {
        polling = true;
        look();
      },
    },
    call.watch,
  );
  const timer = setInterval(look, times.poll);
  try {
    await folders.start();
    look();
    await Promise.race([aborted(signal), failure]);
    throw new GantryError('Cancelled', { operation: 'watching the project' });
  } finally {
    over = true;
    clearInterval(timer);
    folders.close();
    textsLater.cancel();
    factsLater.cancel();
    await running;
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Differs when a file was added, removed or changed; the beginning of a large project stands for all of it. */
async function fingerprint(root: string): Promise<string> {
  const found = await findProjectFiles(root, mostPolled).catch(() => undefined);
  const files = found?.found ?? [];
  return files.map(({ name, bytes, mode, changed }) => `${name} ${bytes} ${mode} ${changed}`).join('\n');
}
