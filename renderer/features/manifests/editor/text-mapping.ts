import type { TextEdit } from '../../../../shared/text/span.ts';

const byteOrderMark = '\uFEFF';

/**
 * Carries offsets between a document's own text and an editor that hides its byte-order mark and shows every line end
 * as a line feed.
 */
export class TextMapping {
  readonly #text: string;
  readonly #mark: 0 | 1;
  /** Where each CR LF begins: there the editor has one character less. */
  readonly #pairs: readonly number[];
  readonly #newline: string;

  constructor(text: string) {
    this.#text = text;
    this.#mark = text.startsWith(byteOrderMark) ? 1 : 0;
    const pairs: number[] = [];
    let lone = 0;
    for (let at = text.indexOf('\r'); at >= 0; at = text.indexOf('\r', at + 1)) {
      if (text[at + 1] === '\n') pairs.push(at);
      else lone += 1;
    }
    this.#pairs = pairs;
    this.#newline = pairs.length + lone === 0 ? '\n' : mostUsed(text, pairs.length, lone);
  }

  /** An offset of the text in the editor. */
  toShown(offset: number): number {
    return Math.max(0, offset - this.#mark - countBelow(this.#pairs, (pair) => pair < offset));
  }

  /** An offset of the editor in the text. */
  toText(shown: number): number {
    return shown + this.#mark + countBelow(this.#pairs, (pair, i) => pair - i - this.#mark < shown);
  }

  /** What was typed over a stretch of the editor, as an edit of the text with the text's own line ends. */
  toEdit(shownStart: number, shownEnd: number, typed: string): TextEdit {
    const start = this.toText(shownStart);
    const end = this.toText(shownEnd);
    let text = typed.replace(/\r\n?|\n/g, this.#newline);
    // A CR and a LF that were apart would become one line end where the edit brings them together.
    const before = start > 0 && this.#text[start - 1] === '\r';
    const after = this.#text[end] === '\n';
    if (text === '') {
      if (before && after && end > start) text = '\n';
    } else {
      if (before && text.startsWith('\n')) text = `\r${text}`;
      if (after && text.endsWith('\r')) text = `${text}\n`;
    }
    return { start, end, text };
  }
}

/** How many of the first items a condition holds for, which holds for no item behind one that it fails for. */
function countBelow(items: readonly number[], holds: (item: number, index: number) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(items[middle] ?? 0, middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function mostUsed(text: string, pairs: number, lone: number): string {
  let feeds = -pairs;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) feeds += 1;
  if (pairs >= feeds && pairs >= lone) return '\r\n';
  return feeds >= lone ? '\n' : '\r';
}
