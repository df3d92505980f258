import { GantryError, isError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { BundleOutput } from '../../../shared/contract/outputs.ts';
import { CacheDamaged } from '../cache/cache-damaged.ts';
import { readCacheLimit } from '../cache/cache-settings.ts';
import { LayerCache } from '../cache/layer-cache.ts';
import { CacheUnusable } from '../cache/layer-spool.ts';
import type { ImageSourceContext } from '../images/image-sources.ts';
import { recordExport } from '../project/exports-record.ts';
import { cacheFolder } from '../state-folder.ts';
import { AtomicFile } from './atomic-file.ts';
import { blockCompressor, CompressionBroken } from './block-compressor.ts';
import { type CopiedImage, imageOf } from './image-copy.ts';
import { type ExportPlan, type ExportRequest, preflight } from './preflight.ts';
import { ScratchFolder } from './scratch-folder.ts';
import { TransferMeter } from './transfer-meter.ts';
import { type ProvenBundle, writeBundle } from './write-bundle.ts';
import { toWriteError } from './write-error.ts';

export interface ExportContext extends ImageSourceContext {
  /** Told at most twenty times a second. */
  progress(progress: TransferProgress): void;
}

/** Each damaged layer costs a new beginning; beyond this the cache is not looked at. */
const mostAttempts = 3;

/**
 * Makes the upload-ready archive of a project and proves it before it takes its name: the images are streamed from their sources and
 * checked on the way, or taken from the cache where they are unchanged; the file is read back, and only then does it replace an
 * earlier one. Whatever goes wrong, and however the process ends, the earlier file stays as it was and nothing else is left.
 * @throws GantryError what `preflight` and `copyImage` throw, `OutputUnwritable`, `DiskFull`, `VerificationFailed`, `Cancelled`.
 */
export async function exportBundle(request: ExportRequest, context: ExportContext): Promise<BundleOutput> {
  const started = performance.now();
  const { signal } = context;
  const meter = new TransferMeter((progress) => context.progress(progress));
  let target: string | undefined;
  try {
    signal.throwIfAborted();
    meter.begin('preflight', request.projectFolder);
    const plan = await preflight(request, context);
    target = plan.target;
    signal.throwIfAborted();
    const proven = await exportPlan(plan, request, meter, signal);
    const { file, bytes, sha256 } = proven;
    const at = new Date().toISOString();
    await recordExport(plan.folder, { version: plan.version, sha256, file, at });
    return {
      schemaVersion: 1,
      file,
      layout: request.layout,
      bytes,
      sha256,
      entries: proven.entries.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
      images: proven.images.flatMap(describeImage),
      ...(request.layout === 'pkg' ? { signed: plan.signer !== undefined } : {}),
      elapsedMs: Math.round(performance.now() - started),
      verifyMs: Math.round(proven.verifyMs),
      layers: {
        total: proven.images.reduce((sum, { layers }) => sum + layers.total, 0),
        reused: proven.images.reduce((sum, { layers }) => sum + layers.reused, 0),
      },
      diagnostics: [...plan.diagnostics],
    };
  } catch (error) {
    if (signal.aborted && !isError(error, 'Cancelled')) {
      throw new GantryError('Cancelled', { operation: 'bundle' }, { cause: error });
    }
    const cause = error instanceof CacheUnusable ? error.cause : error;
    const file = target ?? request.output ?? request.projectFolder;
    if (cause instanceof CompressionBroken) {
      throw new GantryError('VerificationFailed', { file, problem: cause.message }, { cause });
    }
    throw toWriteError(cause, file);
  }
}

/** Writes, and begins again where the cache failed: a damaged layer is dropped, a cache that takes nothing is done without. */
async function exportPlan(
  plan: ExportPlan,
  request: ExportRequest,
  meter: TransferMeter,
  signal: AbortSignal,
): Promise<ProvenBundle & { readonly file: string }> {
  const shared = new LayerCache(cacheFolder());
  let scratch: ScratchFolder | undefined;
  try {
    for (let attempt = 1; ; attempt++) {
      const cache = scratch?.cache ?? shared;
      try {
        return await exportOnce(plan, request, cache, meter, signal);
      } catch (error) {
        if (error instanceof CacheDamaged && attempt < mostAttempts) {
          await cache.drop(error.diffId, error.level);
        } else if ((error instanceof CacheUnusable || error instanceof CacheDamaged) && !scratch) {
          // Only disks that are full are helped by what the cache would give up, and it can be made again.
          if (isFull(error.cause)) await shared.clear();
          scratch = await ScratchFolder.create(plan.target);
        } else throw error;
      }
    }
  } finally {
    await scratch?.remove();
    await shared.trim(await readCacheLimit());
  }
}

async function exportOnce(
  plan: ExportPlan,
  request: ExportRequest,
  cache: LayerCache,
  meter: TransferMeter,
  signal: AbortSignal,
): Promise<ProvenBundle & { readonly file: string }> {
  const file = await AtomicFile.create(plan.target);
  try {
    const compressor = blockCompressor(request.level);
    const proven = await writeBundle(plan, request.layout, file, { cache, compressor, meter, signal });
    signal.throwIfAborted();
    await file.commit();
    return { ...proven, file: file.target };
  } finally {
    await file.discard();
  }
}

function isFull(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
}

/** One line for each reference. Those that share an archive each show the whole archive's compressed size. */
function describeImage(copied: CopiedImage): BundleOutput['images'] {
  return copied.planned.source.references.flatMap((ref) => {
    const image = imageOf(copied.images, ref);
    if (image === undefined) return [];
    const { id, bytes, platform = 'unknown' } = image;
    return [{ ref, id, platform, bytes, compressedBytes: copied.entry.storedBytes }];
  });
}
