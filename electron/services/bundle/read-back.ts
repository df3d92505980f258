import { createHash, type Hash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, crc32, inflateRaw } from 'node:zlib';
import { GantryError } from '../../../shared/contract/error.ts';
import { poolSha256 } from '../cache/layer-file.ts';
import type { StoredLayer } from '../cache/layer-spool.ts';
import type { AtomicFile } from './atomic-file.ts';
import { blockBytes, blocksInFlight } from './block-compressor.ts';
import { CacheDamaged } from './cache-damaged.ts';
import type { MemberRun } from './gzip-member.ts';

const inflate = promisify(inflateRaw);
const flush = { finishFlush: constants.Z_SYNC_FLUSH };

/** A stretch of the file and what it must hold: bytes that are at hand, or a layer. */
export type ExpectedRun =
  | { readonly run: MemberRun; readonly plain: Uint8Array }
  | { readonly run: MemberRun; readonly layer: StoredLayer };

/**
 * Unpacks an image archive's layers again from the file they were written to, while others are still on their way, and computes
 * what they are: each layer's diff ID, and the hash of the archive as a whole. Fails with `VerificationFailed`, or with
 * `CacheDamaged` where the layer was not made in this export.
 */
export class ArchiveProof {
  readonly #file: AtomicFile;
  readonly #hash: Hash = createHash('sha256');
  /** Told of the bytes that were unpacked. */
  readonly #onBytes: (bytes: number) => void;
  #work: Promise<void> = Promise.resolve();

  constructor(file: AtomicFile, onBytes: (bytes: number) => void) {
    this.#file = file;
    this.#onBytes = onBytes;
  }

  /** Goes on with bytes that are at hand. */
  plain(bytes: Uint8Array): void {
    this.#then(() => {
      this.#hash.update(bytes);
    });
  }

  /** Goes on with a layer that was written. */
  layer(layer: StoredLayer, run: MemberRun): void {
    this.#then(() => this.#prove(layer, run));
  }

  /** Waits for all that; gives the hash in hexadecimal digits. */
  async finish(): Promise<string> {
    await this.#work;
    return this.#hash.digest('hex');
  }

  #then(step: () => void | Promise<void>): void {
    this.#work = this.#work.then(step);
    // Met where the end is waited for.
    this.#work.catch(() => undefined);
  }

  async #prove(layer: StoredLayer, run: MemberRun): Promise<void> {
    const hash = createHash('sha256');
    let crc = 0;
    const take = async (work: Promise<Buffer> | undefined) => {
      if (work === undefined) return;
      const bytes = await work.catch((error: unknown) => {
        throw broken(this.#file, layer, error);
      });
      this.#hash.update(bytes);
      hash.update(bytes);
      crc = crc32(bytes, crc);
      this.#onBytes(bytes.length);
    };
    const pending: Promise<Buffer>[] = [];
    let position = run.position;
    for (const block of layer.blocks) {
      if (pending.length >= blocksInFlight) await take(pending.shift());
      const work = this.#file
        .read(position, block.bytes)
        .then((bytes) => inflate(bytes, { ...flush, chunkSize: 512 * 1024, maxOutputLength: blockBytes }));
      work.catch(() => undefined);
      pending.push(work);
      position += block.bytes;
    }
    while (pending.length > 0) await take(pending.shift());
    if (`sha256:${hash.digest('hex')}` !== layer.diffId || crc !== layer.crc) throw broken(this.#file, layer);
  }
}

/**
 * Reads a finished file from its first byte to its last and holds every stretch against what was to be written: layers by the
 * hashes of their blocks, all else byte for byte. Gives the hash and length of the file.
 * @throws GantryError `VerificationFailed`; `CacheDamaged`.
 */
export async function readBack(
  file: AtomicFile,
  expected: {
    readonly header: Uint8Array;
    readonly runs: readonly ExpectedRun[];
    readonly trailer: Uint8Array;
  },
  options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  const failed = (problem: string) => new GantryError('VerificationFailed', { file: file.target, problem });
  let position = 0;
  let ahead: { readonly length: number; readonly bytes: Promise<Buffer<ArrayBuffer>> } | undefined;
  const next = async (length: number, following: number): Promise<Buffer<ArrayBuffer>> => {
    if (options.signal.aborted) throw new GantryError('Cancelled', { operation: 'bundle' });
    const bytes = await (ahead?.length === length ? ahead.bytes : file.read(position, length));
    position += length;
    ahead = following > 0 ? { length: following, bytes: file.read(position, following) } : undefined;
    ahead?.bytes.catch(() => undefined);
    if (bytes.length < length) throw failed('it ends early');
    hash.update(bytes);
    options.onBytes(bytes.length);
    return bytes;
  };

  if (!(await next(expected.header.length, 0)).equals(expected.header)) {
    throw failed('its gzip header does not hold the bytes that were written');
  }
  for (const each of expected.runs) {
    if (each.run.position !== position) throw failed('its parts do not follow one another');
    if ('plain' in each) {
      const bytes = await next(each.run.deflatedBytes, 0);
      const plain = await inflate(bytes, flush).catch((error: unknown) => {
        throw new GantryError(
          'VerificationFailed',
          { file: file.target, problem: 'its gzip data is damaged' },
          { cause: error },
        );
      });
      if (!plain.equals(each.plain)) throw failed('it does not hold the bytes that were written');
      continue;
    }
    const { layer } = each;
    const pending: Promise<void>[] = [];
    for (const [i, block] of layer.blocks.entries()) {
      const bytes = await next(block.bytes, layer.blocks[i + 1]?.bytes ?? 0);
      if (pending.length >= blocksInFlight) await pending.shift();
      const check = poolSha256(bytes).then((sha256) => {
        if (sha256 !== block.sha256) throw broken(file, layer);
      });
      check.catch(() => undefined);
      pending.push(check);
    }
    await Promise.all(pending);
  }
  if (!(await next(expected.trailer.length, 0)).equals(expected.trailer)) {
    throw failed('its gzip trailer does not hold the bytes that were written');
  }
  if (position !== file.position) throw failed('it is longer than what was written');
  return { bytes: position, sha256: hash.digest('hex') };
}

function broken(file: AtomicFile, layer: StoredLayer, cause?: unknown): Error {
  if (layer.reused) return new CacheDamaged(layer.diffId, layer.level);
  const problem = `the layer ${layer.diffId.slice(0, 19)} does not hold the bytes that were written`;
  return new GantryError('VerificationFailed', { file: file.target, problem }, { cause });
}
