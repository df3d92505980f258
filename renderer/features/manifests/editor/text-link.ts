import type { TextEdit } from '../../../../shared/text/span.ts';
import { shownText } from '../../../components/monaco/shown-text.ts';
import type { TextState } from '../../../store/history.ts';
import { TextMapping } from './text-mapping.ts';

/** A change as an editor tells it: offsets of what it showed before. */
export interface ShownChange {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/** What the link needs of an editor's model. */
export interface ShownText {
  getValue(): string;
  /** Replaces stretches of what is shown now; must not tell the link. */
  replace(changes: readonly ShownChange[]): void;
}

/** What the link needs of the store: one document. */
export interface LinkedDocument {
  state(): TextState | undefined;
  /** Splices the text as typing does. */
  type(edits: readonly TextEdit[]): void;
}

/**
 * Keeps an editor's model and a document of the store the same. The document owns the text; what is typed goes to it,
 * and every other change of it is carried over to the model.
 */
export class TextLink {
  readonly #document: LinkedDocument;
  readonly #shown: ShownText;
  #text: string;
  #revision: number;
  #mapping: TextMapping;
  /** While the document hears what was typed, it tells of its change: the model has that already. */
  #telling = false;

  /** The model must show the document's text already. */
  constructor(document: LinkedDocument, shown: ShownText, state: TextState) {
    this.#document = document;
    this.#shown = shown;
    this.#text = state.text;
    this.#revision = state.revision;
    this.#mapping = new TextMapping(state.text);
  }

  /** Between the offsets of the document's text and those of the model, as both are now. */
  get mapping(): TextMapping {
    return this.#mapping;
  }

  /** The model changed by what someone typed. */
  typed(changes: readonly ShownChange[]): void {
    const edits = changes.map(({ rangeOffset, rangeLength, text }) =>
      this.#mapping.toEdit(rangeOffset, rangeOffset + rangeLength, text),
    );
    this.#telling = true;
    try {
      this.#document.type(edits);
    } finally {
      this.#telling = false;
    }
    const state = this.#document.state();
    if (state) this.#take(state);
    // Only where line ends of several kinds meet can the two differ now.
    if (this.#text.includes('\r')) this.#repair();
  }

  /** The document may have changed otherwise: undo, a form, a quick fix, another program. */
  follow(): void {
    const state = this.#document.state();
    if (!state || this.#telling || state.revision === this.#revision) return;
    const mapping = this.#mapping;
    const next = state.revision === this.#revision + 1;
    // Before the model changes: its cursor moves, the store hears of that and tells everyone, this link included.
    this.#take(state);
    if (next) {
      this.#shown.replace(
        state.last.map(({ start, end, text }) => {
          const rangeOffset = mapping.toShown(start);
          const rangeLength = mapping.toShown(end) - rangeOffset;
          return { rangeOffset, rangeLength, text: shownText(text) };
        }),
      );
    }
    this.#repair();
  }

  #take(state: TextState): void {
    this.#text = state.text;
    this.#revision = state.revision;
    this.#mapping = new TextMapping(state.text);
  }

  /** Makes the model show the text, by one splice where it does not. */
  #repair(): void {
    const is = this.#shown.getValue();
    const wanted = shownText(this.#text);
    if (is === wanted) return;
    let start = 0;
    while (start < is.length && start < wanted.length && is[start] === wanted[start]) start += 1;
    let same = 0;
    const most = Math.min(is.length, wanted.length) - start;
    while (same < most && is[is.length - 1 - same] === wanted[wanted.length - 1 - same]) same += 1;
    this.#shown.replace([
      {
        rangeOffset: start,
        rangeLength: is.length - same - start,
        text: wanted.slice(start, wanted.length - same),
      },
    ]);
  }
}
