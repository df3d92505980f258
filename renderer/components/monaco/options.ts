import type { editor } from 'monaco-editor/editor.js';

/** What every editor of the page has in common. */
export const commonOptions = {
  automaticLayout: true,
  fontFamily: 'var(--mono)',
  fontSize: 12.5,
  lineHeight: 20,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  fixedOverflowWidgets: true,
  padding: { top: 12, bottom: 12 },
  unicodeHighlight: { ambiguousCharacters: false },
} satisfies editor.IEditorOptions & { automaticLayout: boolean };
