import { applyPatch } from 'diff';
import type { StateCreator } from 'zustand';
import { GantryError } from '../../shared/contract/error.ts';
import type { Advice, SizeReport } from '../../shared/contract/size-report.ts';
import type { Studio } from './studio.ts';

/** The measuring of one image of the project, and what it gave. */
export interface Measurement {
  /** The job that did it. */
  readonly job: string;
  readonly report?: SizeReport;
}

type AdviceEdit = NonNullable<Advice['edit']>;

export interface SizeReportsSlice {
  /** By reference in its one spelling. */
  readonly measurements: Readonly<Record<string, Measurement>>;
  /** The image whose report the Images page shows. */
  readonly shownImage: string | undefined;
  showImage(reference: string | undefined): void;
  /** Measures an image of the project, as a job; a report made before comes at once. */
  measureImage(reference: string): void;
  /** Makes an advised change in a file of the project, not saved yet. Gives the reason where it cannot be made. */
  applyAdvice(edit: AdviceEdit): string | undefined;
}

/** Whether an advised change of a file can be made here: it is open, or is one that may be missing. */
export function canApplyAdvice(documents: Studio['documents'], file: string): boolean {
  return documents[file] !== undefined || file === '.dockerignore';
}

export const sizeReportsSlice: StateCreator<Studio, [], [], SizeReportsSlice> = (set, get, store) => {
  const update = (reference: string, job: string, report: SizeReport): void =>
    set(({ measurements }) =>
      measurements[reference]?.job === job
        ? { measurements: { ...measurements, [reference]: { job, report } } }
        : {},
    );

  store.subscribe((now, before) => {
    if (now.project?.project === before.project?.project) return;
    for (const { job } of Object.values(now.measurements)) now.cancelJob(job);
    set({ measurements: {}, shownImage: undefined });
  });

  return {
    measurements: {},
    shownImage: undefined,
    showImage: (shownImage) => set({ shownImage }),
    measureImage: (reference) => {
      const { project, exportChoices, measurements, client, startJob, cancelJob } = get();
      if (!project) return;
      const before = measurements[reference];
      if (before) cancelJob(before.job);
      const archive = exportChoices.archives[reference];
      const input = archive ? { target: archive.ticket, reference } : { project: project.project, reference };
      const job: string = startJob(`Measure ${reference}`, async ({ signal, progress, log }) => {
        log(`Measuring ${reference}`);
        const { images, problems } = await client().call('image.report', input, {
          signal,
          onProgress: progress,
        });
        for (const problem of problems) log(problem);
        const [report] = images;
        if (!report)
          throw new GantryError('ImageNotFound', { reference, where: archive?.name ?? project.name });
        // Reading the answer took its time; drawing it gets a turn of its own.
        await new Promise((resolve) => setTimeout(resolve));
        update(reference, job, report);
      });
      set({ measurements: { ...measurements, [reference]: { job } } });
    },
    applyAdvice: ({ file, diff }) => {
      const { documents } = get();
      if (!canApplyAdvice(documents, file))
        return `${file} is not open in the studio. Copy the change and make it there.`;
      const text = documents[file]?.state.text ?? '';
      const changed = applyPatch(text, diff, { fuzzFactor: 0 });
      if (changed === false) return `${file} has changed since the image was measured. Measure it again.`;
      // The revision of a file that is not there yet: saving makes it, unless another program did meanwhile.
      if (documents[file] === undefined) get().addDocument({ name: file, text: '', revision: '' });
      get().applyEdits(file, [{ start: 0, end: text.length, text: changed }], 'fix');
      return undefined;
    },
  };
};
