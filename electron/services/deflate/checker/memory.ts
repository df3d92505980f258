/**
 * Where everything lies in the program's memory. Nothing is ever allocated: one block at a time, in the same places. What lies
 * in a guard is read ahead of knowing that the block, or its deflated bytes, end before it; no verdict depends on it.
 */

/** Bytes of a block at most. */
export const blockBytes: u32 = 1 << 20;
/** Bytes of a deflated block at most: stored, with room to spare for headers. */
export const deflatedBytes: u32 = blockBytes + (64 << 10);

/** More than a match and the compared words before and behind it reach out of a block. */
const blockGuard: u32 = 512;
/** More than is read of the deflated bytes between two looks at their end. */
const deflatedGuard: u32 = 64;

/** The block that the deflated bytes are held against. */
export const block: usize = memory.data(blockGuard + blockBytes + blockGuard, 64) + blockGuard;
/** The deflated bytes. */
export const deflated: usize = memory.data(deflatedBytes + deflatedGuard, 64);
