import { GantryError } from '../../../shared/contract/error.ts';
import { normaliseReference } from '../../../shared/model/image-reference.ts';
import { Handoff } from './handoff.ts';
import { type ImageArchiveOptions, proveImageArchive, unwrapArchive } from './image-archive-reader.ts';
import type { ImageClaim } from './image-claim.ts';
import type { ArchiveClaims } from './image-claims.ts';
import type { TarProgress } from './tar-reader.ts';
import { tarEnd, tarHeader, tarPadding } from './tar-writer.ts';
import type { ByteStream, ImageArchiveInfo } from './types.ts';

export interface DockerArchiveCopyOptions extends ImageArchiveOptions {
  /** References for an OCI archive that records none, or only a bare tag. */
  readonly tags?: readonly string[];
}

export interface DockerArchiveCopy {
  /** The archive as a plain tar that `docker load` takes. It fails as `info` does, so that a bad archive never looks complete. */
  readonly stream: ByteStream;
  /** What the pass proved, once the stream has been read to its end; `Cancelled` where its reader stopped before. */
  readonly info: Promise<ImageArchiveInfo>;
}

/**
 * Passes an image archive through and proves it on the way: one read, no file between, memory flat. What was compressed around it is taken off and the
 * end is two zero blocks; an OCI archive gains the `manifest.json` that `docker load` goes by; all else stays byte for byte.
 * Nothing is read until the stream is.
 */
export function copyAsDockerArchive(
  source: ByteStream,
  options: DockerArchiveCopyOptions,
): DockerArchiveCopy {
  const handoff = new Handoff<Uint8Array>();
  let prove: (info: ImageArchiveInfo) => void = () => {};
  let refuse: (error: unknown) => void = () => {};
  const info = new Promise<ImageArchiveInfo>((resolve, reject) => {
    prove = resolve;
    refuse = reject;
  });
  // Who reads only the stream learns of a failure there.
  info.catch(() => {});
  return { stream: stream(), info };

  async function* stream(): AsyncGenerator<Uint8Array> {
    const reading = copy(source, options, handoff).then(prove, (error: unknown) => {
      refuse(error);
      handoff.fail(error);
    });
    try {
      for (let chunk = await handoff.take(); chunk !== undefined; chunk = await handoff.take()) yield chunk;
    } finally {
      handoff.fail(new GantryError('Cancelled', { operation: `copying ${options.file}` }));
      await reading;
    }
  }
}

async function copy(
  source: ByteStream,
  options: DockerArchiveCopyOptions,
  out: Handoff<Uint8Array>,
): Promise<ImageArchiveInfo> {
  const { wrapping, stream } = await unwrapArchive(source, options);
  const progress: TarProgress = { settled: 0, ended: false };
  const passed = new PassedBytes(progress, out);
  const { info, claims } = await proveImageArchive(passed.through(stream), wrapping, {
    ...options,
    progress,
  });
  await passed.flush();
  const tagged = withTags(claims, options.tags ?? []);
  if (claims.layout === 'oci') await out.put(dockerManifest(tagged));
  await out.put(tarEnd());
  out.end();
  return {
    ...info,
    images: info.images.map((image, index) => ({ ...image, tags: tagged[index]?.tags ?? image.tags })),
  };
}

/** Hands on the bytes that belong to entries and holds back those that may yet prove to be the archive's end. */
class PassedBytes {
  readonly #progress: TarProgress;
  readonly #out: Handoff<Uint8Array>;
  #held: Uint8Array[] = [];
  /** Offset of the first byte held. */
  #at = 0;

  constructor(progress: TarProgress, out: Handoff<Uint8Array>) {
    this.#progress = progress;
    this.#out = out;
  }

  async *through(stream: ByteStream): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream) {
      yield chunk;
      this.#held.push(chunk);
      await this.flush();
    }
  }

  /** Hands on what is settled. */
  async flush(): Promise<void> {
    const { settled, ended } = this.#progress;
    while (this.#at < settled) {
      const first = this.#held.shift();
      if (first === undefined) break;
      const length = Math.min(first.length, settled - this.#at);
      if (length < first.length) this.#held.unshift(first.subarray(length));
      this.#at += length;
      await this.#out.put(first.subarray(0, length));
    }
    if (ended) this.#held = [];
  }
}

/** The images with the caller's tags, where the archive has none. Of several platforms the one the clusters run gets them. */
function withTags(claims: ArchiveClaims, tags: readonly string[]): readonly ImageClaim[] {
  const { images } = claims;
  if (claims.layout !== 'oci' || tags.length === 0 || images.some((image) => image.tags.length > 0))
    return images;
  const named = images.find((image) => image.config.platform === 'linux/amd64') ?? images[0];
  return images.map((image) => (image === named ? { ...image, tags: tags.map(normaliseReference) } : image));
}

/** `manifest.json` as an entry, pointing into the blobs the archive has. */
function dockerManifest(images: readonly ImageClaim[]): Uint8Array {
  const items = images.map((image) => ({
    Config: image.configBlob.path,
    RepoTags: image.tags.length === 0 ? null : image.tags,
    Layers: image.layers.map((layer) => layer.path),
  }));
  const body = Buffer.from(JSON.stringify(items), 'utf8');
  return Buffer.concat([
    tarHeader({ name: 'manifest.json', size: body.length }),
    body,
    tarPadding(body.length),
  ]);
}
