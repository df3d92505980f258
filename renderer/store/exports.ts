import type { StateCreator } from 'zustand';
import { isError } from '../../shared/contract/error.ts';
import type { BundleOutput, DiagnosticOutput } from '../../shared/contract/outputs.ts';
import type { Place } from '../../shared/contract/studio-operations.ts';
import type { Studio } from './studio.ts';

/** How the next export is to be. */
export interface ExportChoices {
  /** The project's own choice where absent. */
  readonly target?: Place;
  /** Archives given for references (in their one spelling); they come before gantry.json and the engine. */
  readonly archives: Readonly<Record<string, Place>>;
  readonly layout: 'bundle' | 'pkg';
  /** gzip level; the usual one where absent. */
  readonly level?: 1 | 9;
  /** PEM files, for the layout pkg. */
  readonly key?: Place;
  readonly certificate?: Place;
}

/** How far one image of an export is, in bytes. */
export interface ImageProgress {
  readonly subject: string;
  readonly bytesDone: number;
  readonly bytesTotal?: number;
}

/** An export of this session. */
export interface ExportRun {
  readonly job: string;
  /** Ticket of its project. */
  readonly project: string;
  readonly target?: Place;
  readonly images: readonly ImageProgress[];
  readonly output?: BundleOutput;
  /** What stood in the way, where findings did. */
  readonly findings?: readonly DiagnosticOutput[];
}

export interface ExportsSlice {
  readonly exportChoices: ExportChoices;
  /** Newest first. */
  readonly exportRuns: readonly ExportRun[];
  chooseExport(change: { readonly [Key in keyof ExportChoices]?: ExportChoices[Key] | undefined }): void;
  /** Saves every file, then exports as a job that outlives the page. Gives the reason when it cannot start. */
  startExport(options?: { readonly force?: boolean }): Promise<string | undefined>;
  /** Saves every file, then builds the project's images on the engine. Gives the reason when it cannot start. */
  startBuild(): Promise<string | undefined>;
}

const usual: ExportChoices = { archives: {}, layout: 'bundle' };

export const exportsSlice: StateCreator<Studio, [], [], ExportsSlice> = (set, get, store) => {
  const update = (job: string, next: (run: ExportRun) => ExportRun): void =>
    set(({ exportRuns }) => ({ exportRuns: exportRuns.map((run) => (run.job === job ? next(run) : run)) }));

  const saved = async (): Promise<string | undefined> => {
    if (get().project === undefined) return 'No project is open.';
    if (get().project?.readOnly !== undefined || (await get().saveAll())) return undefined;
    return 'Not every file could be saved, so nothing was started.';
  };

  store.subscribe((now, before) => {
    // What was chosen belongs to the project it was chosen for.
    if (now.project?.project !== before.project?.project) set({ exportChoices: usual });
  });

  return {
    exportChoices: usual,
    exportRuns: [],
    chooseExport: (change) =>
      set(({ exportChoices }) => {
        const next = Object.entries({ ...exportChoices, ...change }).filter(
          ([, value]) => value !== undefined,
        );
        return { exportChoices: Object.fromEntries(next) as unknown as ExportChoices };
      }),
    startExport: async ({ force = false } = {}) => {
      const reason = await saved();
      const { project, exportChoices, startJob, client } = get();
      if (reason !== undefined || !project) return reason;
      const { target, archives, layout, level, key, certificate } = exportChoices;
      const input = {
        project: project.project,
        ...(target ? { output: target.ticket } : {}),
        images: Object.entries(archives).map(([reference, { ticket }]) => ({ reference, archive: ticket })),
        ...(level === undefined ? {} : { level }),
        layout,
        force,
        ...(layout === 'pkg' && key && certificate
          ? { signing: { key: key.ticket, certificate: certificate.ticket } }
          : {}),
      };
      const job: string = startJob(`Export ${project.name}`, async ({ signal, progress, log }) => {
        let step = '';
        try {
          const output = await client().call('bundle.export', input, {
            signal,
            keep: true,
            onProgress: (news) => {
              progress(news);
              const now = `${news.phase} ${news.subject}`;
              if (now !== step) log(stepText(news.phase, news.subject));
              step = now;
              if (news.phase !== 'image') return;
              const { subject, bytesDone, bytesTotal } = news;
              const image = { subject, bytesDone, ...(bytesTotal === undefined ? {} : { bytesTotal }) };
              update(job, (run) => ({ ...run, images: withImage(run.images, image) }));
            },
          });
          log(`Wrote ${output.file}`);
          log(`SHA-256 ${output.sha256}`);
          update(job, (run) => ({ ...run, output }));
          void get().refreshFacts(false);
          get().announce('The bundle was written and verified.');
          return output;
        } catch (error) {
          if (isError(error, 'FindingsBlock')) {
            const { diagnostics } = error.data;
            update(job, (run) => ({ ...run, findings: diagnostics ?? [] }));
          }
          throw error;
        }
      });
      const run: ExportRun = { job, project: project.project, images: [], ...(target ? { target } : {}) };
      set(({ exportRuns }) => ({ exportRuns: [run, ...exportRuns], page: 'export' }));
      return undefined;
    },
    startBuild: async () => {
      const reason = await saved();
      const { project, startJob, client } = get();
      if (reason !== undefined || !project) return reason;
      const job = startJob(`Build images of ${project.name}`, async ({ signal, log }) => {
        const output = await client().call(
          'project.build',
          { project: project.project },
          { signal, keep: true, onProgress: ({ line }) => log(line) },
        );
        for (const image of output.images) log(`Built ${image.ref} for ${image.platform}: ${image.id}`);
        void get().refreshFacts(true);
        get().announce('The images were built.');
        return output;
      });
      get().showLog(job);
      return undefined;
    },
  };
};

function withImage(images: readonly ImageProgress[], image: ImageProgress): readonly ImageProgress[] {
  return images.some(({ subject }) => subject === image.subject)
    ? images.map((each) => (each.subject === image.subject ? image : each))
    : [...images, image];
}

function stepText(phase: string, subject: string): string {
  if (phase === 'preflight') return `Checking ${subject}`;
  if (phase === 'image') return `Packing ${subject}`;
  if (phase === 'finish') return `Finishing ${subject}`;
  if (phase === 'verify') return `Verifying ${subject}`;
  return `Reading ${subject}`;
}
