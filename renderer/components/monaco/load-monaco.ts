/**
 * Fetches and runs Monaco, which takes more than 100 ms of code before it can be used. Asked for in parts, it comes in
 * files of its own that run one by one (see `breathe.ts`), and the page answers in between. To be awaited before
 * anything that imports `monaco.ts`.
 */
export async function loadMonaco(): Promise<void> {
  await Promise.all([import('./monaco-base.ts'), import('./monaco-core.ts'), import('./monaco-features.ts')]);
}
