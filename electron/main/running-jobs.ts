/** Work of the page that the user waits for and would miss. */
export interface RunningJob {
  /** As part of a sentence: “exporting the bundle”. */
  readonly doing: string;
  /** How it is called when it is over: “The export”. */
  readonly name: string;
  readonly startedAt: number;
  /** From 0 to 1; absent where nobody knows. */
  readonly share?: number;
}

interface Words {
  readonly doing: string;
  readonly name: string;
}

interface Listener {
  /** The jobs that run now, the oldest first. */
  changed(jobs: readonly RunningJob[]): void;
  /** A job ended by itself, after that many milliseconds. */
  ended(job: RunningJob, well: boolean, milliseconds: number): void;
}

type Service<Input, Output, Progress> = (
  input: Input,
  call: { readonly signal: AbortSignal; progress(value: Progress): void },
) => Promise<Output>;

/** Knows which jobs run, by standing between the page and the services that do them. */
export class RunningJobs {
  readonly #running = new Set<{ job: RunningJob }>();
  readonly #listener: Listener;
  readonly #now: () => number;

  constructor(listener: Listener, now: () => number = () => performance.now()) {
    this.#listener = listener;
    this.#now = now;
  }

  get all(): readonly RunningJob[] {
    return [...this.#running].map(({ job }) => job);
  }

  /** The same service, watched. `shareOf` tells how far it is from what it reports. */
  watching<Input, Output, Progress>(
    words: Words,
    service: Service<Input, Output, Progress>,
    shareOf: (progress: Progress) => number | undefined = () => undefined,
  ): Service<Input, Output, Progress> {
    return async (input, call) => {
      const own: { job: RunningJob } = { job: { ...words, startedAt: this.#now() } };
      this.#running.add(own);
      this.#changed();
      const progress = (value: Progress): void => {
        call.progress(value);
        const share = shareOf(value);
        const { share: _, ...rest } = own.job;
        own.job = share === undefined ? rest : { ...rest, share };
        this.#changed();
      };
      let well = false;
      try {
        const output = await service(input, { signal: call.signal, progress });
        well = true;
        return output;
      } finally {
        this.#running.delete(own);
        this.#changed();
        if (!call.signal.aborted) this.#listener.ended(own.job, well, this.#now() - own.job.startedAt);
      }
    };
  }

  #changed(): void {
    this.#listener.changed(this.all);
  }
}

/** How far all jobs are, for the dock or the task bar: none, nobody knows, or the slowest of them from 0 to 1. */
export function overallShare(jobs: readonly RunningJob[]): 'none' | 'unknown' | number {
  if (jobs.length === 0) return 'none';
  const shares = jobs.map(({ share }) => share);
  return shares.every((share) => share !== undefined) ? Math.min(...shares) : 'unknown';
}
