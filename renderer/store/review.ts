import type { StateCreator } from 'zustand';
import type { CompareOutput } from '../../shared/contract/comparison.ts';
import type { Reviewer, ReviewOutput } from '../../shared/contract/review.ts';
import type { SizeReport } from '../../shared/contract/size-report.ts';
import type { Place } from '../../shared/contract/studio-operations.ts';
import type { Studio } from './studio.ts';

/** The parts of the review page. */
export type ReviewTab =
  | 'summary'
  | 'manifests'
  | 'topology'
  | 'images'
  | 'contents'
  | 'compare'
  | 'hand-over';

export type ReportFormat = 'html' | 'json' | 'sarif';

/** A stretch of a text; lines and columns from 1. */
export interface TextRange {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

/** A wish to see a place of a manifest under review. */
export interface ManifestPlace {
  readonly file: string;
  readonly range: TextRange;
  /** Differs for every wish, so that the same place can be shown twice. */
  readonly serial: number;
}

/** What the bundle is compared with. */
export interface ReviewComparison {
  readonly before: Place;
  readonly job: string;
  readonly output?: CompareOutput;
}

/** The measuring of the images of a bundle. */
interface ReviewSizes {
  readonly job: string;
  readonly reports?: readonly SizeReport[];
}

/** A bundle that is looked at, and what was found out of it so far. */
export interface Review {
  readonly place: Place;
  /** The job that reads it. */
  readonly job: string;
  /** The first facts at first, then everything. */
  readonly facts?: ReviewOutput;
  readonly tab: ReviewTab;
  /** The manifest shown. */
  readonly file?: string;
  readonly shown?: ManifestPlace;
  /** Of the cluster that totals are worked out for. */
  readonly nodes: number;
  readonly reviewer: Reviewer;
  readonly comparison?: ReviewComparison;
  readonly sizes?: ReviewSizes;
  /** The job that writes a report, an entry or a project. */
  readonly writing?: string;
}

export interface ReviewSlice {
  readonly review: Review | undefined;
  /** Reads and checks a bundle, as a job, and shows the page that tells of it. */
  reviewPlace(place: Place): void;
  /** Lets the user choose a bundle, or the folder one was extracted to, and reviews it. */
  reviewPicked(what?: 'bundle' | 'extracted'): Promise<void>;
  closeReview(): void;
  showReviewTab(tab: ReviewTab): void;
  showReviewManifest(file: string): void;
  /** Shows a place in the text of a manifest under review. */
  showReviewPlace(file: string, range: TextRange): void;
  setReviewNodes(nodes: number): void;
  setReviewer(change: Partial<Reviewer>): void;
  /** Lets the user choose what came before, and compares. */
  compareReview(what: 'earlier' | 'earlier-folder'): Promise<void>;
  compareReviewWith(before: Place): void;
  endComparison(): void;
  /** Finds out where every byte of the images comes from, as a job. */
  measureReview(): void;
  /** Writes the review, with the reviewer’s word and the comparison, where the user chooses. */
  saveReview(format: ReportFormat): Promise<void>;
  /** Writes one entry of the bundle where the user chooses. */
  extractEntry(name: string): Promise<void>;
  /** Makes a project of the bundle where the user chooses, and opens it. */
  openReviewAsProject(): Promise<void>;
}

const usualNodes = 4;

let serial = 0;

export const reviewSlice: StateCreator<Studio, [], [], ReviewSlice> = (set, get) => {
  const change = (next: Partial<Review>): void =>
    set(({ review }) => (review ? { review: { ...review, ...next } } : {}));
  /** Changes the review that a job belongs to, if it is still the one shown. */
  const found = (job: string, next: Partial<Review>): void => {
    if (get().review?.job === job) change(next);
  };
  const tell = (error: unknown): void => set({ trouble: get().describe(error) });

  const endJobs = (review: Review | undefined): void => {
    if (!review) return;
    get().cancelJob(review.job);
    for (const part of [review.comparison, review.sizes]) if (part) get().cancelJob(part.job);
  };

  return {
    review: undefined,
    reviewPlace: (place) => {
      const before = get().review;
      endJobs(before);
      const job: string = get().startJob(`Review ${place.name}`, async ({ signal, progress, log }) => {
        log(`Reading ${place.display}`);
        const facts = await get()
          .client()
          .call(
            'review.open',
            { target: place.ticket },
            {
              signal,
              onProgress: (news) => {
                if ('transfer' in news) progress(news.transfer);
                else found(job, { facts: news.review });
              },
            },
          );
        found(job, { facts });
        get().announce(`${place.name} was read whole.`);
        return facts;
      });
      const reviewer: Reviewer = {
        name: before?.reviewer.name ?? '',
        decision: 'undecided',
        notes: '',
      };
      set({
        review: { place, job, tab: 'summary', nodes: before?.nodes ?? usualNodes, reviewer },
        page: 'review',
      });
    },
    reviewPicked: async (what = 'bundle') => {
      const place = await get().pickPlace(what);
      if (place) get().reviewPlace(place);
    },
    closeReview: () => {
      endJobs(get().review);
      set({ review: undefined });
    },
    showReviewTab: (tab) => change({ tab }),
    showReviewManifest: (file) => change({ file }),
    showReviewPlace: (file, range) => {
      if (!get().review?.facts?.manifests.some((manifest) => manifest.file === file)) return;
      serial += 1;
      change({ tab: 'manifests', file, shown: { file, range, serial } });
    },
    setReviewNodes: (nodes) => change({ nodes }),
    setReviewer: (next) =>
      set(({ review }) =>
        review ? { review: { ...review, reviewer: { ...review.reviewer, ...next } } } : {},
      ),
    compareReview: async (what) => {
      const before = await get().pickPlace(what);
      if (before) get().compareReviewWith(before);
    },
    compareReviewWith: (before) => {
      const { review, client, startJob, cancelJob } = get();
      if (!review) return;
      if (review.comparison) cancelJob(review.comparison.job);
      const job: string = startJob(
        `Compare ${review.place.name} with ${before.name}`,
        async ({ signal, progress }) => {
          const output = await client().call(
            'target.compare',
            { before: { target: before.ticket }, after: { target: review.place.ticket } },
            { signal, onProgress: progress },
          );
          if (get().review?.comparison?.job === job) change({ comparison: { before, job, output } });
          get().announce(`The comparison with ${before.name} is there.`);
          return output;
        },
      );
      change({ tab: 'compare', comparison: { before, job } });
    },
    endComparison: () =>
      set(({ review }) => {
        if (!review) return {};
        const { comparison, ...rest } = review;
        if (comparison) get().cancelJob(comparison.job);
        return { review: rest };
      }),
    measureReview: () => {
      const { review, client, startJob } = get();
      if (!review) return;
      const { place } = review;
      const job: string = startJob(
        `Measure the images of ${place.name}`,
        async ({ signal, progress, log }) => {
          const { images, problems } = await client().call(
            'image.report',
            { target: place.ticket },
            { signal, onProgress: progress },
          );
          for (const problem of problems) log(problem);
          if (get().review?.sizes?.job === job) change({ sizes: { job, reports: images } });
        },
      );
      change({ sizes: { job } });
    },
    saveReview: async (format) => {
      const { review, pickPlace, startJob, client } = get();
      const facts = review?.facts;
      if (!review || !facts) return;
      const output = await pickPlace('report', { name: reportName(review.place.name, format) });
      if (!output) return;
      const { place, nodes, reviewer, comparison } = review;
      const job = startJob(`Save ${output.name}`, async ({ signal, progress, log }) => {
        const written = await client().call(
          'review.report',
          {
            target: place.ticket,
            output: output.ticket,
            format,
            nodes,
            reviewer,
            ...(comparison?.output ? { before: comparison.before.ticket } : {}),
            ...(facts.sha256 === undefined ? {} : { sha256: facts.sha256 }),
          },
          { signal, onProgress: progress },
        );
        log(`Wrote ${written.file}`);
        log(`SHA-256 ${written.sha256}`);
        get().announce(`${output.name} was saved.`);
        return output;
      });
      change({ writing: job });
    },
    extractEntry: async (name) => {
      const { review, pickPlace, startJob, client } = get();
      if (!review) return;
      const output = await pickPlace('entry', {
        name: fileNameOf(name),
        words: {
          title: `Extract ${name}`,
          description: 'The entry is written to the folder shown, as it is.',
          action: 'Extract',
        },
      });
      if (!output) return;
      const job = startJob(`Extract ${name}`, async ({ signal, progress, log }) => {
        const written = await client().call(
          'review.extract',
          { target: review.place.ticket, entry: name, output: output.ticket },
          { signal, onProgress: progress },
        );
        log(`Wrote ${written.file}`);
        get().announce(`${output.name} was extracted.`);
        return output;
      });
      change({ writing: job });
    },
    openReviewAsProject: async () => {
      const { review, pickPlace, startJob, client } = get();
      if (!review) return;
      const folder = await pickPlace('project', { name: projectName(review.place.name) });
      if (!folder) return;
      const job = startJob(`Make a project of ${review.place.name}`, async ({ signal, progress, log }) => {
        const { files } = await client().call(
          'review.openAsProject',
          { target: review.place.ticket, folder: folder.ticket },
          { signal, onProgress: progress },
        );
        for (const file of files) log(`Wrote ${file}`);
        await get().openProject(folder.ticket).catch(tell);
        return folder;
      });
      change({ writing: job });
    },
  };
};

/** `demo-bundle.tar.gz` → `demo-bundle-review.html`. */
function reportName(bundle: string, format: ReportFormat): string {
  return `${stem(bundle)}-review.${format}`;
}

function projectName(bundle: string): string {
  return stem(bundle).replace(/-bundle$/, '') || 'project';
}

function stem(name: string): string {
  return name.replace(/\.(?:tar\.gz|tgz|tar|pkg|tar\.zst)$/i, '');
}

/** What follows the last slash, with what no system takes in a name replaced. */
function fileNameOf(entry: string): string {
  const last = entry.slice(entry.lastIndexOf('/') + 1).replace(/[:*?"<>|\\]/g, '-');
  return last === '' ? 'entry' : last;
}
