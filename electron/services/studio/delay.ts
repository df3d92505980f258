/**
 * Puts off a piece of work until what calls for it has been quiet for a while, though never for longer than a bound.
 */
export class Delay {
  readonly #work: () => void;
  readonly #quiet: number;
  readonly #longest: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #first = 0;

  /** `quiet` and `longest` are milliseconds. */
  constructor(work: () => void, quiet: number, longest: number) {
    this.#work = work;
    this.#quiet = quiet;
    this.#longest = longest;
  }

  call(): void {
    const now = performance.now();
    if (this.#timer === undefined) this.#first = now;
    else clearTimeout(this.#timer);
    const wait = Math.min(this.#quiet, this.#first + this.#longest - now);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#work();
    }, wait);
  }

  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
