/** Every thread of our own: `NAME-thread.ts` in this folder is its program, which the build makes `dist/threads/NAME.js`. */
export const threadNames = ['deflate', 'hash', 'review'] as const;

export type ThreadName = (typeof threadNames)[number];
