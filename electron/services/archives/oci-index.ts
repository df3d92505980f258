import { formatReference, parseReference } from '../../../shared/model/image-reference.ts';
import type { ArchiveContents, StoredBlob } from './archive-contents.ts';
import { shortDigest, shown } from './archive-error.ts';
import { checkLayerCount, type ImageClaim, MOST_IMAGES } from './image-claim.ts';
import { readImageConfig } from './image-config.ts';
import { asObject, asObjects, asText, type JsonObject } from './json-shape.ts';

/** A manifest the index leads to. */
interface ManifestReference {
  readonly descriptor: JsonObject;
  readonly digest: string;
  /** Absent where only some platforms of an image were stored. */
  readonly blob: StoredBlob | undefined;
  readonly tags: readonly string[];
}

const DEEPEST = 8;
const imageConfigs = /^application\/vnd\.(?:oci\.image\.config|docker\.container\.image)\.v1\+json$/;

/** The images an OCI layout's `index.json` leads to, through nested indexes. What is not an image (attestations, signatures) is left out. */
export function ociImages(contents: ArchiveContents): readonly ImageClaim[] {
  const references = manifestReferences(contents);
  const images = references
    .map((reference) => ociImage(contents, reference))
    .filter((image) => image !== undefined);
  const lost = references.find((reference) => reference.blob === undefined);
  if (images.length === 0 && lost !== undefined)
    contents.need(blobPath(lost.digest), 'the manifest of its image');
  return images;
}

/** Holds an OCI index against the archive where `manifest.json` is what counts: digests and sizes of all that is there. */
export function checkOciIndex(contents: ArchiveContents): void {
  for (const { blob } of manifestReferences(contents)) {
    if (blob === undefined) continue;
    const manifest = asObject(contents.document(blob));
    for (const part of [asObject(manifest?.config), ...(asObjects(manifest?.layers) ?? [])]) {
      if (part === undefined) continue;
      const stored = contents.find(blobPath(digestOf(contents, part)));
      if (stored !== undefined) checkSize(contents, part, stored);
    }
  }
}

function manifestReferences(contents: ArchiveContents): readonly ManifestReference[] {
  const index = contents.need('index.json', 'the list of its images');
  const found = new Map<string, ManifestReference>();
  collect(index, undefined, 0);
  return [...found.values()];

  function collect(blob: StoredBlob, inherited: readonly string[] | undefined, depth: number): void {
    if (depth > DEEPEST) throw contents.invalid('its indexes are nested too deeply', blob.path);
    const descriptors = asObjects(asObject(contents.document(blob))?.manifests);
    if (descriptors === undefined)
      throw contents.invalid(`${shown(blob.path)} is not an image index`, blob.path);
    for (const descriptor of descriptors) {
      if (isAttestation(descriptor)) continue;
      const tags = inherited ?? tagsOf(contents, descriptor);
      const digest = digestOf(contents, descriptor);
      const path = blobPath(digest);
      // Engines store the index of a multi-platform image whole, but only the platform they have.
      const child = depth > 0 ? contents.find(path) : contents.need(path, 'the manifest of its image');
      if (child !== undefined) {
        checkSize(contents, descriptor, child);
        contents.checkDigest(child, digest);
        if (isIndex(contents, descriptor, child)) {
          collect(child, tags, depth + 1);
          continue;
        }
      }
      const known = found.get(digest);
      const all = [...new Set([...(known?.tags ?? []), ...tags])];
      found.set(digest, { descriptor, digest, blob: child, tags: all });
      if (found.size > MOST_IMAGES)
        throw contents.invalid(`it has more than ${MOST_IMAGES} images`, blob.path);
    }
  }
}

function ociImage(contents: ArchiveContents, reference: ManifestReference): ImageClaim | undefined {
  const { blob, tags } = reference;
  if (blob === undefined) return undefined;
  const manifest = asObject(contents.document(blob));
  const configDescriptor = asObject(manifest?.config);
  const layerDescriptors = asObjects(manifest?.layers);
  if (configDescriptor === undefined || layerDescriptors === undefined) {
    throw contents.invalid(`${shown(blob.path)} is not an image manifest`, blob.path);
  }
  if (!imageConfigs.test(asText(configDescriptor.mediaType) ?? '')) return undefined;
  const subject = tags[0] ?? `image ${shortDigest(reference.digest)}`;
  const part = (descriptor: JsonObject, role: string) => {
    const stored = contents.need(blobPath(digestOf(contents, descriptor)), role);
    checkSize(contents, descriptor, stored);
    return stored;
  };
  const layers = layerDescriptors.map((layer, at) => part(layer, `layer ${at + 1} of ${subject}`));
  const configBlob = part(configDescriptor, `the config of ${subject}`);
  contents.checkDigest(configBlob, digestOf(contents, configDescriptor));
  const config = readImageConfig(contents, configBlob);
  if (config.document.os === 'unknown') return undefined;
  checkLayerCount(contents, subject, layers.length, config);
  return { id: contents.digestOf(configBlob), tags, config, configBlob, layers };
}

/** Statements about an image that builders store beside it. */
function isAttestation(descriptor: JsonObject): boolean {
  const platform = asObject(descriptor.platform);
  return (
    (platform?.os === 'unknown' && platform.architecture === 'unknown') ||
    asObject(descriptor.annotations)?.['vnd.docker.reference.type'] === 'attestation-manifest'
  );
}

function isIndex(contents: ArchiveContents, descriptor: JsonObject, blob: StoredBlob): boolean {
  const mediaType = asText(descriptor.mediaType) ?? '';
  if (/image\.index|manifest\.list/.test(mediaType)) return true;
  if (/image\.manifest|distribution\.manifest\.v2/.test(mediaType)) return false;
  return asObject(contents.document(blob))?.manifests !== undefined;
}

/** References an index records for a manifest. A bare tag (`latest`) names no image, so it is none. */
function tagsOf(contents: ArchiveContents, descriptor: JsonObject): readonly string[] {
  const annotations = asObject(descriptor.annotations);
  const full = asText(annotations?.['io.containerd.image.name']);
  const name = full ?? asText(annotations?.['org.opencontainers.image.ref.name']);
  if (!name || (full === undefined && !/[:/]/.test(name))) return [];
  const parsed = parseReference(name);
  if (parsed.ok) return [formatReference(parsed.reference)];
  throw contents.invalid(
    `index.json has ${shown(name)}, which is no image reference: ${parsed.reason}`,
    'index.json',
  );
}

function digestOf(contents: ArchiveContents, descriptor: JsonObject): string {
  const digest = asText(descriptor.digest) ?? '';
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  throw contents.invalid(`it refers to ${shown(digest)}, which is not a SHA-256 digest`);
}

function blobPath(digest: string): string {
  return `blobs/sha256/${digest.slice('sha256:'.length)}`;
}

function checkSize(contents: ArchiveContents, descriptor: JsonObject, blob: StoredBlob): void {
  const { size } = descriptor;
  if (size === blob.storedBytes) return;
  throw contents.invalid(
    `${shown(blob.path)} has ${blob.storedBytes.toLocaleString('en')} bytes where the manifest says ${typeof size === 'number' ? size.toLocaleString('en') : 'nothing'}`,
    blob.path,
  );
}
