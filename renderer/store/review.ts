import type { StateCreator } from 'zustand';
import type { InspectOutput, ValidateOutput } from '../../shared/contract/outputs.ts';
import type { Place } from '../../shared/contract/studio-operations.ts';
import type { Studio } from './studio.ts';

/** A bundle that is looked at, and what was found out of it so far. */
export interface Review {
  readonly place: Place;
  /** The job that reads it. */
  readonly job: string;
  readonly inspected?: InspectOutput;
  readonly validated?: ValidateOutput;
}

export interface ReviewSlice {
  readonly review: Review | undefined;
  /** Reads and checks a bundle, as a job, and shows the page that tells of it. */
  reviewPlace(place: Place): void;
  /** Lets the user choose a bundle and reviews it. */
  reviewPicked(): Promise<void>;
  closeReview(): void;
}

export const reviewSlice: StateCreator<Studio, [], [], ReviewSlice> = (set, get) => ({
  review: undefined,
  reviewPlace: (place) => {
    const before = get().review;
    if (before) get().cancelJob(before.job);
    const found = (job: string, next: Partial<Review>): void =>
      set(({ review }) => (review?.job === job ? { review: { ...review, ...next } } : {}));
    const job: string = get().startJob(`Review ${place.name}`, async ({ signal, progress, log }) => {
      const options = { signal, onProgress: progress };
      log(`Reading ${place.display}`);
      const inspected = await get().client().call('target.inspect', { target: place.ticket }, options);
      found(job, { inspected });
      log(`Checking ${place.display}`);
      const validated = await get().client().call('target.validate', { target: place.ticket }, options);
      found(job, { validated });
      return inspected;
    });
    set({ review: { place, job }, page: 'review' });
  },
  reviewPicked: async () => {
    const place = await get().pickPlace('bundle');
    if (place) get().reviewPlace(place);
  },
  closeReview: () => {
    const { review, cancelJob } = get();
    if (review) cancelJob(review.job);
    set({ review: undefined });
  },
});
