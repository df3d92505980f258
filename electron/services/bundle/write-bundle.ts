import type { LayerCache } from '../cache/layer-cache.ts';
import type { AtomicFile } from './atomic-file.ts';
import type { Compressor } from './block-compressor.ts';
import { bundleIndexBytes } from './bundle-index.ts';
import { BundleWriter, type WrittenEntry } from './bundle-writer.ts';
import { type CopiedImage, copyImage, expectedLayers, sourceBytes } from './image-copy.ts';
import { packageNames, writePackage } from './package-writer.ts';
import type { ExportPlan } from './preflight.ts';
import { readBack } from './read-back.ts';
import type { TransferMeter } from './transfer-meter.ts';
import { verifyBundle } from './verify-bundle.ts';

export interface WriteContext {
  readonly cache: LayerCache;
  readonly compressor: Compressor;
  readonly meter: TransferMeter;
  readonly signal: AbortSignal;
}

/** A bundle that was written and read back. */
export interface ProvenBundle {
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: readonly WrittenEntry[];
  readonly images: readonly CopiedImage[];
  /** Milliseconds that reading back took after all was written. */
  readonly verifyMs: number;
}

/**
 * Writes a bundle or package into the file and proves it by reading it back from there.
 * @throws GantryError what `copyImage` throws, and `VerificationFailed`.
 */
export async function writeBundle(
  plan: ExportPlan,
  layout: 'bundle' | 'pkg',
  file: AtomicFile,
  context: WriteContext,
): Promise<ProvenBundle> {
  return layout === 'pkg' ? writeAsPackage(plan, file, context) : writeAsBundle(plan, file, context);
}

async function writeAsBundle(
  plan: ExportPlan,
  file: AtomicFile,
  context: WriteContext,
): Promise<ProvenBundle> {
  const { compressor, meter, signal } = context;
  const room = bundleIndexBytes(
    plan.files.length,
    plan.images.map(({ source }) => expectedLayers(source).length),
  );
  const writer = new BundleWriter(file, compressor, room);
  const images = await fill(plan, writer, context);
  const ends = await writer.finish();
  meter.begin('finish', file.target);
  signal.throwIfAborted();
  meter.begin('verify', file.target, file.position);
  const started = performance.now();
  const onBytes = (bytes: number) => meter.add(bytes);
  // Both at once: what is read comes from the system's memory before and after the disk has it.
  const [proven] = await Promise.all([
    readBack(file, { ...ends, runs: writer.runs }, { signal, onBytes }),
    file.sync(),
  ]);
  return { ...proven, entries: writer.entries, images, verifyMs: performance.now() - started };
}

async function writeAsPackage(
  plan: ExportPlan,
  file: AtomicFile,
  context: WriteContext,
): Promise<ProvenBundle> {
  const { compressor, meter, signal } = context;
  if (plan.identity === undefined) throw new RangeError('a package needs an identity');
  let images: readonly CopiedImage[] = [];
  const fillInner = async (inner: BundleWriter) => {
    images = await fill(plan, inner, context);
  };
  const entries = await writePackage(file, plan.identity, compressor, fillInner, plan.signer);
  meter.begin('finish', file.target);
  await file.sync();
  signal.throwIfAborted();
  meter.begin('verify', file.target, file.position);
  const started = performance.now();
  const proven = await verifyBundle(
    file.part,
    file.target,
    {
      kind: 'pkg',
      entries,
      images: images.map(({ entry, tags }) => ({ entry: `${packageNames.app}/${entry.name}`, tags })),
      signed: plan.signer !== undefined,
    },
    { signal, onBytes: (bytes) => meter.add(bytes) },
  );
  return { ...proven, entries, images, verifyMs: performance.now() - started };
}

/** Writes the manifests and the images; gives the images. */
async function fill(
  plan: ExportPlan,
  writer: BundleWriter,
  context: WriteContext,
): Promise<readonly CopiedImage[]> {
  const images: CopiedImage[] = [];
  for (const { name, bytes } of plan.files) await writer.addBytes(name, bytes);
  for (const planned of plan.images) {
    const { source } = planned;
    context.meter.begin('image', source.references[0] ?? planned.name, sourceBytes(source));
    const onBytes = (bytes: number) => context.meter.reach(bytes);
    images.push(await copyImage(planned, writer, { ...context, onBytes }));
  }
  return images;
}
