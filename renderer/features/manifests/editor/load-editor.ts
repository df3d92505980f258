async function load() {
  // Monaco runs more than 100 ms of code before it can be used. Asked for in parts, it comes in files of its own that
  // run one by one (see `breathe.ts`), and the page answers in between.
  const parts = [import('./monaco-base.ts'), import('./monaco-core.ts'), import('./monaco-features.ts')];
  const editor = import('./text-editor.tsx');
  await Promise.all(parts);
  return await editor;
}

let loading: ReturnType<typeof load> | undefined;

/** The text editor with all of Monaco, fetched at the first call. What cannot be had is asked for again at the next. */
export function loadTextEditor(): ReturnType<typeof load> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}
