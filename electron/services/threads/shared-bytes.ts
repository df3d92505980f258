/** Bytes in memory that several threads see. */
export type SharedBytes = Uint8Array<SharedArrayBuffer>;

/** New memory that threads share. */
export function sharedBytes(bytes: number): SharedBytes {
  return new Uint8Array(new SharedArrayBuffer(bytes));
}

/**
 * Copies bytes to a place in shared memory. `set` would copy them one by one unless they lie alike within words of eight, which
 * pieces of an engine's answer hardly ever do: that takes eight times as long.
 * @throws RangeError where they do not fit
 */
export function copyToShared(bytes: Uint8Array, into: SharedBytes, at: number): void {
  // Nothing at all is no value to fill with.
  if (bytes.length === 0) return;
  Buffer.from(into.buffer, into.byteOffset, into.length).fill(bytes, at, at + bytes.length);
}
