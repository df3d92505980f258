import { sniffWrapping } from '../archives/compression.ts';
import { blockCompressor } from '../bundle/block-compressor.ts';
import type { BlockDeflater } from '../deflate/block-deflater.ts';

const KiB = 1024;
const MiB = 1024 * KiB;

/** From where on samples of how many bytes are taken how often: the first half megabyte whole, ever less of what follows. */
const strata = [
  { from: 0, stride: MiB / 2, sample: MiB / 2 },
  { from: MiB / 2, stride: 2 * MiB, sample: 64 * KiB },
  { from: 64 * MiB, stride: 16 * MiB, sample: 64 * KiB },
] as const;

/** Bytes of one stratum, and those of its samples before and after they were compressed. */
class Stratum {
  bytes = 0;
  sampled = 0;
  deflated = 0;

  /** Bytes all of it would take, compressed. */
  get estimate(): number {
    return this.sampled === 0 ? 0 : (this.deflated / this.sampled) * this.bytes;
  }
}

const nothing = new Uint8Array(0);

/** What compresses samples: the export's own compressor. */
export type SampleDeflater = Pick<BlockDeflater, 'deflate'>;

/**
 * Works out what bytes that pass by would take compressed as an export does, from samples at fixed places: the same bytes give the
 * same estimate. Up to half a megabyte it is exact. A few hundredths of a layer are compressed, a millisecond a sample.
 */
export class DeflateSample {
  readonly #deflater: SampleDeflater;
  readonly #strata = strata.map(() => new Stratum());
  /** The sample being taken, of the stratum that the position is in. */
  #sample: Uint8Array = nothing;
  #stratum: Stratum | undefined;
  #filled = 0;
  #position = 0;
  #packed = false;

  constructor(deflater: SampleDeflater) {
    this.#deflater = deflater;
  }

  /** Takes the next bytes; they are copied where they are kept. */
  add(bytes: Uint8Array): void {
    if (this.#position === 0) this.#packed = sniffWrapping(bytes) !== 'none';
    let at = 0;
    while (!this.#packed && at < bytes.length) at += this.#take(bytes, at);
    if (this.#packed) this.#position += bytes.length;
  }

  /** Bytes once compressed. */
  estimate(): number {
    this.#compress();
    return Math.round(this.#strata.reduce((sum, { estimate }) => sum + estimate, 0));
  }

  /** Passes over or keeps the bytes up to the next place where that changes; gives how many. */
  #take(bytes: Uint8Array, at: number): number {
    const index = strata.findLastIndex(({ from }) => this.#position >= from);
    const { from, stride, sample } = strata[index] ?? strata[0];
    const within = (this.#position - from) % stride;
    const next = strata[index + 1]?.from ?? Number.POSITIVE_INFINITY;
    const sampling = within < sample;
    const left = Math.min((sampling ? sample : stride) - within, next - this.#position);
    const length = Math.min(left, bytes.length - at);
    this.#position += length;
    const stratum = this.#strata[index];
    if (stratum === undefined) return length;
    stratum.bytes += length;
    if (sampling) {
      if (this.#filled === 0) this.#sample = this.#room(sample);
      this.#sample.set(bytes.subarray(at, at + length), this.#filled);
      this.#filled += length;
      this.#stratum = stratum;
      if (length === left) this.#compress();
    }
    return length;
  }

  /** Used again and again: what is thrown away keeps the garbage collector busy. */
  #room(bytes: number): Uint8Array {
    return this.#sample.length === bytes ? this.#sample : new Uint8Array(bytes);
  }

  #compress(): void {
    if (this.#stratum === undefined || this.#filled === 0) return;
    const { level } = blockCompressor();
    this.#stratum.sampled += this.#filled;
    this.#stratum.deflated += this.#deflater.deflate(this.#sample.subarray(0, this.#filled), level).length;
    this.#filled = 0;
  }
}
