import { archiveLimits } from './archive-limits.ts';
import { parsePaxRecords } from './pax-records.ts';
import { BLOCK, checksumHolds, hasBody, isZeroBlock, parseHeaderBlock, tarType } from './tar-header.ts';

/**
 * Follows a tar as it passes, from header to header, and so knows whether it came to its end: bytes in the middle of one may look like
 * the end. What is in it, and whether it is damaged, is for its reader to say.
 */
export class TarFollower {
  #ended = false;
  /** Bytes to pass over before the next that are looked at. */
  #over = 0;
  /** The bytes being looked at, as far as they came: a header, or the extended header before one. */
  #part: Uint8Array = new Uint8Array(BLOCK);
  #filled = 0;
  /** What the part is; records say how long they are without their padding. */
  #records: number | undefined;
  /** The size of the next body where records say it: a header's own field ends at 8 GiB. */
  #size: number | undefined;

  /** Whether the end was reached; never where what comes is no tar. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes the next bytes, and keeps none of them. */
  pass(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#ended; ) {
      if (this.#over > 0) {
        const step = Math.min(this.#over, bytes.length - at);
        this.#over -= step;
        at += step;
        continue;
      }
      const part = bytes.subarray(at, at + this.#part.length - this.#filled);
      this.#part.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled < this.#part.length) return;
      this.#filled = 0;
      if (this.#records === undefined) this.#takeHeader();
      else this.#takeRecords(this.#records);
    }
  }

  #takeHeader(): void {
    const block = this.#part;
    if (isZeroBlock(block)) {
      this.#ended = true;
      return;
    }
    const { flag, name, size } = parseHeaderBlock(block);
    if (!checksumHolds(block) || !(size >= 0)) {
      this.#over = Number.POSITIVE_INFINITY;
    } else if (flag === 'x' && size > 0 && size <= archiveLimits().paxBytes) {
      this.#records = size;
      this.#part = new Uint8Array(inBlocks(size));
    } else if ('xXgLK'.includes(flag)) {
      this.#over = inBlocks(size);
    } else {
      this.#over = hasBody(tarType(flag, name)) ? inBlocks(this.#size ?? size) : 0;
      this.#size = undefined;
    }
  }

  #takeRecords(bytes: number): void {
    const size = parsePaxRecords(this.#part.subarray(0, bytes))?.get('size');
    if (size !== undefined && /^\d+$/.test(size)) this.#size = Number(size);
    this.#records = undefined;
    this.#part = new Uint8Array(BLOCK);
  }
}

/** Bytes that a body takes with its padding. */
function inBlocks(bytes: number): number {
  return Math.ceil(bytes / BLOCK) * BLOCK;
}
