import { HashThread } from '../archives/stream-hash.ts';
import type { LayerCache } from '../cache/layer-cache.ts';
import type { AtomicFile } from './atomic-file.ts';
import type { Compressor } from './block-compressor.ts';
import { bundleIndexBytes } from './bundle-index.ts';
import { BundleWriter, type WrittenEntry } from './bundle-writer.ts';
import { copyDraft } from './copy-draft.ts';
import { DraftFile } from './draft-file.ts';
import {
  type CopiedImage,
  copyImage,
  expectedLayers,
  type PlannedImage,
  type PreparedImage,
  prepareImage,
  sourceBytes,
} from './image-copy.ts';
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

interface HashingContext extends WriteContext {
  readonly hashes: HashThread;
}

/** A bundle that was written and read back. */
export interface ProvenBundle {
  readonly bytes: number;
  readonly sha256: string;
  readonly entries: readonly WrittenEntry[];
  readonly images: readonly CopiedImage[];
  /** Milliseconds that reading back took after all was written; waiting for the disk is not among them. */
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
  const hashes = new HashThread();
  try {
    if (layout === 'pkg') return await writeAsPackage(plan, file, { ...context, hashes });
    return await writePlainBundle(plan, file, { ...context, hashes });
  } finally {
    await hashes.end();
  }
}

async function writePlainBundle(
  plan: ExportPlan,
  file: AtomicFile,
  context: HashingContext,
): Promise<ProvenBundle> {
  const { cache, compressor } = context;
  const images: PreparedImage[] = [];
  try {
    for (const planned of plan.images) {
      const image = await prepareImage(planned, cache, compressor.level);
      images.push(image);
      if (image.known?.sha256 === undefined) break;
    }
    const isKnown = images.every(({ known }) => known?.sha256 !== undefined);
    if (isKnown) return await copyAsBundle(plan, images, file, context);
  } finally {
    for (const { layers } of images) await layers.close();
  }
  return writeAsBundle(plan, file, context);
}

/** Writes a bundle some of whose layers are still to come. Its head is known last, so it is read back when all is written. */
async function writeAsBundle(
  plan: ExportPlan,
  file: AtomicFile,
  context: HashingContext,
): Promise<ProvenBundle> {
  const { compressor, meter, signal, hashes } = context;
  const writer = new BundleWriter(file, compressor, indexBytes(plan));
  const images = await fill(plan, writer, file, context);
  const ends = await writer.finish();
  meter.begin('finish', file.target);
  signal.throwIfAborted();
  meter.begin('verify', file.target, file.position);
  const started = performance.now();
  const onBytes = (bytes: number) => meter.add(bytes);
  const expected = { ...ends, runs: writer.runs, bytes: file.position };
  let verifyMs = 0;
  const proving = readBack(file, expected, { signal, onBytes, hashes }).finally(() => {
    verifyMs = performance.now() - started;
  });
  const [proven] = await Promise.all([proving, file.sync()]);
  return { ...proven, entries: writer.entries, images, verifyMs };
}

/** Writes a bundle all of whose layers were compressed before: drawn up first, then copied with the read-back close behind. */
async function copyAsBundle(
  plan: ExportPlan,
  prepared: readonly PreparedImage[],
  file: AtomicFile,
  context: HashingContext,
): Promise<ProvenBundle> {
  const { compressor, meter, signal, hashes } = context;
  const draft = new DraftFile();
  const writer = new BundleWriter(draft, compressor, indexBytes(plan));
  const images = await fill(plan, writer, file, context, prepared);
  const expected = { ...(await writer.finish()), runs: writer.runs, bytes: draft.position };
  const copied = await copyDraft(draft, expected, file, {
    signal,
    hashes,
    onWritten: () => {
      meter.begin('finish', file.target);
      meter.begin('verify', file.target);
    },
  });
  return { ...copied, entries: writer.entries, images };
}

async function writeAsPackage(
  plan: ExportPlan,
  file: AtomicFile,
  context: HashingContext,
): Promise<ProvenBundle> {
  const { compressor, meter, signal } = context;
  if (plan.identity === undefined) throw new RangeError('a package needs an identity');
  let images: readonly CopiedImage[] = [];
  const fillInner = async (inner: BundleWriter) => {
    images = await fill(plan, inner, file, context);
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

/** Room for the index in the member's header. */
function indexBytes(plan: ExportPlan): number {
  return bundleIndexBytes(
    plan.files.length,
    plan.images.map(({ source }) => expectedLayers(source).length),
  );
}

/**
 * Writes the manifests and the images; gives the images. Each is looked for in the cache when its turn comes, as those before it may have
 * brought layers that it has too, unless all are prepared already.
 */
async function fill(
  plan: ExportPlan,
  writer: BundleWriter,
  file: AtomicFile,
  { meter, ...context }: HashingContext,
  prepared?: readonly PreparedImage[],
): Promise<readonly CopiedImage[]> {
  const images: CopiedImage[] = [];
  for (const { name, bytes } of plan.files) await writer.addBytes(name, bytes);
  let current: PlannedImage | undefined;
  for (const [i, planned] of plan.images.entries()) {
    const { name, source } = planned;
    // Where the bundle is drafted first, bytes are told of only when it is copied.
    const begin = () => {
      if (current === planned) return;
      current = planned;
      meter.begin('image', source.references[0] ?? name, sourceBytes(source));
    };
    begin();
    const onBytes = (bytes: number) => {
      begin();
      meter.reach(bytes);
    };
    const own = prepared?.[i];
    const image = own ?? (await prepareImage(planned, context.cache, context.compressor.level));
    try {
      images.push(await copyImage(image, writer, { ...context, file, onBytes }));
    } finally {
      if (own === undefined) await image.layers.close();
    }
  }
  return images;
}
