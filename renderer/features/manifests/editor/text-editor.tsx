import type { IRange } from 'monaco-editor/editor.js';
import { useEffect, useRef } from 'react';
import type { Span } from '../../../../shared/text/span.ts';
import { languageService } from '../../../language/client.ts';
import type { Role } from '../../../language/protocol.ts';
import type { OpenDocument } from '../../../store/documents.ts';
import { type Studio, useStudio } from '../../../store/studio.ts';
import './editor.css';
import { monaco } from '../../../components/monaco/monaco.ts';
import { commonOptions } from '../../../components/monaco/options.ts';
import { shownText } from '../../../components/monaco/shown-text.ts';
import { findingsOf, openManifest, rangeIn } from './providers.ts';
import { type ShownChange, TextLink } from './text-link.ts';

interface TextEditorProps {
  readonly document: OpenDocument;
  /** Called once, when the text can be seen and typed in. */
  readonly onReady?: () => void;
}

type Editor = monaco.editor.IStandaloneCodeEditor;
type Model = monaco.editor.ITextModel;

/** An editor with the link that keeps its model and the document the same. */
interface Opened {
  readonly editor: Editor;
  readonly model: Model;
  readonly link: TextLink;
}

const severities = {
  error: monaco.MarkerSeverity.Error,
  warning: monaco.MarkerSeverity.Warning,
  note: monaco.MarkerSeverity.Info,
};

/** The language of a file by its name, for colours. */
function languageOf(name: string): string {
  if (name === 'Dockerfile') return 'dockerfile';
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return languages[extension] ?? 'plaintext';
}

const languages: Readonly<Record<string, string>> = {
  yaml: 'yaml',
  json: 'json',
  sh: 'shell',
  md: 'markdown',
};

/** Where each file was left: scrolling and cursor. */
const left = new Map<string, monaco.editor.ICodeEditorViewState>();
/** The last wish to show a place that was granted. */
let granted = 0;

const tabHelp = /Mac/.test(navigator.userAgent) ? 'Control+Shift+M' : 'Control+M';

/**
 * The text of a manifest in Monaco. The store owns text and history; the editor follows it, and tells it what was
 * typed. Monaco's own undo is replaced by the document's, which the form shares. Tab writes spaces; Ctrl+M (on a Mac
 * Ctrl+Shift+M) lets Tab move the focus instead, so that nobody is caught in the text.
 */
export function TextEditor({ document, onReady }: TextEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const opened = useRef<Opened>(undefined);
  const { name, role } = document;

  useEffect(() => {
    const state = useStudio.getState().documents[name]?.state;
    if (!host.current || !state) return undefined;
    const model = monaco.editor.createModel(shownText(state.text), languageOf(name));
    model.setEOL(monaco.editor.EndOfLineSequence.LF);
    const editor = monaco.editor.create(host.current, {
      ...commonOptions,
      model,
      renderLineHighlight: 'line',
      tabSize: 2,
      insertSpaces: true,
      detectIndentation: true,
      stickyScroll: { enabled: true, maxLineCount: 3, defaultModel: 'indentationModel' },
      bracketPairColorization: { enabled: false },
      ariaLabel: `${name}, text. Tab writes spaces; ${tabHelp} lets Tab move on.`,
      quickSuggestions: { other: true, comments: false, strings: true },
      wordBasedSuggestions: 'off',
      suggest: { showWords: false, showStatusBar: false },
      // Said here already: each later change of an option measures the page's letters anew.
      ...looksOf(useStudio.getState()),
    });
    let following = false;
    const replace = (changes: readonly ShownChange[]): void => {
      following = true;
      try {
        model.applyEdits(
          changes.map(({ rangeOffset, rangeLength, text }) => ({
            range: rangeBetween(model, rangeOffset, rangeOffset + rangeLength),
            text,
            forceMoveMarkers: true,
          })),
        );
      } finally {
        following = false;
      }
    };
    const link = new TextLink(
      {
        state: () => useStudio.getState().documents[name]?.state,
        type: (edits) => useStudio.getState().applyEdits(name, edits, 'typing'),
      },
      { getValue: () => model.getValue(), replace },
      state,
    );
    opened.current = { editor, model, link };
    const place = left.get(name);
    if (place) editor.restoreViewState(place);
    const tellCursor = ({ lineNumber, column }: monaco.IPosition) =>
      useStudio.getState().setCursor({ line: lineNumber, column });
    tellCursor(editor.getPosition() ?? { lineNumber: 1, column: 1 });
    const endings = [
      ...addCommands({ editor, model, link }, name, role),
      model.onDidChangeContent(({ changes }) => {
        if (!following) link.typed(changes);
      }),
      editor.onDidChangeCursorPosition(({ position, source }) => {
        tellCursor(position);
        if (source === 'api') return;
        const offset = link.mapping.toText(model.getOffsetAt(position));
        void useStudio.getState().selectOffset(name, offset);
      }),
      { dispose: useStudio.subscribe(() => link.follow()) },
      ...(role ? [{ dispose: openManifest({ model, file: name, role, mapping: () => link.mapping }) }] : []),
    ];
    return () => {
      const view = editor.saveViewState();
      if (view) left.set(name, view);
      for (const ending of endings) ending.dispose();
      editor.dispose();
      model.dispose();
      opened.current = undefined;
      useStudio.getState().setCursor(undefined);
    };
  }, [name, role]);

  const validation = useStudio((studio) => studio.validation);
  useEffect(() => {
    if (opened.current && validation) markFindings(opened.current, name);
  }, [validation, name]);

  const reveal = useStudio((studio) => studio.reveal);
  useEffect(() => {
    if (!opened.current || reveal?.file !== name || reveal.serial <= granted) return;
    granted = reveal.serial;
    show(opened.current, reveal.span);
    if (reveal.focus) opened.current.editor.focus();
  }, [reveal, name]);

  const project = useStudio((studio) => studio.project);
  const settings = useStudio((studio) => studio.settings);
  useEffect(() => {
    const { editor } = opened.current ?? {};
    const looks = looksOf({ project, settings });
    if (!editor) return;
    const { fontSize, readOnly } = editor.getRawOptions();
    if (fontSize !== looks.fontSize || readOnly !== looks.readOnly) editor.updateOptions(looks);
  }, [project, settings]);

  useEffect(() => onReady?.(), [onReady]);

  return <div ref={host} className="text-editor" data-testid={`text-${name}`} />;
}

/** What the user's settings and the project say about an editor. */
function looksOf({ project, settings }: Pick<Studio, 'project' | 'settings'>) {
  return {
    fontSize: settings.textSize,
    lineHeight: Math.round(settings.textSize * 1.6),
    readOnly: project?.readOnly !== undefined,
    readOnlyMessage: { value: 'This project’s folder is read-only.' },
  };
}

function rangeBetween(model: Model, start: number, end: number): IRange {
  return monaco.Range.fromPositions(model.getPositionAt(start), model.getPositionAt(end));
}

/** Marks the findings of a file in its model; those made from an older text wait for the next ones. */
function markFindings({ model, link }: Opened, file: string): void {
  const findings = findingsOf(file);
  if (!findings) return;
  monaco.editor.setModelMarkers(
    model,
    'gantry',
    findings.map(({ code, severity, message, span }) => {
      const range = rangeIn(model, link.mapping, span);
      return {
        code,
        message,
        severity: severities[severity],
        startLineNumber: range.startLineNumber,
        startColumn: range.startColumn,
        endLineNumber: range.endLineNumber,
        endColumn: range.endColumn,
      };
    }),
  );
}

function show({ editor, model, link }: Opened, span: Span): void {
  const range = rangeIn(model, link.mapping, span);
  editor.setSelection(range);
  editor.revealRangeInCenterIfOutsideViewport(range);
}

/**
 * What the editor does through the store instead of by itself. Monaco keeps each of them, and with it the editor and
 * the page around it, until it is disposed of.
 */
function addCommands(opened: Opened, file: string, role: Role | undefined): monaco.IDisposable[] {
  const { editor } = opened;
  const { KeyCode, KeyMod } = monaco;
  const travel = (way: 'undo' | 'redo') => (): void => {
    if (editor.getOption(monaco.editor.EditorOption.readOnly)) return;
    const before = useStudio.getState().documents[file]?.state.revision;
    useStudio.getState()[way](file);
    const state = useStudio.getState().documents[file]?.state;
    const last = state?.last.at(-1);
    if (!state || !last || state.revision === before) return;
    // The last of several edits stands where it was written plus what those before it added.
    const shift = state.last
      .filter((edit) => edit.start < last.start)
      .reduce((sum, edit) => sum + edit.text.length - (edit.end - edit.start), 0);
    const end = last.start + shift + last.text.length;
    show(opened, { start: end, end });
  };
  const undo = travel('undo');
  const redo = travel('redo');
  const travels = [
    editor.addAction({
      id: 'gantry.undo',
      label: 'Undo',
      keybindings: [KeyMod.CtrlCmd | KeyCode.KeyZ],
      run: undo,
    }),
    editor.addAction({
      id: 'gantry.redo',
      label: 'Redo',
      keybindings: [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.KeyZ, KeyMod.CtrlCmd | KeyCode.KeyY],
      run: redo,
    }),
  ];
  // Menus of the browser or the system ask by way of the page.
  editor.getContainerDomNode().addEventListener(
    'beforeinput',
    (event) => {
      if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
      event.preventDefault();
      event.stopPropagation();
      if (event.inputType === 'historyUndo') undo();
      else redo();
    },
    { capture: true },
  );
  if (!role) return travels;
  const format = editor.addAction({
    id: 'gantry.format',
    label: role === 'appJson' ? 'Lay Out With Two Spaces' : 'Remove Trailing Spaces',
    keybindings: [KeyMod.Shift | KeyMod.Alt | KeyCode.KeyF],
    contextMenuGroupId: '1_modification',
    precondition: '!editorReadonly',
    run: async () => {
      const state = useStudio.getState().documents[file]?.state;
      const edits = state && (await languageService().format(role, state.text));
      if (useStudio.getState().documents[file]?.state !== state) return;
      if (edits) useStudio.getState().applyEdits(file, edits, 'form');
      else useStudio.getState().announce(`${file} has syntax errors and was left as it is.`);
    },
  });
  const fixAll = editor.addAction({
    id: 'gantry.fixAllSafe',
    label: 'Apply All Safe Fixes',
    contextMenuGroupId: '1_modification',
    precondition: '!editorReadonly',
    run: async () => {
      await useStudio.getState().fixAllSafe();
    },
  });
  return [...travels, format, fixAll];
}
