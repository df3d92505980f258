import type { StateCreator } from 'zustand';
import type { TransferProgress } from '../../shared/contract/operations.ts';
import type { Studio } from './studio.ts';

/** A long piece of work. It and its log outlive the page that started it. */
export interface Job {
  readonly id: string;
  readonly title: string;
  readonly startedAt: number;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly progress?: TransferProgress & { readonly bytesPerSecond?: number };
  readonly endedAt?: number;
  /** What it gave; its kind depends on the job. */
  readonly result?: unknown;
  /** One sentence for people. */
  readonly failure?: string;
  readonly log: readonly string[];
}

export interface JobsSlice {
  readonly jobs: readonly Job[];
  /** The job whose log is shown; the newest where none was chosen. */
  readonly shownLog: string | undefined;
  showLog(id: string): void;
  /** Runs work as a job and gives its id at once. */
  startJob(title: string, work: (job: JobHandle) => Promise<unknown>): string;
  cancelJob(id: string): void;
  clearJobs(): void;
}

/** What running work tells of itself. */
export interface JobHandle {
  readonly signal: AbortSignal;
  progress(progress: TransferProgress): void;
  log(line: string): void;
}

const longestLog = 5000;

export const jobsSlice: StateCreator<Studio, [], [], JobsSlice> = (set, get) => {
  const controllers = new Map<string, AbortController>();
  const update = (id: string, next: (job: Job) => Job): void =>
    set(({ jobs }) => ({ jobs: jobs.map((job) => (job.id === id ? next(job) : job)) }));

  return {
    jobs: [],
    shownLog: undefined,
    showLog: (shownLog) => {
      set({ shownLog });
      get().showPanel('logs', true);
    },
    startJob: (title, work) => {
      const id = crypto.randomUUID();
      const controller = new AbortController();
      controllers.set(id, controller);
      const job: Job = { id, title, startedAt: Date.now(), status: 'running', log: [] };
      set(({ jobs }) => ({ jobs: [job, ...jobs] }));
      const speed = newSpeedometer();
      const handle: JobHandle = {
        signal: controller.signal,
        progress: (progress) =>
          update(id, (current) => ({
            ...current,
            progress: { ...progress, ...speed(progress, Date.now()) },
          })),
        log: (line) =>
          update(id, (current) => ({ ...current, log: [...current.log, line].slice(-longestLog) })),
      };
      void work(handle)
        .then(
          (result) => update(id, (current) => ({ ...current, status: 'done', endedAt: Date.now(), result })),
          (error: unknown) =>
            update(id, (current) => ({
              ...current,
              status: controller.signal.aborted ? 'cancelled' : 'failed',
              endedAt: Date.now(),
              failure: get().describe(error),
            })),
        )
        .finally(() => controllers.delete(id));
      return id;
    },
    cancelJob: (id) => controllers.get(id)?.abort(),
    clearJobs: () => set(({ jobs }) => ({ jobs: jobs.filter((job) => job.status === 'running') })),
  };
};

/** Speed over the last seconds of one subject; starts anew with each. */
function newSpeedometer(): (progress: TransferProgress, at: number) => { bytesPerSecond?: number } {
  let subject = '';
  let marks: { at: number; bytes: number }[] = [];
  return (progress, at) => {
    const key = `${progress.phase} ${progress.subject}`;
    if (key !== subject) {
      subject = key;
      marks = [];
    }
    marks = [...marks.filter((mark) => at - mark.at < 4000), { at, bytes: progress.bytesDone }];
    const first = marks[0];
    if (!first || at - first.at < 300) return {};
    return { bytesPerSecond: ((progress.bytesDone - first.bytes) * 1000) / (at - first.at) };
  };
}
