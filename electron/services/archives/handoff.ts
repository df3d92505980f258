/** Passes items from one task to another one at a time: `put` waits until the item is taken, so nothing piles up between them. */
export class Handoff<Item> {
  #item:
    | { readonly value: Item; readonly taken: () => void; readonly failed: (error: unknown) => void }
    | undefined;
  #taker:
    | { readonly got: (item: Item | undefined) => void; readonly failed: (error: unknown) => void }
    | undefined;
  #failure: { readonly error: unknown } | undefined;
  #ended = false;

  /** Gives an item to the other side. Fails with what `fail` was given. */
  put(value: Item): Promise<void> {
    return new Promise((taken, failed) => {
      if (this.#failure !== undefined) {
        failed(this.#failure.error);
      } else if (this.#taker !== undefined) {
        this.#taker.got(value);
        this.#taker = undefined;
        taken();
      } else {
        this.#item = { value, taken, failed };
      }
    });
  }

  /** The next item; `undefined` after `end`. Fails with what `fail` was given. */
  take(): Promise<Item | undefined> {
    return new Promise((got, failed) => {
      if (this.#item !== undefined) {
        got(this.#item.value);
        this.#item.taken();
        this.#item = undefined;
      } else if (this.#failure !== undefined) {
        failed(this.#failure.error);
      } else if (this.#ended) {
        got(undefined);
      } else {
        this.#taker = { got, failed };
      }
    });
  }

  /** No more items will come. */
  end(): void {
    this.#ended = true;
    this.#taker?.got(undefined);
    this.#taker = undefined;
  }

  /** Ends both sides with an error; without effect after `end` or an earlier `fail`. */
  fail(error: unknown): void {
    if (this.#ended || this.#failure !== undefined) return;
    this.#failure = { error };
    this.#item?.failed(error);
    this.#taker?.failed(error);
    this.#item = undefined;
    this.#taker = undefined;
  }
}
