import { crc32 } from 'node:zlib';
import { combineCrc32 } from './crc32-combine.ts';
import type { ExpectedRun } from './read-back.ts';

/** A stretch of the file that unpacks alone. */
export interface IndexedRun {
  readonly position: number;
  readonly deflatedBytes: number;
}

/** An entry of the bundle: where its header stands, and its body too unless it is an image archive. */
export interface IndexedEntry {
  readonly bytes: number;
  /** Of the body, in hexadecimal digits. */
  readonly sha256: string;
  readonly head: IndexedRun;
  readonly image?: {
    /** What follows the layers: configs, manifest.json. */
    readonly documents: IndexedRun;
    /** Lengths of the layers in their order. */
    readonly layers: readonly number[];
  };
}

/**
 * What a bundle of ours says of itself in its gzip header, where every other reader passes over it (RFC 1952, extra field).
 * It lets manifests and image configs be read without unpacking what lies between. It is a statement, not a proof.
 */
export interface BundleIndex {
  /** Length of the file. */
  readonly fileBytes: number;
  /** CRC-32 of the file behind the gzip header: what tells damage without unpacking. */
  readonly bodyCrc: number;
  readonly entries: readonly IndexedEntry[];
}

const identifier = Buffer.from('GY', 'latin1');
const version = 1;
const checksumBytes = 4;
const fixedBytes = 4 + 1 + 6 + 4 + 2 + checksumBytes;
const entryBytes = 1 + 6 + 32 + 12;
const imageBytes = 12 + 2;
const lengthBytes = 6;
const largest = 0xffff;

/** Length of the extra field for a bundle of so many files and of image archives with so many layers each; 0 where it would not fit. */
export function bundleIndexBytes(files: number, layers: readonly number[]): number {
  const total =
    fixedBytes +
    (files + layers.length) * entryBytes +
    layers.reduce((sum, count) => sum + imageBytes + count * lengthBytes, 0);
  return total > largest ? 0 : total;
}

/** The extra field, of the length that `bundleIndexBytes` told. */
export function encodeBundleIndex(index: BundleIndex): Uint8Array {
  const room = bundleIndexBytes(
    index.entries.filter((entry) => entry.image === undefined).length,
    index.entries.flatMap((entry) => entry.image?.layers.length ?? []),
  );
  const bytes = Buffer.alloc(room);
  if (room === 0) return bytes;
  let at = identifier.copy(bytes);
  at = bytes.writeUInt16LE(room - 4, at);
  at = bytes.writeUInt8(version, at);
  at = bytes.writeUIntLE(index.fileBytes, at, 6);
  at = bytes.writeUInt32LE(index.bodyCrc, at);
  at = bytes.writeUInt16LE(index.entries.length, at);
  const run = ({ position, deflatedBytes }: IndexedRun) => {
    at = bytes.writeUIntLE(position, at, 6);
    at = bytes.writeUIntLE(deflatedBytes, at, 6);
  };
  for (const { image, bytes: length, sha256, head } of index.entries) {
    at = bytes.writeUInt8(image === undefined ? 0 : 1, at);
    at = bytes.writeUIntLE(length, at, 6);
    at += bytes.write(sha256, at, 32, 'hex');
    run(head);
    if (image === undefined) continue;
    run(image.documents);
    at = bytes.writeUInt16LE(image.layers.length, at);
    for (const layer of image.layers) at = bytes.writeUIntLE(layer, at, 6);
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(0, at)), at);
  return bytes;
}

/** Reads the index in a gzip header's extra field; `undefined` where there is none of ours, or it makes no sense. */
export function decodeBundleIndex(extra: Buffer): BundleIndex | undefined {
  try {
    return decode(extra);
  } catch (error) {
    // It ends in the middle of a number.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function decode(extra: Buffer): BundleIndex | undefined {
  if (!extra.subarray(0, 2).equals(identifier) || extra.readUInt16LE(2) !== extra.length - 4)
    return undefined;
  const end = extra.length - checksumBytes;
  if (extra.readUInt32LE(end) !== crc32(extra.subarray(0, end))) return undefined;
  let at = 4;
  const number = (bytes: number) => {
    at += bytes;
    return extra.readUIntLE(at - bytes, bytes);
  };
  const run = (): IndexedRun => ({ position: number(6), deflatedBytes: number(6) });
  if (number(1) !== version) return undefined;
  const fileBytes = number(6);
  const bodyCrc = number(4);
  const count = number(2);
  const entries: IndexedEntry[] = [];
  for (let i = 0; i < count; i++) {
    const kind = number(1);
    const bytes = number(6);
    const sha256 = extra.subarray(at, at + 32).toString('hex');
    at += 32;
    const head = run();
    if (kind === 0) {
      entries.push({ bytes, sha256, head });
      continue;
    }
    const documents = run();
    const layers = Array.from({ length: number(2) }, () => number(6));
    entries.push({ bytes, sha256, head, image: { documents, layers } });
  }
  return at === end ? { fileBytes, bodyCrc, entries } : undefined;
}

/** The checksum of a member's body: its runs and the bytes after them. */
export function bodyCrc(
  runs: readonly ExpectedRun[],
  trailer: { readonly crc: number; readonly length: number },
): number {
  let crc = 0;
  for (const { run } of runs) crc = combineCrc32(crc, run.deflatedCrc, run.deflatedBytes);
  return combineCrc32(crc, trailer.crc, trailer.length);
}
