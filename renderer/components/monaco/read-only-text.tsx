import { useEffect, useRef, useState } from 'react';
import { monaco } from './monaco.ts';
import './monaco.css';
import { commonOptions } from './options.ts';
import { shownText } from './shown-text.ts';

/** Lines and columns from 1. */
interface TextRange {
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
}

interface Marker {
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  readonly range: TextRange;
}

interface ReadOnlyTextProps {
  /** Names the text for screen readers. */
  readonly label: string;
  readonly text: string;
  readonly language: 'yaml' | 'json';
  readonly markers: readonly Marker[];
  /** The place to show; a new `serial` shows it again. */
  readonly shown?: { readonly range: TextRange; readonly serial: number };
}

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  note: monaco.MarkerSeverity.Info,
};

/** A text in Monaco to read and not to write, with its findings marked. Tab moves on; F8 walks the findings. */
export function ReadOnlyText({ label, text, language, markers, shown }: ReadOnlyTextProps) {
  const host = useRef<HTMLDivElement>(null);
  const [editor, setEditor] = useState<monaco.editor.IStandaloneCodeEditor>();

  useEffect(() => {
    if (!host.current) return undefined;
    const model = monaco.editor.createModel(shownText(text), language);
    const created = monaco.editor.create(host.current, {
      ...commonOptions,
      model,
      readOnly: true,
      readOnlyMessage: { value: 'A bundle under review is only read.' },
      tabFocusMode: true,
      // Otherwise Monaco marks findings only where they could be mended.
      renderValidationDecorations: 'on',
      renderLineHighlight: 'line',
      stickyScroll: { enabled: true, maxLineCount: 3, defaultModel: 'indentationModel' },
      bracketPairColorization: { enabled: false },
      lightbulb: { enabled: monaco.editor.ShowLightbulbIconMode.Off },
      ariaLabel: label,
    });
    setEditor(created);
    return () => {
      setEditor(undefined);
      created.dispose();
      model.dispose();
    };
  }, [text, language, label]);

  useEffect(() => {
    const model = editor?.getModel();
    if (!model) return;
    const marks = markers.map(({ severity, code, message, range }) => ({
      severity: severities[severity],
      code,
      message,
      ...monacoRange(range),
    }));
    monaco.editor.setModelMarkers(model, 'review', marks);
  }, [editor, markers]);

  useEffect(() => {
    if (!editor?.getModel() || !shown) return;
    const range = monacoRange(shown.range);
    editor.setSelection(range);
    editor.revealRangeInCenter(range);
    editor.focus();
  }, [editor, shown]);

  return <div ref={host} className="read-only-text" data-testid="read-only-text" />;
}

function monacoRange({ start, end }: TextRange): monaco.IRange {
  return {
    startLineNumber: start.line,
    startColumn: start.column,
    endLineNumber: end.line,
    endColumn: end.column,
  };
}
