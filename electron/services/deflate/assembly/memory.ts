/**
 * Where everything lies in the program's memory. Nothing is ever allocated: one block at a time, in the same places.
 */

/** Bytes of a block at most. */
export const blockBytes: u32 = 1 << 20;

/** What may be read, never matched, past a block's end: always zero, so that nothing of an earlier block shows. */
const guardBytes: u32 = 64;

/** Bytes past a block's own that it may take deflated: headers of stored blocks, and what a bit writer writes ahead. */
const slackBytes: u32 = 64 * 1024;

/** The block as it is given. */
export const input: usize = memory.data(blockBytes + guardBytes, 64);
/** The block deflated. Stands behind the input, as `rows` may look up to 32 KiB past a block, at bytes that count for nothing. */
export const output: usize = memory.data(blockBytes + slackBytes, 64);

/** Zeroes what follows a block of so many bytes. */
export function guard(bytes: u32): void {
  memory.fill(input + bytes, 0, guardBytes);
}
