const slabs = 4;
const slabBytes = 256 * 1024;
/** What is left of a slab below this is not read into: a read of few bytes costs as much as one of many. */
const leastRoom = 64 * 1024;

/**
 * The memory a socket reads into, used again and again: new memory for every read costs more than all else that receiving takes.
 * Slabs are filled in turn and taken in pieces. A piece is good until the next is asked for; before, nothing is read into its slab
 * but what follows it.
 */
export class ReceiveRing {
  readonly #slabs = Array.from({ length: slabs }, () => Buffer.allocUnsafeSlow(slabBytes));
  /** Bytes in each slab that is full. */
  readonly #ends = this.#slabs.map(() => 0);
  /** The slab being filled, counted from the first ever; it lies at the remainder. At most `slabs` ahead of the one being taken. */
  #into = 0;
  #filled = 0;
  /** The slab being taken, counted likewise. */
  #from = 0;
  #taken = 0;

  /** Whether the slab to be filled is free. */
  get hasRoom(): boolean {
    return this.#into - this.#from < slabs;
  }

  /** Where the next bytes go; only to be written to while there `hasRoom`. */
  room(): Uint8Array {
    return this.#slab(this.#into).subarray(this.#filled);
  }

  /** Notes that as many bytes were written into the room. */
  fill(bytes: number): void {
    this.#filled += bytes;
    if (slabBytes - this.#filled >= leastRoom) return;
    this.#ends[this.#into % slabs] = this.#filled;
    this.#into += 1;
    this.#filled = 0;
  }

  /** The bytes that follow, as far as they were written; `undefined` where there are none. Lets go of those taken before. */
  take(): Uint8Array | undefined {
    for (;;) {
      const filling = this.#from === this.#into;
      const end = filling ? this.#filled : (this.#ends[this.#from % slabs] ?? 0);
      if (this.#taken < end) {
        const piece = this.#slab(this.#from).subarray(this.#taken, end);
        this.#taken = end;
        return piece;
      }
      if (filling) return undefined;
      this.#from += 1;
      this.#taken = 0;
    }
  }

  #slab(number: number): Uint8Array {
    return this.#slabs[number % slabs] ?? new Uint8Array(0);
  }
}
