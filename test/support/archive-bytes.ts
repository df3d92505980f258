import { createHash } from 'node:crypto';
import {
  type ImageArchiveOptions,
  readImageArchive,
} from '../../electron/services/archives/image-archive-reader.ts';
import { writeImageArchive } from '../../electron/services/archives/image-archive-writer.ts';
import { type LayerFile, layerTar } from '../../electron/services/archives/layer-tar.ts';
import { readTar } from '../../electron/services/archives/tar-reader.ts';
import { tarEnd, tarHeader, tarPadding } from '../../electron/services/archives/tar-writer.ts';
import type {
  ByteStream,
  ImageArchiveInfo,
  ImageLayout,
  TarHeader,
} from '../../electron/services/archives/types.ts';
import { isError } from '../../shared/contract/error.ts';

/** Bytes as a stream, in pieces of the sizes given, over and over; each is overwritten as soon as a stream may do so. */
export async function* streamOf(bytes: Uint8Array, ...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes.length === 0 ? bytes.length : Math.max(1, sizes[turn % sizes.length] ?? 1);
    const piece = Uint8Array.from(bytes.subarray(at, at + size));
    try {
      yield piece;
    } finally {
      piece.fill(0xdd);
    }
    at += size;
  }
}

export async function bytesOf(stream: ByteStream): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(Uint8Array.from(part));
  return Buffer.concat(parts);
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

export interface ReadEntry extends TarHeader {
  readonly offset: number;
  readonly content: Buffer;
}

/** Every entry of a tar, with its body. */
export async function entriesOf(source: ByteStream, file = 'x.tar'): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for await (const { body, ...header } of readTar(source, { file })) {
    entries.push({ ...header, content: await bytesOf(body) });
  }
  return entries;
}

/** A tar of files, folders (name ends in `/`) and links (`{ to }`), in order. */
export function tarOf(
  entries: readonly (readonly [
    string,
    string | Uint8Array | { readonly symlink: string } | { readonly hardlink: string },
  ])[],
): Buffer {
  const parts: Uint8Array[] = [];
  for (const [name, content] of entries) {
    if (typeof content === 'string' || content instanceof Uint8Array) {
      const body = typeof content === 'string' ? Buffer.from(content) : content;
      const type = name.endsWith('/') ? 'directory' : 'file';
      parts.push(tarHeader({ name, size: body.length, type }), body, tarPadding(body.length));
    } else if ('symlink' in content) {
      parts.push(tarHeader({ name, size: 0, type: 'symlink', linkName: content.symlink }));
    } else {
      parts.push(tarHeader({ name, size: 0, type: 'hardlink', linkName: content.hardlink }));
    }
  }
  return Buffer.concat([...parts, tarEnd()]);
}

export const sampleLayers: readonly (readonly LayerFile[])[] = [
  [
    { path: 'bin/', mode: 0o755, type: 'directory' },
    { path: 'bin/app', mode: 0o755, content: '#!/bin/sh\nexec sleep 1\n' },
    { path: 'etc/motd', mode: 0o644, content: 'hello\n'.repeat(400) },
  ],
  [
    { path: 'etc/.wh.motd', mode: 0o644 },
    { path: 'data/.wh..wh..opq', mode: 0o644 },
    { path: 'bin/app2', mode: 0o755, content: 'x' },
    { path: 'bin/app3', mode: 0o755, type: 'hardlink', linkName: 'bin/app2' },
  ],
];

export const sampleConfig = {
  architecture: 'amd64',
  os: 'linux',
  config: { ExposedPorts: { '8080/tcp': {} } },
  history: [
    { created_by: '/bin/sh -c #(nop) COPY dir:1 in / ' },
    { created_by: '/bin/sh -c #(nop)  CMD ["/bin/app"]', empty_layer: true },
    { created_by: '/bin/sh -c rm /etc/motd' },
  ],
};

/** An archive of one small image with two layers. */
export function sampleArchive(
  layout: ImageLayout,
  options: {
    tags?: readonly string[];
    layers?: readonly Uint8Array[];
    compression?: 'none' | 'gzip';
    config?: Readonly<Record<string, unknown>>;
  } = {},
): Promise<Buffer> {
  const layers = options.layers ?? sampleLayers.map(layerTar);
  return bytesOf(
    writeImageArchive({
      layout,
      images: [
        {
          config: options.config ?? sampleConfig,
          tags: options.tags ?? ['my-app:1.0'],
          layers: layers.map((layer) => ({
            bytes: layer.length,
            open: () => streamOf(layer),
            compression: options.compression ?? 'none',
          })),
        },
      ],
    }),
  );
}

/** The archive with its entries changed: a new body, or taken out where the change gives `undefined`. */
export async function rewritten(
  archive: Uint8Array,
  change: (name: string, content: Buffer) => Uint8Array | undefined,
): Promise<Buffer> {
  const kept: [string, Uint8Array][] = [];
  for (const { name, content } of await entriesOf(streamOf(archive))) {
    const changed = change(name, content);
    if (changed !== undefined) kept.push([name, changed]);
  }
  return tarOf(kept);
}

/** What a pass over an image archive in memory gives; the archive comes in pieces of the sizes given. */
export function readArchive(
  bytes: Uint8Array,
  options: Partial<ImageArchiveOptions> = {},
  ...sizes: number[]
): Promise<ImageArchiveInfo> {
  return readImageArchive(streamOf(bytes, ...sizes), { file: 'x.tar', ...options });
}

/** What is wrong with an image archive, as its error says it; `none` where it is read. */
export async function archiveProblem(
  bytes: Uint8Array,
  options: Partial<ImageArchiveOptions> = {},
): Promise<string> {
  try {
    await readArchive(bytes, options);
  } catch (error) {
    if (isError(error, 'ArchiveInvalid')) return error.data.problem;
    throw error;
  }
  return 'none';
}
