import { createGunzip } from 'node:zlib';
import { archiveInvalid } from './archive-error.ts';
import { remaining, StreamReader } from './byte-reader.ts';
import type { ExpansionBudget } from './expansion-budget.ts';
import { through } from './transform-stream.ts';
import type { ByteStream, Wrapping } from './types.ts';
import { beginsZstd, unpackZstd, ZstdError } from './zstd-frames.ts';

export interface UnwrapOptions {
  /** The archive's name in errors. */
  readonly file: string;
  /** The entry of `file` being unwrapped, where it is one. */
  readonly entry?: string;
  /** Most bytes the stream may unpack to; no bound where absent. */
  readonly maxBytes?: number;
  /** What the whole file may unpack to; no bound where absent. */
  readonly budget?: ExpansionBudget;
}

const CHUNK = 256 * 1024;

/**
 * Tells by the first bytes whether a stream is gzip'd or zstd'd, and gives it unpacked.
 * The stream fails with `ArchiveInvalid` where the packed data is damaged, ends early, has other bytes behind it, exceeds `maxBytes` or the budget;
 * errors of the source pass unchanged. Ending the iteration early closes the source.
 */
export async function unwrap(
  source: ByteStream,
  options: UnwrapOptions,
): Promise<{ wrapping: Wrapping; stream: ByteStream }> {
  const reader = new StreamReader(source);
  const wrapping = sniffWrapping(await reader.peek(4));
  const packed = closing(reader);
  if (wrapping === 'none') return { wrapping, stream: packed };
  return {
    wrapping,
    stream: bounded(wrapping === 'gzip' ? gunzip(packed, options) : unzstd(packed, options), options),
  };
}

/** What the first bytes (four suffice) say a stream is compressed with. */
export function sniffWrapping(bytes: Uint8Array): Wrapping {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  return beginsZstd(bytes) ? 'zstd' : 'none';
}

async function* closing(reader: StreamReader): AsyncGenerator<Uint8Array> {
  try {
    yield* remaining(reader);
  } finally {
    await reader.close();
  }
}

async function* bounded(stream: ByteStream, options: UnwrapOptions): AsyncGenerator<Uint8Array> {
  const most = options.maxBytes ?? Number.POSITIVE_INFINITY;
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > most) {
      throw archiveInvalid(
        options.file,
        `it unpacks to more than ${most.toLocaleString('en')} bytes`,
        options.entry,
      );
    }
    if (options.budget?.unpack(chunk.length) === false) {
      throw archiveInvalid(options.file, options.budget.problem, options.entry);
    }
    yield chunk;
  }
}

async function* gunzip(source: ByteStream, options: UnwrapOptions): AsyncGenerator<Uint8Array> {
  try {
    yield* through(source, createGunzip({ chunkSize: CHUNK }));
  } catch (error) {
    const problem = zlibProblem(error, 'gzip');
    if (problem === undefined) throw error;
    throw archiveInvalid(options.file, problem, options.entry, error);
  }
}

async function* unzstd(source: ByteStream, options: UnwrapOptions): AsyncGenerator<Uint8Array> {
  try {
    yield* unpackZstd(source);
  } catch (error) {
    const problem = error instanceof ZstdError ? error.message : zlibProblem(error, 'zstd');
    if (problem === undefined) throw error;
    throw archiveInvalid(options.file, problem, options.entry, error);
  }
}

/** The clause for an error of zlib's; `undefined` for any other error. */
function zlibProblem(error: unknown, format: 'gzip' | 'zstd'): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (error.code === 'Z_BUF_ERROR') return `its ${format} data ends early`;
  // The first header was seen to be right, so a wrong one is that of something behind the data.
  if (error.message === 'incorrect header check') return `it has other bytes after its ${format} data`;
  return /^(?:Z_|ZSTD_)/.test(error.code) ? `its ${format} data is damaged` : undefined;
}
