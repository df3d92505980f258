import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { StreamReader } from './byte-reader.ts';
import { through } from './transform-stream.ts';
import type { ByteStream } from './types.ts';

/** Largest window a frame may ask for: what the zstd program itself allows unless told otherwise. */
const LARGEST_WINDOW = 128 * 1024 * 1024;
const LARGEST_BLOCK = 128 * 1024;
const CHUNK = 256 * 1024;

/** A zstd stream that cannot be read; the message is a clause. */
export class ZstdError extends Error {}

/** Unpacks one frame; fails with a `ZstdError` or with an error of zlib's. */
type UnpackFrame = (frame: ByteStream) => ByteStream;

/**
 * Unpacks zstd frame by frame. Node's own decoder, where there is one, ends at the first frame and takes one cut short for whole,
 * so the frames are told apart here: each is given to a decoder of its own, and what is held is one window and one block.
 * Fails with `ZstdError`, or an error of zlib's.
 */
export async function* unpackZstd(
  source: ByteStream,
  unpackFrame: UnpackFrame = nativeFrame ?? portableFrame,
): AsyncGenerator<Uint8Array> {
  const reader = new StreamReader(source);
  try {
    for (;;) {
      const magic = await reader.peek(4);
      if (magic.length === 0) return;
      if (isSkippable(magic)) {
        await skipFrame(reader);
      } else if (isZstdMagic(magic)) {
        yield* unpackFrame(frame(reader));
      } else {
        throw magic.length < 4 ? early() : new ZstdError('it has other bytes after its zstd data');
      }
    }
  } finally {
    await reader.close();
  }
}

const createDecoder: unknown = 'createZstdDecompress' in zlib ? zlib.createZstdDecompress : undefined;

/** Node's own decoder, which versions before 22.15 lack. */
const nativeFrame: UnpackFrame | undefined =
  typeof createDecoder === 'function'
    ? (frame) => through(frame, createDecoder({ chunkSize: CHUNK }) as Transform)
    : undefined;

/** A decoder that runs anywhere. It does not compare a frame's checksum: who needs proof compares digests. */
export async function* portableFrame(frame: ByteStream): AsyncGenerator<Uint8Array> {
  let out: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => {
    if (chunk.length > 0) out.push(chunk);
  });
  const push = (bytes: Uint8Array, final: boolean) => {
    try {
      decoder.push(bytes, final);
    } catch (error) {
      throw new ZstdError('its zstd data is damaged', { cause: error });
    }
  };
  let last: Uint8Array | undefined;
  // The decoder wants to know its last piece, so each is held until the next is there.
  for await (const piece of frame) {
    if (last !== undefined) push(last, false);
    last = Uint8Array.from(piece);
    yield* out;
    out = [];
  }
  if (last !== undefined) push(last, true);
  yield* out;
}

/** Whether bytes begin a zstd stream, with data or with a frame to skip. */
export function beginsZstd(bytes: Uint8Array): boolean {
  return isZstdMagic(bytes) || isSkippable(bytes);
}

function isZstdMagic(bytes: Uint8Array): boolean {
  return bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;
}

function isSkippable(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0xf0) === 0x50 && bytes[1] === 0x2a && bytes[2] === 0x4d && bytes[3] === 0x18;
}

function early(): ZstdError {
  return new ZstdError('its zstd data ends early');
}

async function exactly(reader: StreamReader, length: number): Promise<Uint8Array> {
  const bytes = await reader.take(length);
  if (bytes.length < length) throw early();
  return bytes;
}

/** A number of little-endian bytes. */
function little(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at + length - 1; index >= at; index -= 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}

async function skipFrame(reader: StreamReader): Promise<void> {
  const length = little(await exactly(reader, 8), 4, 4);
  if ((await reader.skip(length)) < length) throw early();
}

/** One frame: its header, then block by block. */
async function* frame(reader: StreamReader): AsyncGenerator<Uint8Array> {
  const header = await frameHeader(reader);
  yield header.bytes;
  for (let last = false; !last; ) {
    const block = await frameBlock(reader, header.checksum);
    last = block.last;
    yield block.bytes;
  }
}

/** The frame's header, refused where its window would take more memory than we give. */
async function frameHeader(reader: StreamReader): Promise<{ bytes: Uint8Array; checksum: boolean }> {
  const descriptor = (await reader.peek(5))[4];
  if (descriptor === undefined) throw early();
  const single = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (single ? 1 : 0) : 2 ** sizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const length = 5 + (single ? 0 : 1) + dictionaryBytes + sizeBytes;
  const bytes = await exactly(reader, length);
  const windowByte = bytes[5] ?? 0;
  const base = 2 ** (10 + (windowByte >> 3));
  const window = single
    ? little(bytes, length - sizeBytes, sizeBytes) + (sizeBytes === 2 ? 256 : 0)
    : base + (base / 8) * (windowByte & 7);
  if (window > LARGEST_WINDOW) throw new ZstdError('its zstd data asks for a window above 128 MB');
  return { bytes, checksum: (descriptor & 4) !== 0 };
}

/** One block with its header; the last one with the frame's checksum. */
async function frameBlock(
  reader: StreamReader,
  checksum: boolean,
): Promise<{ bytes: Uint8Array; last: boolean }> {
  const header = await reader.peek(3);
  if (header.length < 3) throw early();
  const fields = little(header, 0, 3);
  const last = (fields & 1) === 1;
  const type = (fields >> 1) & 3;
  const size = fields >> 3;
  if (type === 3 || size > LARGEST_BLOCK) throw new ZstdError('its zstd data is damaged');
  const body = type === 1 ? 1 : size;
  return { bytes: await exactly(reader, 3 + body + (last && checksum ? 4 : 0)), last };
}
