import type { GantryError } from '../../../shared/contract/error.ts';

/**
 * Bytes in order, pulled by the reader: memory stays flat however long it is. A piece is good until the next one is asked for, and
 * may be overwritten then: sources use their memory again. Who keeps bytes longer copies them, and who works on them beside the reading is
 * done with them before it asks for more. Whoever passes pieces on passes on the same promise.
 */
export type ByteStream = AsyncIterable<Uint8Array>;

export type TarType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'hardlink'
  | 'fifo'
  | 'character-device'
  | 'block-device'
  | 'other';

/** A header of a tar, whatever dialect (ustar, PAX, GNU) carried it. */
export interface TarHeader {
  /** As the archive has it; see `safe-name.ts` for what may be trusted. */
  readonly name: string;
  readonly type: TarType;
  /** Bytes of the body that follows in this archive. */
  readonly size: number;
  /** Bytes of the file once unpacked; larger than `size` for a sparse file. */
  readonly realSize: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly linkName: string;
  /** PAX records of this entry, e.g. `SCHILY.xattr.security.capability`. */
  readonly pax: Readonly<Record<string, string>>;
}

/** An entry while its archive is being read. The body must be read or skipped before the next entry is asked for; asking skips it. */
export interface TarEntry extends TarHeader {
  /** Offset of the body in the tar. */
  readonly offset: number;
  readonly body: ByteStream;
}

/** What a stream of bytes is compressed with. */
export type Wrapping = 'none' | 'gzip' | 'zstd';

/** How an image archive is laid out. */
export type ImageLayout = 'docker' | 'docker-oci' | 'oci';

export interface LayerInfo {
  /** `sha256:…` of the uncompressed layer, computed. */
  readonly diffId: string;
  /** `sha256:…` of the blob as stored, computed. */
  readonly digest: string;
  /** Uncompressed bytes of the layer's tar. */
  readonly bytes: number;
  /** Bytes as stored in the archive. */
  readonly storedBytes: number;
  readonly compression: Wrapping;
  /** Name of the archive's entry that holds it. */
  readonly blob: string;
  /** The build step that made it, from the config's history; empty where it has none. */
  readonly command: string;
}

export interface ImageInfo {
  /** `sha256:…` of the config. */
  readonly id: string;
  /** Normalised references: `my-app:latest`, `localhost/my-app:1.0`. */
  readonly tags: readonly string[];
  readonly platform?: string;
  readonly layers: readonly LayerInfo[];
  /** Sum of the layers' uncompressed bytes. */
  readonly bytes: number;
  /** The image's config as parsed JSON (OCI image config). */
  readonly config: unknown;
}

/** What one pass over an image archive proved. */
export interface ImageArchiveInfo {
  readonly layout: ImageLayout;
  /** How the archive itself was wrapped. */
  readonly wrapping: Wrapping;
  /** Bytes of the tar, unwrapped. */
  readonly bytes: number;
  readonly images: readonly ImageInfo[];
}

/** What a pass may cost at most; beyond it the archive is refused, not the machine exhausted. */
export interface ArchiveLimits {
  /** Largest JSON document held in memory, bytes. */
  readonly jsonBytes: number;
  /** Most entries of one tar. */
  readonly entries: number;
  /** Longest name or link target, bytes. */
  readonly nameBytes: number;
  /** Largest extended header (PAX) of one entry, and all global ones together, bytes. */
  readonly paxBytes: number;
}

export type ArchiveError = GantryError<'ArchiveInvalid'>;
