const freeBytes = 1024 ** 3;
const mostTimes = 200;

/**
 * What a file from a stranger may unpack to in all, however deep it is packed: a gibibyte, and beyond it 200 times what was
 * read of it. Real images stay far below; a decompression bomb is stopped before it costs much.
 */
export class ExpansionBudget {
  exceeded = false;
  #read = 0;
  #unpacked = 0;

  /** Notes bytes read of the file itself. */
  read(bytes: number): void {
    this.#read += bytes;
  }

  /** Notes bytes that unpacking gave; false where they are too many. */
  unpack(bytes: number): boolean {
    this.#unpacked += bytes;
    this.exceeded ||= this.#unpacked > freeBytes + mostTimes * this.#read;
    return !this.exceeded;
  }

  /** Why reading ends, as a clause. */
  get problem(): string {
    return `it unpacks to more than ${mostTimes} times its size, as a decompression bomb does`;
  }
}
