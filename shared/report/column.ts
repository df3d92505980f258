const leastRoom = 256;

type Numbers = Int32Array | Float64Array | Uint8Array;

/** A list of numbers that grows and takes no more room than its kind of number needs. */
export class Column<Values extends Numbers> {
  length: number;
  readonly #make: (length: number) => Values;
  #values: Values;

  /**
   * @param make gives room for so many numbers, all zero
   * @param values what it begins with; the column's own from then on
   */
  constructor(make: (length: number) => Values, values?: Values) {
    this.#make = make;
    this.#values = values ?? make(leastRoom);
    this.length = values?.length ?? 0;
  }

  /** The numbers alone, in memory of their own. */
  values(): Values {
    const values = this.#make(this.length);
    values.set(this.#values.subarray(0, this.length));
    return values;
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = this.#make(Math.max(leastRoom, this.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  /** The number at a place below `length`. */
  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }
}

/** A column of whole numbers, of either sign, below 2³¹. */
export type Integers = Column<Int32Array>;

export function integers(values?: Int32Array): Integers {
  return new Column((length) => new Int32Array(length), values);
}
