import type { languages } from 'monaco-editor/editor.js';
import type { Diagnostic, Fix } from '../../../../shared/rules/diagnostic.ts';
import type { Span } from '../../../../shared/text/span.ts';
import { monaco } from '../../../components/monaco/monaco.ts';
import { languageService } from '../../../language/client.ts';
import type { Completion, KnownImage, Role } from '../../../language/protocol.ts';
import { isCurrent } from '../../../store/analysis.ts';
import { useStudio } from '../../../store/studio.ts';
import { imageChoices, imagesInUse } from '../form/model/image-choices.ts';
import type { TextMapping } from './text-mapping.ts';

type Model = monaco.editor.ITextModel;

/** A manifest that is open in an editor. */
interface OpenManifest {
  readonly model: Model;
  readonly file: string;
  readonly role: Role;
  /** Between the offsets of the text and those of the model, as both are now. */
  mapping(): TextMapping;
}

const applyFixCommand = 'gantry.applyFix';
const fixAllCommand = 'gantry.fixAllSafe';
const open = new Map<string, OpenManifest>();

/** Gives a model its code actions, completion, hover and outline, until the answer is called. */
export function openManifest(manifest: OpenManifest): () => void {
  const key = manifest.model.uri.toString();
  open.set(key, manifest);
  return () => open.delete(key);
}

/** The findings of a file, where they were made from its text of now. */
export function findingsOf(file: string): readonly Diagnostic[] | undefined {
  const studio = useStudio.getState();
  const { validation } = studio;
  if (!validation || !isCurrent(studio, file)) return undefined;
  return validation.diagnostics.filter((diagnostic) => diagnostic.file === file);
}

/** The images there are, for completion. */
function knownImages(): readonly KnownImage[] {
  const { facts, views } = useStudio.getState();
  return imageChoices(facts?.images, imagesInUse(views.appSpec?.objects ?? []));
}

/** A stretch of the text as the model's range. */
export function rangeIn(model: Model, mapping: TextMapping, span: Span): monaco.Range {
  return monaco.Range.fromPositions(
    model.getPositionAt(mapping.toShown(span.start)),
    model.getPositionAt(mapping.toShown(span.end)),
  );
}

/** Asks the language service about the text of now; an answer for a text that changed meanwhile is dropped. */
async function ask<Answer>(
  model: Model,
  question: (manifest: OpenManifest, text: string) => PromiseLike<Answer>,
): Promise<{ answer: NonNullable<Answer>; range: (span: Span) => monaco.Range } | undefined> {
  const manifest = open.get(model.uri.toString());
  const text = manifest && useStudio.getState().documents[manifest.file]?.state.text;
  if (!manifest || text === undefined) return undefined;
  const mapping = manifest.mapping();
  const version = model.getVersionId();
  const answer = await question(manifest, text);
  if (answer === undefined || answer === null || model.isDisposed() || model.getVersionId() !== version) {
    return undefined;
  }
  return { answer, range: (span) => rangeIn(model, mapping, span) };
}

const offsetOf = ({ model, mapping }: OpenManifest, position: monaco.IPosition): number =>
  mapping().toText(model.getOffsetAt(position));

const codeActions: languages.CodeActionProvider = {
  provideCodeActions: (model, range, context) => {
    const manifest = open.get(model.uri.toString());
    if (!manifest) return undefined;
    const findings = findingsOf(manifest.file) ?? [];
    const mapping = manifest.mapping();
    const touched = findings.filter(({ span }) =>
      monaco.Range.areIntersectingOrTouching(rangeIn(model, mapping, span), range),
    );
    const actions = touched.flatMap((diagnostic) =>
      (diagnostic.fixes ?? []).map((fix) => ({
        title: fix.title,
        kind: 'quickfix',
        isPreferred: fix.safe,
        diagnostics: context.markers.filter(
          ({ code, message }) => code === diagnostic.code && message === diagnostic.message,
        ),
        command: { id: applyFixCommand, title: fix.title, arguments: [fix] },
      })),
    );
    const anySafe = findings.some(({ fixes }) => fixes?.some(({ safe }) => safe));
    if (actions.length > 0 && anySafe) {
      const title = 'Apply all safe';
      actions.push({
        title,
        kind: 'quickfix',
        isPreferred: false,
        diagnostics: [],
        command: { id: fixAllCommand, title, arguments: [] },
      });
    }
    return { actions, dispose: () => undefined };
  },
};

const hovers: languages.HoverProvider = {
  provideHover: async (model, position) => {
    const found = await ask(model, (manifest, text) =>
      languageService().describe(manifest.role, text, offsetOf(manifest, position)),
    );
    if (!found) return undefined;
    const { title, text, span } = found.answer;
    return {
      contents: [{ value: `**${escapeMarkdown(title)}**` }, { value: text }],
      range: found.range(span),
    };
  },
};

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|]/g, '\\$&');
}

function itemKind(kind: Completion['kind']): languages.CompletionItemKind {
  const { CompletionItemKind } = monaco.languages;
  switch (kind) {
    case 'key':
      return CompletionItemKind.Property;
    case 'value':
      return CompletionItemKind.Value;
    case 'item':
      return CompletionItemKind.Field;
    case 'object':
      return CompletionItemKind.Snippet;
  }
}

const completions: languages.CompletionItemProvider = {
  triggerCharacters: [' ', '"', '-', '{'],
  provideCompletionItems: async (model, position) => {
    const found = await ask(model, (manifest, text) =>
      languageService().complete(manifest.role, text, offsetOf(manifest, position), knownImages()),
    );
    if (!found) return undefined;
    const { span, items, also } = found.answer;
    const range = found.range(span);
    const edits = also ? [{ range: found.range(also), text: also.text }] : undefined;
    return {
      suggestions: items.map((item, index) => ({
        label: item.label,
        kind: itemKind(item.kind),
        insertText: item.insert,
        documentation: item.help,
        sortText: String(index).padStart(4, '0'),
        range,
        ...(item.detail === undefined ? {} : { detail: item.detail }),
        ...(item.filter === undefined ? {} : { filterText: item.filter }),
        ...(edits ? { additionalTextEdits: edits } : {}),
        ...(item.snippet
          ? { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet }
          : {}),
        ...(item.more ? { command: { id: 'editor.action.triggerSuggest', title: 'Choose a value' } } : {}),
      })),
    };
  },
};

const symbols: languages.DocumentSymbolProvider = {
  displayName: 'Manifest',
  provideDocumentSymbols: async (model) => {
    const found = await ask(model, ({ role }, text) => languageService().outline(role, text));
    if (!found) return undefined;
    const { Object: Whole, Property } = monaco.languages.SymbolKind;
    const convert = (symbol: (typeof found.answer)[number]): languages.DocumentSymbol => {
      const range = found.range(symbol.span);
      return {
        // The list that Monaco makes of these shows names only.
        name: symbol.detail === '' ? symbol.name : `${symbol.name} · ${symbol.detail}`,
        detail: '',
        kind: symbol.children.length > 0 ? Whole : Property,
        tags: [],
        range,
        selectionRange: monaco.Range.fromPositions(range.getStartPosition()),
        children: symbol.children.map(convert),
      };
    };
    return found.answer.map(convert);
  },
};

for (const language of ['yaml', 'json']) {
  monaco.languages.registerCodeActionProvider(language, codeActions, {
    providedCodeActionKinds: ['quickfix'],
  });
  monaco.languages.registerHoverProvider(language, hovers);
  monaco.languages.registerCompletionItemProvider(language, completions);
  monaco.languages.registerDocumentSymbolProvider(language, symbols);
}
// Quick fixes run through the store, so that form and text share one history.
monaco.editor.registerCommand(applyFixCommand, (_accessor: unknown, fix: Fix) =>
  useStudio.getState().applyFix(fix),
);
monaco.editor.registerCommand(fixAllCommand, () => void useStudio.getState().fixAllSafe());
