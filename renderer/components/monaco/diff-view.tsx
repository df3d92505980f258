import { useEffect, useRef } from 'react';
import './monaco.css';
import { monaco } from './monaco.ts';
import { commonOptions } from './options.ts';
import { shownText } from './shown-text.ts';

interface DiffViewProps {
  /** The text on the left, and whose it is: “On disk”. */
  readonly before: { readonly label: string; readonly text: string };
  readonly after: { readonly label: string; readonly text: string };
  readonly language: string;
}

/** Two texts side by side with their differences, to read and not to write. Alt+F5 and Shift+Alt+F5 walk them. */
export function DiffView({ before, after, language }: DiffViewProps) {
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<monaco.editor.IStandaloneDiffEditor>(undefined);

  useEffect(() => {
    if (!host.current) return undefined;
    const created = monaco.editor.createDiffEditor(host.current, {
      ...commonOptions,
      readOnly: true,
      originalEditable: false,
      domReadOnly: true,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: false,
      renderMarginRevertIcon: false,
      renderGutterMenu: false,
      renderOverviewRuler: false,
      ignoreTrimWhitespace: false,
      hideUnchangedRegions: { enabled: true },
    });
    editor.current = created;
    return () => {
      created.dispose();
      editor.current = undefined;
    };
  }, []);

  useEffect(() => {
    editor.current?.getOriginalEditor().updateOptions({ ariaLabel: before.label });
    editor.current?.getModifiedEditor().updateOptions({ ariaLabel: after.label });
  }, [before.label, after.label]);

  useEffect(() => {
    const original = monaco.editor.createModel(shownText(before.text), language);
    const modified = monaco.editor.createModel(shownText(after.text), language);
    editor.current?.setModel({ original, modified });
    return () => {
      editor.current?.setModel(null);
      original.dispose();
      modified.dispose();
    };
  }, [before.text, after.text, language]);

  return (
    <div className="diff-view">
      <div className="diff-view-labels" aria-hidden>
        <span>{before.label}</span>
        <span>{after.label}</span>
      </div>
      <div ref={host} className="diff-view-editor" data-testid="diff" />
    </div>
  );
}
