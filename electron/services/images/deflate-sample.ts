import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { sniffWrapping } from '../archives/compression.ts';
import { blockCompressor } from '../bundle/block-compressor.ts';

const deflate = promisify(deflateRaw);

const KiB = 1024;
const MiB = 1024 * KiB;
/** Compressed one by one: larger batches have V8 collect all garbage four times as often while an image streams by. */
const sampleBytes = 64 * KiB;

/** How often a sample is taken from where on: everything of the first half megabyte, ever less of what follows. */
const strata = [
  { from: 0, stride: sampleBytes },
  { from: MiB / 2, stride: 2 * MiB },
  { from: 64 * MiB, stride: 16 * MiB },
] as const;

/** Bytes of one stratum, and those of its samples before and after they were compressed. */
class Stratum {
  bytes = 0;
  sampled = 0;
  deflated = 0;
  #sample: Buffer | undefined;
  #filled = 0;

  /** Takes bytes of a sample; gives a whole one to be compressed. */
  sample(bytes: Uint8Array): Buffer | undefined {
    this.#sample ??= Buffer.allocUnsafe(sampleBytes);
    this.#sample.set(bytes, this.#filled);
    this.#filled += bytes.length;
    this.sampled += bytes.length;
    return this.#filled === sampleBytes ? this.rest() : undefined;
  }

  /** What was not given yet. */
  rest(): Buffer | undefined {
    const sample = this.#sample?.subarray(0, this.#filled);
    this.#sample = undefined;
    this.#filled = 0;
    return sample;
  }

  /** Bytes all of it would take, compressed. */
  get estimate(): number {
    return this.sampled === 0 ? 0 : (this.deflated / this.sampled) * this.bytes;
  }
}

/**
 * Works out what bytes that pass by would take compressed as an export does, from samples at fixed places: the same bytes give the
 * same estimate. Up to half a megabyte it is nearly exact. Compressing runs beside the reading, on a hundredth of a large layer.
 */
export class DeflateSample {
  readonly #strata = strata.map(() => new Stratum());
  readonly #running: Promise<void>[] = [];
  #position = 0;
  #packed = false;

  /** Takes the next bytes; they are copied where they are kept. */
  add(bytes: Uint8Array): void {
    if (this.#position === 0) this.#packed = sniffWrapping(bytes) !== 'none';
    let at = 0;
    while (!this.#packed && at < bytes.length) at += this.#take(bytes, at);
    if (this.#packed) this.#position += bytes.length;
  }

  /** Bytes once compressed; asked for once, at the end. */
  async estimate(): Promise<number> {
    for (const stratum of this.#strata) this.#compress(stratum, stratum.rest());
    await Promise.all(this.#running);
    return Math.round(this.#strata.reduce((sum, { estimate }) => sum + estimate, 0));
  }

  /** Passes over or keeps the bytes up to the next place where that changes; gives how many. */
  #take(bytes: Uint8Array, at: number): number {
    const index = strata.findLastIndex(({ from }) => this.#position >= from);
    const { from, stride } = strata[index] ?? strata[0];
    const within = (this.#position - from) % stride;
    const next = strata[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const sampling = within < sampleBytes;
    const left = Math.min((sampling ? sampleBytes : stride) - within, next - this.#position);
    const length = Math.min(left, bytes.length - at);
    const stratum = this.#strata[index];
    if (stratum !== undefined) {
      stratum.bytes += length;
      if (sampling) this.#compress(stratum, stratum.sample(bytes.subarray(at, at + length)));
    }
    this.#position += length;
    return length;
  }

  #compress(stratum: Stratum, sample: Buffer | undefined): void {
    if (sample === undefined) return;
    const { level } = blockCompressor();
    this.#running.push(
      deflate(sample, { level }).then((deflated) => {
        stratum.deflated += deflated.length;
      }),
    );
  }
}
