import { GantryError } from '../../../shared/contract/error.ts';
import type { HashThread } from '../archives/stream-hash.ts';
import type { ImageArchiveInfo } from '../archives/types.ts';
import type { LayerCache } from '../cache/layer-cache.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import { deflatePool } from '../deflate/deflate-pool.ts';
import { bundledTags } from '../images/image-facts.ts';
import { type ImageSource, openImage, sourceName } from '../images/image-sources.ts';
import { ArchiveHash } from './archive-hash.ts';
import type { AtomicFile } from './atomic-file.ts';
import type { Compressor } from './block-compressor.ts';
import type { BundleWriter, WrittenEntry } from './bundle-writer.ts';
import { imageDocuments, imageTarKey, layerOrder } from './image-tar.ts';
import { readArchiveRecord, readImageRecord, sourceKey, writeImageRecord } from './known-images.ts';
import { NeededLayers } from './needed-layers.ts';
import { type TakenImage, takeLayers } from './take-layers.ts';

/** An image archive that a bundle gets. */
export interface PlannedImage {
  /** The entry's name. */
  readonly name: string;
  readonly source: ImageSource;
}

/** An image of an archive that a bundle got. */
export interface CopiedImageFacts extends TakenImage {
  /** Sum of the uncompressed layers. */
  readonly bytes: number;
}

/** An image archive that a bundle got. */
export interface CopiedImage {
  readonly planned: PlannedImage;
  readonly entry: WrittenEntry;
  readonly images: readonly CopiedImageFacts[];
  /** The references that the source promised and the archive has as tags. */
  readonly tags: readonly string[];
  /** How many different layers it has, and how many of them were compressed in an earlier export. */
  readonly layers: { readonly total: number; readonly reused: number };
  /** Whether its source was read at all. */
  readonly read: boolean;
}

/** What is known of an image, and there of it, before any of it is written. */
export interface PreparedImage {
  readonly planned: PlannedImage;
  /** Diff IDs in the archive's order. */
  readonly expected: readonly string[];
  readonly layers: NeededLayers;
  /** How many of them an earlier export compressed. */
  readonly reused: number;
  /** Where its contents are remembered. */
  readonly key: string | undefined;
  /** The contents, where the source need not be asked for them again: all its layers are there. */
  readonly known?: { readonly images: readonly TakenImage[]; readonly sha256?: string };
}

export interface CopyContext {
  readonly cache: LayerCache;
  readonly compressor: Compressor;
  readonly signal: AbortSignal;
  /** Told of the source's bytes; where it is not read, of as large a share of them as has been copied. */
  readonly onBytes: (bytesSoFar: number) => void;
  /** Where the image is unpacked again for the archive's hash, unless that is known. */
  readonly file: AtomicFile;
  /** What hashes it; ended where the copy fails, as it may have long to do. */
  readonly hashes: HashThread;
}

/** Bytes still to be compressed below which threads are started when they come. */
const leastAhead = 16 << 20;
/** Milliseconds after which the engine has been asked; nothing is to stand before that. */
const askingTime = 50;

/** Looks for an image among what earlier exports left. Its layers are open until they are closed. */
export async function prepareImage(
  planned: PlannedImage,
  cache: LayerCache,
  level: number,
): Promise<PreparedImage> {
  const { source } = planned;
  const layers = new NeededLayers(cache, level);
  const expected = expectedLayers(source);
  const [complete, key] = await Promise.all([layers.find(expected), sourceKey(source)]);
  const reused = expected.filter((diffId) => layers.has(diffId)).length;
  const images = complete ? await readImageRecord(cache, key, expected) : undefined;
  const common = { planned, expected, layers, reused, key };
  if (images === undefined) return common;
  const sha256 = await readArchiveRecord(cache, imageTarKey(expected, imageDocuments(images)));
  return { ...common, known: { images, ...(sha256 === undefined ? {} : { sha256 }) } };
}

/**
 * Puts an image into a bundle. Where all its layers were compressed before and its config is known, the source is not asked again;
 * otherwise it is read and proven on the way (every digest and diff ID, and that it is the image the findings were about), and
 * only layers that are not there yet are compressed; those that are go into the bundle at once.
 * @throws GantryError `ArchiveInvalid`, `FileUnreadable`, `EngineFailed`, `VerificationFailed`, `Cancelled`, and what writing throws;
 * `CacheUnusable` and `CacheDamaged` where the export is to be begun again with another cache or without a layer.
 */
export async function copyImage(
  prepared: PreparedImage,
  writer: BundleWriter,
  context: CopyContext,
): Promise<CopiedImage> {
  const { planned, expected, layers, known, reused } = prepared;
  const { name, source } = planned;
  const { cache, onBytes } = context;
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const hash = known?.sha256 ?? new ArchiveHash(expected, context.file, context.hashes);
  let reading: Promise<readonly TakenImage[]> | undefined;
  let starting: NodeJS.Timeout | undefined;
  try {
    if (known === undefined && typeof hash !== 'string') {
      starting = startAhead(prepared, context.hashes);
      reading = readImages(prepared, { ...context, signal, layers, expected, archiveHash: hash });
    }
    reading?.catch((error: unknown) => layers.fail(error));
    const entry = await writer.addImages({
      name,
      order: expected,
      layers,
      images: reading ?? Promise.resolve(known?.images ?? []),
      onCopied:
        known === undefined ? () => undefined : copyMeter(source, await layers.all(expected), onBytes),
      hash,
    });
    const taken = (await reading) ?? known?.images ?? [];
    if (known?.sha256 === undefined) {
      const proven = { bytes: entry.bytes, sha256: entry.sha256 };
      await cache.remember('archives', imageTarKey(expected, imageDocuments(taken)), proven);
    }
    const images: CopiedImageFacts[] = [];
    for (const image of taken) {
      const own = await layers.all(image.diffIds);
      images.push({ ...image, bytes: own.reduce((sum, layer) => sum + layer.bytes, 0) });
    }
    return {
      planned,
      entry,
      images,
      tags: promisedTags(source),
      layers: { total: expected.length, reused },
      read: reading !== undefined,
    };
  } catch (error) {
    // Whoever reads must not wait for the one that writes, nor for the hash of what was written.
    layers.fail(error);
    await context.hashes.end();
    throw error;
  } finally {
    clearTimeout(starting);
    stop.abort();
    await reading?.catch(() => undefined);
  }
}

/** How many bytes reading a source comes to, as far as is known before. */
export function sourceBytes(source: ImageSource): number {
  return source.kind === 'archive' ? source.bytes : source.image.bytes;
}

/** Turns deflated bytes that were copied into the same share of the source's bytes. */
function copyMeter(
  source: ImageSource,
  layers: readonly StoredLayer[],
  onBytes: (bytesSoFar: number) => void,
): (bytes: number) => void {
  const all = layers.reduce((sum, layer) => sum + layer.deflatedBytes, 0);
  let copied = 0;
  return (bytes) => {
    copied += bytes;
    onBytes(Math.round((sourceBytes(source) * copied) / all));
  };
}

/** The image that a reference means in an archive. */
export function imageOf(
  images: readonly CopiedImageFacts[],
  reference: string,
): CopiedImageFacts | undefined {
  return images.find((image) => image.tags.includes(reference)) ?? images[0];
}

interface ReadContext extends Omit<CopyContext, 'file' | 'hashes'> {
  readonly layers: NeededLayers;
  readonly expected: readonly string[];
  readonly archiveHash: ArchiveHash;
}

/** Starts the threads that much is to come for while the engine still prepares it, as one core has nothing to do then. */
function startAhead(
  { planned: { source }, layers, expected }: PreparedImage,
  hashes: HashThread,
): NodeJS.Timeout | undefined {
  const there = layers.lengthsOf(expected).reduce((sum, bytes) => sum + bytes, 0);
  if (source.kind !== 'engine' || sourceBytes(source) - there < leastAhead) return undefined;
  return setTimeout(() => {
    deflatePool().prepare();
    hashes.started().catch(() => undefined);
  }, askingTime);
}

/** Reads the source until every layer is there; a second time where lengths alone misled. */
async function readImages(
  { planned: { source }, key }: PreparedImage,
  context: ReadContext,
): Promise<readonly TakenImage[]> {
  const { layers, expected, cache } = context;
  const file = sourceName(source);
  for (let trust = true; ; trust = false) {
    const opened = await openImage(source, context.signal);
    const { info, images: found, complete } = await takeLayers(opened, { ...context, file }, trust);
    const tags = bundledTags(info, source.references);
    const images = found.map((image, i) => ({ ...image, tags: [...(tags[i] ?? image.tags)].sort() }));
    requireSame(source, info, images);
    await writeImageRecord(cache, key, images);
    if (complete && expected.every((diffId) => layers.has(diffId))) return images;
    if (!trust) throw new GantryError('ArchiveInvalid', { file, problem: 'it lacks a layer' });
  }
}

/** Fails where what was read is not what the findings were about. */
function requireSame(source: ImageSource, info: ImageArchiveInfo, images: readonly TakenImage[]): void {
  const file = sourceName(source);
  const lost = promisedTags(source).find((tag) => !images.some((image) => image.tags.includes(tag)));
  const sameLayers = layerOrder(images).join() === expectedLayers(source).join();
  if (source.kind === 'archive') {
    const ids = new Set(info.images.map((image) => image.id));
    if (lost === undefined && sameLayers && source.index.images.every((image) => ids.has(image.id))) return;
    throw new GantryError('ArchiveInvalid', { file, problem: 'it was changed while it was being read' });
  }
  // By diff IDs: what an engine calls the image's ID depends on how it stores images.
  const reason = sameLayers
    ? lost && `the archive it saved lacks the tag “${lost}”`
    : 'the archive it saved holds other layers than the image has';
  if (reason === undefined) return;
  const { endpoint } = source.engine;
  throw new GantryError('EngineFailed', { endpoint, operation: `saving ${file}`, reason });
}

/** The diff IDs that a source is said to have, each once, in the order its archive gets them. */
export function expectedLayers(source: ImageSource): readonly string[] {
  if (source.kind === 'engine') return layerOrder([{ diffIds: source.image.layers }]);
  return layerOrder(
    source.index.images.map((image) => ({ diffIds: image.layers.map((layer) => layer.diffId) })),
  );
}

/** The references that the source says it has. Others are the rules' concern, and pass where they were overruled. */
function promisedTags(source: ImageSource): readonly string[] {
  const tags =
    source.kind === 'archive' ? bundledTags(source.index, source.references).flat() : source.image.tags;
  return source.references.filter((reference) => tags.includes(reference));
}
