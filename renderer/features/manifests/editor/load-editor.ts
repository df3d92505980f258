import { loadMonaco } from '../../../components/monaco/load-monaco.ts';

async function load() {
  const editor = import('./text-editor.tsx');
  await loadMonaco();
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
