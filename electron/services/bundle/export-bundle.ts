import { GantryError, isError } from '../../../shared/contract/error.ts';
import type { TransferProgress } from '../../../shared/contract/operations.ts';
import type { BundleOutput } from '../../../shared/contract/outputs.ts';
import type { ImageSourceContext } from '../images/image-sources.ts';
import { recordExport } from '../project/exports-record.ts';
import { AtomicFile } from './atomic-file.ts';
import { blockCompressor } from './block-compressor.ts';
import { BundleWriter, type WrittenEntry } from './bundle-writer.ts';
import { type CopiedImage, copyImage, imageOf } from './image-copy.ts';
import { packageNames, writePackage } from './package-writer.ts';
import { type ExportPlan, type ExportRequest, preflight } from './preflight.ts';
import { TransferMeter } from './transfer-meter.ts';
import { verifyBundle } from './verify-bundle.ts';
import { toWriteError } from './write-error.ts';

export interface ExportContext extends ImageSourceContext {
  /** Told at most twenty times a second. */
  progress(progress: TransferProgress): void;
}

interface WrittenBundle {
  readonly entries: readonly WrittenEntry[];
  readonly images: readonly CopiedImage[];
}

/**
 * Makes the upload-ready archive of a project and proves it before it takes its name: the images are streamed from their sources and
 * checked on the way, the file is read back whole, and only then does it replace an earlier one. Whatever goes wrong, and however the process
 * ends, the earlier file stays as it was and nothing else is left.
 * @throws GantryError what `preflight` and `copyImage` throw, `OutputUnwritable`, `DiskFull`, `VerificationFailed`, `Cancelled`.
 */
export async function exportBundle(request: ExportRequest, context: ExportContext): Promise<BundleOutput> {
  const started = performance.now();
  const { signal } = context;
  const meter = new TransferMeter((progress) => context.progress(progress));
  let file: AtomicFile | undefined;
  try {
    signal.throwIfAborted();
    meter.begin('preflight', request.projectFolder);
    const plan = await preflight(request, context);
    signal.throwIfAborted();
    file = await AtomicFile.create(plan.target);
    const written = await writeAll(plan, request, file, meter, signal);
    meter.begin('finish', file.target);
    await file.sync();
    signal.throwIfAborted();
    const size = file.position;
    meter.begin('verify', file.target, size);
    const proven = await verifyBundle(file.part, file.target, expectation(request, plan, written), {
      signal,
      onBytes: (bytes) => meter.add(bytes),
    });
    signal.throwIfAborted();
    await file.commit();
    const at = new Date().toISOString();
    await recordExport(plan.folder, { version: plan.version, sha256: proven.sha256, file: file.target, at });
    return {
      schemaVersion: 1,
      file: file.target,
      layout: request.layout,
      ...proven,
      entries: written.entries.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
      images: written.images.flatMap(describeImage),
      ...(request.layout === 'pkg' ? { signed: plan.signer !== undefined } : {}),
      elapsedMs: Math.round(performance.now() - started),
      diagnostics: [...plan.diagnostics],
    };
  } catch (error) {
    if (signal.aborted && !isError(error, 'Cancelled')) {
      throw new GantryError('Cancelled', { operation: 'bundle' }, { cause: error });
    }
    throw toWriteError(error, file?.target ?? request.output ?? request.projectFolder);
  } finally {
    await file?.discard();
  }
}

async function writeAll(
  plan: ExportPlan,
  request: ExportRequest,
  file: AtomicFile,
  meter: TransferMeter,
  signal: AbortSignal,
): Promise<WrittenBundle> {
  const compressor = blockCompressor(request.level);
  const images: CopiedImage[] = [];
  const fill = async (writer: BundleWriter) => {
    for (const { name, bytes } of plan.files) await writer.addBytes(name, bytes);
    for (const planned of plan.images) {
      const { source } = planned;
      const total = source.kind === 'archive' ? source.bytes : source.image.bytes;
      meter.begin('image', source.references[0] ?? planned.name, total);
      images.push(await copyImage(planned, writer, signal, (bytes) => meter.reach(bytes)));
    }
  };
  if (plan.identity !== undefined) {
    return { entries: await writePackage(file, plan.identity, compressor, fill, plan.signer), images };
  }
  const writer = new BundleWriter(file, compressor);
  await fill(writer);
  await writer.finish();
  return { entries: writer.entries, images };
}

function expectation(request: ExportRequest, plan: ExportPlan, written: WrittenBundle) {
  const prefix = request.layout === 'pkg' ? `${packageNames.app}/` : '';
  return {
    kind: request.layout,
    entries: written.entries,
    images: written.images.map(({ entry, tags }) => ({ entry: prefix + entry.name, tags })),
    signed: plan.signer !== undefined,
  };
}

/** One line for each reference. Those that share an archive each show the whole archive's compressed size. */
function describeImage(copied: CopiedImage): BundleOutput['images'] {
  return copied.planned.source.references.flatMap((ref) => {
    const image = imageOf(copied.info, ref);
    if (image === undefined) return [];
    const { id, bytes, platform = 'unknown' } = image;
    return [{ ref, id, platform, bytes, compressedBytes: copied.entry.storedBytes }];
  });
}
