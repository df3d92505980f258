import { GantryError } from '../../shared/contract/error.ts';
import type { Services } from '../../shared/contract/operations.ts';
import { withEngine } from './engine/with-engine.ts';
import type { Tickets } from './tickets.ts';

/** What a host gives the services. */
export interface ServiceDeps {
  /** Where the host grants tickets for the paths its user chose. */
  readonly tickets: Tickets;
}

/**
 * The whole trusted side. Each operation loads its own part when it is first called: checking a manifest
 * must not wait for an engine’s client to load.
 */
export function createServices({ tickets }: ServiceDeps): Services<AbortSignal> {
  const path = (ticket: string): string => tickets.resolve(ticket);
  return {
    'project.create': async ({ folder, template, name }) => {
      const { createProject } = await import('./project/create-project.ts');
      return createProject({
        folder: path(folder),
        template,
        ...(name === undefined ? {} : { name }),
      });
    },
    'project.bump': async ({ project, part }) => {
      const { bumpVersion } = await import('./project/bump-version.ts');
      return bumpVersion(path(project), part);
    },
    'project.build': async ({ project, platform }, { signal, progress }) => {
      const started = performance.now();
      const [{ buildImages, planBuilds }, { loadProject }, { readAppSpec }] = await Promise.all([
        import('./images/build-images.ts'),
        import('./project/load-project.ts'),
        import('../../shared/model/appspec.ts'),
      ]);
      const { folder, settings, project: loaded } = await loadProject(path(project));
      const containers = loaded.appSpec === undefined ? [] : readAppSpec(loaded.appSpec.document).containers;
      const references = containers.flatMap((container) => container.image ?? []);
      const plans = planBuilds(folder, references, settings, platform);
      if (plans.length === 0) {
        const problem = `there is nothing to build in “${folder}”: no image of the AppSpec comes from a Dockerfile`;
        throw new GantryError('Usage', { problem });
      }
      return withEngine(signal, async (connect) => {
        const engine = await connect();
        const log = (line: string): void => progress({ line });
        const images = await buildImages({ projectFolder: folder, plans }, engine, log, signal);
        return {
          schemaVersion: 1,
          project: folder,
          endpoint: engine.endpoint,
          images: [...images],
          elapsedMs: Math.round(performance.now() - started),
        };
      });
    },
    'target.validate': async ({ target, referenceValidator }, { signal, progress }) => {
      const { validateTarget } = await import('./project/validate-target.ts');
      return validateTarget(path(target), {
        signal,
        progress,
        ...(referenceValidator === undefined ? {} : { referenceValidator: path(referenceValidator) }),
      });
    },
    'target.fix': async ({ target, dryRun }, { signal }) => {
      const { fixTarget } = await import('./project/fix-target.ts');
      return fixTarget(path(target), { dryRun, signal });
    },
    'target.inspect': async (input, call) => {
      const { inspectTarget } = await import('./images/inspect-target.ts');
      const request = 'image' in input ? input : { path: path(input.target), whole: input.whole === true };
      return withEngine(call.signal, (engine) => inspectTarget(request, { ...call, engine }));
    },
    'image.report': async (input, call) => {
      const { reportImages } = await import('./images/report-images.ts');
      const request =
        'project' in input
          ? { project: path(input.project), reference: input.reference }
          : 'image' in input
            ? input
            : { ...input, path: path(input.target) };
      return withEngine(call.signal, (engine) => reportImages(request, { ...call, engine }));
    },
    'target.compare': async ({ before, after }, call) => {
      const { compareFiles } = await import('./review/compare-targets.ts');
      const side = (input: typeof before) => ('image' in input ? input : { path: path(input.target) });
      return withEngine(call.signal, (engine) =>
        compareFiles(side(before), side(after), { ...call, engine }),
      );
    },
    'review.open': async ({ target }, { signal, progress }) => {
      const { recentReview } = await import('./review/recent-reviews.ts');
      return withEngine(signal, (engine) =>
        recentReview(path(target), {
          signal,
          engine,
          progress: (transfer) => progress({ transfer }),
          onFirstFacts: (review) => progress({ review }),
        }),
      );
    },
    'review.report': async ({ target, output, before, reviewer, sha256, ...rest }, call) => {
      const { writeReport } = await import('./review/write-report.ts');
      const request = {
        ...rest,
        target: path(target),
        output: path(output),
        ...(before === undefined ? {} : { before: path(before) }),
        ...(reviewer === undefined ? {} : { reviewer }),
        ...(sha256 === undefined ? {} : { sha256 }),
      };
      return withEngine(call.signal, (engine) => writeReport(request, { ...call, engine }));
    },
    'review.extract': async ({ target, entry, output, keepExisting = false }, call) => {
      const { extractEntry } = await import('./review/extract-entry.ts');
      const written = await extractEntry(path(target), entry, path(output), call, { keepExisting });
      return { schemaVersion: 1, entry, ...written };
    },
    'review.openAsProject': async ({ target, folder }, call) => {
      const [{ recentReview }, { openAsProject }] = await Promise.all([
        import('./review/recent-reviews.ts'),
        import('./review/open-as-project.ts'),
      ]);
      const made = await openAsProject(await recentReview(path(target), call), path(folder), call);
      return { schemaVersion: 1, ...made };
    },
    'bundle.export': async ({ project, output, images, level, layout, force, signing }, call) => {
      const { exportBundle } = await import('./bundle/export-bundle.ts');
      const request = {
        projectFolder: path(project),
        ...(output === undefined ? {} : { output: path(output) }),
        images: images.map(({ reference, archive }) => ({ reference, archivePath: path(archive) })),
        ...(level === undefined ? {} : { level }),
        layout,
        force,
        ...(signing === undefined
          ? {}
          : { signing: { keyPath: path(signing.key), certificatePath: path(signing.certificate) } }),
      };
      return withEngine(call.signal, (engine) => exportBundle(request, { ...call, engine }));
    },
    'cache.status': async () => {
      const { cacheStatus } = await import('./cache/cache-status.ts');
      return cacheStatus();
    },
    'cache.clear': async () => {
      const { clearCache } = await import('./cache/cache-status.ts');
      return clearCache();
    },
    'cache.limit': async ({ limitBytes }) => {
      const { limitCache } = await import('./cache/cache-status.ts');
      return limitCache(limitBytes);
    },
    'engine.doctor': async (_input, { signal }) => {
      const { examineEngines } = await import('./engine/doctor.ts');
      const { attempts, engine, advice } = await examineEngines(signal);
      return {
        schemaVersion: 1,
        ...(engine === undefined ? {} : { engine }),
        attempts: [...attempts],
        advice: [...advice],
      };
    },
  };
}
