import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { GantryError } from '../../../shared/contract/error.ts';
import { get, itemsOf, textOf } from '../../../shared/model/plain.ts';
import { ArchiveContents } from '../archives/archive-contents.ts';
import { archiveLimits } from '../archives/archive-limits.ts';
import { collected, StreamReader } from '../archives/byte-reader.ts';
import { fileUnreadable, openForReading } from '../archives/file-stream.ts';
import { joinClaims } from '../archives/image-claims.ts';
import { readTarFrom } from '../archives/tar-reader.ts';
import { tarPadding } from '../archives/tar-writer.ts';
import type { ImageArchiveInfo, ImageInfo } from '../archives/types.ts';
import { readAt, TurnBuffers } from '../cache/layer-file.ts';
import { notTextReason } from '../project/text-encoding.ts';
import type { BundleContents, BundleEntry, BundleManifest } from './bundle-contents.ts';
import { type BundleIndex, decodeBundleIndex, type IndexedEntry, type IndexedRun } from './bundle-index.ts';
import { unsigned } from './package-seal.ts';
import type { ReadBundleOptions } from './read-bundle.ts';

const inflate = promisify(inflateRaw);
const pieceBytes = 1 << 20;
/** More than documents of one image archive take; an index that says otherwise is not ours. */
const largestDocuments = 64 << 20;

type ImageEntryIndex = Required<IndexedEntry>['image'];

/**
 * Opens a bundle that carries our index: its checksum is computed over the whole file, so that damage shows, but only manifests and
 * image configs are unpacked. Hashes of image archives, diff IDs and lengths of layers are what the bundle states of itself.
 * Gives `undefined` where there is no index or anything does not fit; the whole is to be read then.
 * @throws GantryError `FileUnreadable`, `Cancelled`.
 */
export async function readIndexedBundle(
  path: string,
  options: ReadBundleOptions,
): Promise<BundleContents | undefined> {
  const { handle, bytes } = await openForReading(path);
  try {
    const found = await findIndex(handle);
    if (found?.index.fileBytes !== bytes) return undefined;
    if ((await bodyChecksum(handle, found.bodyAt, options)) !== found.index.bodyCrc) return undefined;
    return await contentsOf(handle, basename(path), bytes, found.index);
  } catch (error) {
    if (error instanceof GantryError && error.code !== 'ArchiveInvalid') throw error;
    // What an index claims and the file does not hold is for the one who reads everything to say.
    if (error instanceof GantryError || isZlibError(error) || error instanceof Misfit) return undefined;
    throw fileUnreadable(path, error);
  } finally {
    await handle.close();
  }
}

/** The file does not hold what its index says. */
class Misfit extends Error {}

async function findIndex(
  handle: FileHandle,
): Promise<{ readonly index: BundleIndex; readonly bodyAt: number } | undefined> {
  const head = await readAt(handle, 0, 12);
  const isOurs = head.length === 12 && head.readUInt32BE(0) === 0x1f8b0804;
  if (!isOurs) return undefined;
  const length = head.readUInt16LE(10);
  const index = decodeBundleIndex(await readAt(handle, 12, length));
  return index === undefined ? undefined : { index, bodyAt: 12 + length };
}

async function bodyChecksum(
  handle: FileHandle,
  from: number,
  { signal, onBytes }: ReadBundleOptions,
): Promise<number> {
  let crc = 0;
  let position = from;
  const buffers = new TurnBuffers(pieceBytes);
  const read = () => {
    const work = readAt(handle, position, pieceBytes, buffers.next());
    // Where the pass ends before this one is looked at, its failure no longer matters.
    work.catch(() => undefined);
    return work;
  };
  for (let ahead = read(); ; ) {
    if (signal.aborted) throw new GantryError('Cancelled', { operation: 'reading a bundle' });
    const bytes = await ahead;
    if (bytes.length === 0) return crc;
    position += bytes.length;
    // The other buffer: this one is free again only when the next has come.
    ahead = read();
    crc = crc32(bytes, crc);
    onBytes?.(bytes.length);
  }
}

async function contentsOf(
  handle: FileHandle,
  file: string,
  bytes: number,
  index: BundleIndex,
): Promise<BundleContents> {
  const entries: BundleEntry[] = [];
  const images: { readonly entry: string; readonly info: ImageArchiveInfo }[] = [];
  const manifests = new Map<string, BundleManifest>();
  for (const each of index.entries) {
    const { sha256, image } = each;
    const [entry] = await tarEntries(await unpack(handle, each.head), file, image !== undefined);
    if (entry?.size !== each.bytes) throw new Misfit();
    const { name } = entry;
    entries.push({ name, bytes: each.bytes, sha256 });
    if (image !== undefined) {
      images.push({ entry: name, info: await imageInfo(handle, name, each.bytes, image) });
      continue;
    }
    if (createHash('sha256').update(entry.body).digest('hex') !== sha256) throw new Misfit();
    if (notTextReason(entry.body) !== undefined) throw new Misfit();
    manifests.set(name, { name, text: Buffer.from(entry.body).toString('utf8') });
  }
  const [appSpec, appJson] = ['appspec.yaml', 'app.json'].map((name) => manifests.get(name));
  return {
    kind: 'bundle',
    wrapping: 'gzip',
    bytes,
    entries,
    images,
    signature: unsigned,
    problems: [],
    ...(appSpec === undefined ? {} : { appSpec }),
    ...(appJson === undefined ? {} : { appJson }),
  };
}

async function unpack(handle: FileHandle, run: IndexedRun): Promise<Buffer> {
  if (run.deflatedBytes > largestDocuments) throw new Misfit();
  const deflated = await readAt(handle, run.position, run.deflatedBytes);
  return inflate(deflated, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: largestDocuments });
}

interface SmallEntry {
  readonly name: string;
  readonly size: number;
  readonly body: Uint8Array;
}

/** The entries of a short tar; of one header alone where its body stands elsewhere. */
async function tarEntries(tar: Uint8Array, file: string, headerOnly: boolean): Promise<SmallEntry[]> {
  async function* source() {
    yield tar;
  }
  const found: SmallEntry[] = [];
  for await (const { name, size, body } of readTarFrom(new StreamReader(source()), { file })) {
    if (headerOnly) return [{ name, size, body: new Uint8Array(0) }];
    found.push({ name, size, body: await collected(body) });
  }
  return found;
}

/** What an image archive's documents say, with its layers taken to be as they and the index have them. */
async function imageInfo(
  handle: FileHandle,
  file: string,
  bytes: number,
  { documents, layers }: ImageEntryIndex,
): Promise<ImageArchiveInfo> {
  const padding = tarPadding(layers.at(-1) ?? 0).length;
  const found = await tarEntries((await unpack(handle, documents)).subarray(padding), file, false);
  const limits = archiveLimits(undefined);
  const contents = new ArchiveContents(file, limits);
  for (const { name, size, body } of found) contents.add({ path: name, storedBytes: size, json: body });
  const names = new Set(
    found.flatMap(({ name, body }) => (name === 'manifest.json' ? layerNames(body) : [])),
  );
  if (names.size !== layers.length) throw new Misfit();
  for (const [i, path] of [...names].entries()) {
    contents.add({ path, storedBytes: layers[i] ?? 0, bytes: layers[i] ?? 0 });
  }
  const images = joinClaims(contents).images.map((claim): ImageInfo => {
    const { document, platform, diffIds, commands } = claim.config;
    return {
      id: claim.id,
      tags: claim.tags,
      ...(platform === undefined ? {} : { platform }),
      config: document,
      bytes: claim.layers.reduce((sum, layer) => sum + layer.storedBytes, 0),
      layers: claim.layers.map((layer, i) => ({
        diffId: diffIds[i] ?? '',
        digest: diffIds[i] ?? '',
        bytes: layer.storedBytes,
        storedBytes: layer.storedBytes,
        compression: 'none',
        blob: layer.path,
        command: commands[i] ?? '',
      })),
    };
  });
  return { layout: 'docker', wrapping: 'none', bytes, images };
}

/** The layers' names in the order they were written. */
function layerNames(manifest: Uint8Array): string[] {
  let items: unknown;
  try {
    items = JSON.parse(Buffer.from(manifest).toString('utf8'));
  } catch {
    throw new Misfit();
  }
  return itemsOf(items).flatMap((item) => itemsOf(get(item, 'Layers')).flatMap((name) => textOf(name) ?? []));
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(?:Z_|ERR_BUFFER)/.test(String(error.code));
}
