import { createHash } from 'node:crypto';
import { createGzip } from 'node:zlib';
import { normaliseReference, parseReference } from '../../../shared/model/image-reference.ts';
import type { JsonObject } from './json-shape.ts';
import { asObject } from './json-shape.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-writer.ts';
import { through } from './transform-stream.ts';
import type { ByteStream, ImageLayout } from './types.ts';

/** A layer to be written. */
interface LayerSource {
  /** Bytes of its tar, uncompressed; a stream of another length is refused. */
  readonly bytes: number;
  /** `sha256:…` of its tar, where known; other bytes are refused. */
  readonly diffId?: string;
  /** Its tar. Called twice: to learn the digest, then to write. */
  readonly open: () => ByteStream;
  /** How it is stored; `none` where absent. */
  readonly compression?: 'none' | 'gzip';
}

/** An image to be written. */
interface ImageSource {
  /** An OCI image config; its `rootfs` is written from the layers. */
  readonly config: JsonObject;
  readonly tags: readonly string[];
  /** Lowest first. */
  readonly layers: readonly LayerSource[];
}

export interface ImageArchiveRequest {
  readonly layout: ImageLayout;
  readonly images: readonly ImageSource[];
  /** Seconds since 1970 given to every entry; 0 where absent. */
  readonly mtime?: number;
}

interface StoredLayer {
  readonly source: LayerSource;
  readonly diffId: string;
  readonly digest: string;
  readonly storedBytes: number;
}

interface StoredImage {
  readonly tags: readonly string[];
  readonly config: Document;
  readonly layers: readonly StoredLayer[];
}

/** A small file held whole. */
interface Document {
  readonly bytes: Buffer;
  readonly digest: string;
}

const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: {
    none: 'application/vnd.oci.image.layer.v1.tar',
    gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
};

/** Writes an image archive; the same request gives the same bytes. Each blob is written once, however many images share it. */
export async function* writeImageArchive(
  request: ImageArchiveRequest,
): ByteStream & AsyncGenerator<Uint8Array> {
  const { layout, mtime = 0 } = request;
  const images: StoredImage[] = [];
  for (const image of request.images) images.push(await storedImage(image));
  const path = layout === 'docker' ? classicPaths : blobPaths;
  const written = new Set<string>();

  for (const { layers } of images) {
    for (const layer of layers) {
      const name = path.layer(layer);
      if (written.has(name)) continue;
      written.add(name);
      yield tarHeader({ name, size: layer.storedBytes, mtime });
      yield* exactLayer(layer);
      yield tarPadding(layer.storedBytes);
    }
  }
  const documents = new Map<string, Buffer>();
  for (const { config } of images) documents.set(path.config(config), config.bytes);
  if (layout !== 'docker') addOciDocuments(documents, images, layout);
  if (layout !== 'oci') {
    const manifest = images.map((image) => ({
      Config: path.config(image.config),
      RepoTags: image.tags.length === 0 ? null : image.tags.map(normaliseReference),
      Layers: image.layers.map(path.layer),
    }));
    documents.set('manifest.json', document(manifest).bytes);
  }
  for (const [name, bytes] of documents) {
    yield tarHeader({ name, size: bytes.length, mtime });
    yield bytes;
    yield tarPadding(bytes.length);
  }
  yield tarEnd();
}

const classicPaths = {
  layer: (layer: StoredLayer) => `${hex(layer.diffId)}/layer.tar`,
  config: (config: Document) => `${hex(config.digest)}.json`,
};

const blobPaths = {
  layer: (layer: StoredLayer) => blobPath(layer.digest),
  config: (config: Document) => blobPath(config.digest),
};

function hex(digest: string): string {
  return digest.slice('sha256:'.length);
}

function blobPath(digest: string): string {
  return `blobs/sha256/${hex(digest)}`;
}

function document(value: unknown): Document {
  const bytes = Buffer.from(JSON.stringify(value), 'utf8');
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` };
}

async function storedImage(image: ImageSource): Promise<StoredImage> {
  const layers: StoredLayer[] = [];
  for (const layer of image.layers) layers.push(await storedLayer(layer));
  const rootfs = {
    ...asObject(image.config.rootfs),
    type: 'layers',
    diff_ids: layers.map((layer) => layer.diffId),
  };
  return { tags: image.tags, config: document({ ...image.config, rootfs }), layers };
}

/** Reads a layer once to learn what its descriptor must say. */
async function storedLayer(source: LayerSource): Promise<StoredLayer> {
  const unpacked = createHash('sha256');
  let bytes = 0;
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.open()) {
      unpacked.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  }
  const stored = createHash('sha256');
  let storedBytes = 0;
  for await (const chunk of packed(hashed(), source)) {
    stored.update(chunk);
    storedBytes += chunk.length;
  }
  const diffId = `sha256:${unpacked.digest('hex')}`;
  if (bytes !== source.bytes) throw new Error(`a layer of ${source.bytes} bytes gave ${bytes}`);
  if (source.diffId !== undefined && source.diffId !== diffId) {
    throw new Error(`a layer with the diff ID ${source.diffId} gave ${diffId}`);
  }
  return { source, diffId, digest: `sha256:${stored.digest('hex')}`, storedBytes };
}

/** A layer as stored; refuses to go on where its second reading gives other bytes than the first. */
async function* exactLayer(layer: StoredLayer): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of packed(layer.source.open(), layer.source)) {
    hash.update(chunk);
    yield chunk;
  }
  if (`sha256:${hash.digest('hex')}` !== layer.digest)
    throw new Error('a layer changed while it was written');
}

function packed(tar: ByteStream, source: LayerSource): ByteStream {
  return source.compression === 'gzip' ? through(tar, createGzip()) : tar;
}

/** The manifest of each image, `index.json` and `oci-layout`. */
function addOciDocuments(
  documents: Map<string, Buffer>,
  images: readonly StoredImage[],
  layout: ImageLayout,
): void {
  const descriptors = images.flatMap((image) => {
    const manifest = document({
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: { mediaType: mediaTypes.config, digest: image.config.digest, size: image.config.bytes.length },
      layers: image.layers.map((layer) => ({
        mediaType: mediaTypes.layer[layer.source.compression ?? 'none'],
        digest: layer.digest,
        size: layer.storedBytes,
      })),
    });
    documents.set(blobPath(manifest.digest), manifest.bytes);
    const descriptor = {
      mediaType: mediaTypes.manifest,
      digest: manifest.digest,
      size: manifest.bytes.length,
    };
    if (image.tags.length === 0) return [descriptor];
    return image.tags.map((tag) => ({ ...descriptor, annotations: annotations(tag, layout) }));
  });
  documents.set(
    'index.json',
    document({ schemaVersion: 2, mediaType: mediaTypes.index, manifests: descriptors }).bytes,
  );
  documents.set('oci-layout', document({ imageLayoutVersion: '1.0.0' }).bytes);
}

/** How engines record a reference: Docker writes the bare tag beside the full name, Podman looks for the full name alone. */
function annotations(tag: string, layout: ImageLayout): Record<string, string> {
  const name = normaliseReference(tag);
  const parsed = parseReference(name);
  const full = !parsed.ok || parsed.reference.domain !== undefined ? name : dockerHubName(name);
  const bare = parsed.ok ? parsed.reference.tag : undefined;
  return {
    'io.containerd.image.name': full,
    'org.opencontainers.image.ref.name': layout === 'oci' ? full : (bare ?? full),
  };
}

function dockerHubName(name: string): string {
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}
