import { applyEdits, type TextEdit } from '../../shared/text/span.ts';

/** One step of a document's history: what was done, and what takes it back. */
interface Step {
  readonly edits: readonly TextEdit[];
  readonly inverse: readonly TextEdit[];
  /** Where it came from; only typing is joined with typing. */
  readonly origin: EditOrigin;
  readonly at: number;
}

/** Who made an edit: keystrokes in the text, a form field, a quick fix, or a merge from disk. */
export type EditOrigin = 'typing' | 'form' | 'fix' | 'disk';

/** A text with its one history, shared by form and editor. Never changed in place. */
export interface TextState {
  readonly text: string;
  /** Counts every change, undo and redo included. */
  readonly revision: number;
  /** The splices that led from the revision before to this one, for editors that follow along. */
  readonly last: readonly TextEdit[];
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

const joinWithinMs = 700;
const longestPast = 1000;

export function newTextState(text: string): TextState {
  return { text, revision: 0, last: [], past: [], future: [] };
}

/** The edits that undo `edits`, in offsets of the text after them. */
function invert(text: string, edits: readonly TextEdit[]): TextEdit[] {
  let shift = 0;
  return [...edits]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((edit) => {
      const start = edit.start + shift;
      shift += edit.text.length - (edit.end - edit.start);
      return { start, end: start + edit.text.length, text: text.slice(edit.start, edit.end) };
    });
}

/** Joins two single-splice typing steps where the second goes on exactly where the first ended. */
function join(first: Step, second: Step): Step | undefined {
  const [a] = first.edits;
  const [b] = second.edits;
  const [undoA] = first.inverse;
  const [undoB] = second.inverse;
  if (first.edits.length !== 1 || second.edits.length !== 1 || !a || !b || !undoA || !undoB) return undefined;
  if (second.at - first.at > joinWithinMs || /[\r\n]/.test(b.text)) return undefined;
  if (b.start === b.end && b.start === a.start + a.text.length) {
    return {
      edits: [{ start: a.start, end: a.end, text: a.text + b.text }],
      inverse: [{ start: undoA.start, end: undoA.end + b.text.length, text: undoA.text }],
      origin: 'typing',
      at: second.at,
    };
  }
  if (a.text === '' && b.text === '' && b.end === a.start) {
    return {
      edits: [{ start: b.start, end: a.end, text: '' }],
      inverse: [{ start: b.start, end: b.start, text: undoB.text + undoA.text }],
      origin: 'typing',
      at: second.at,
    };
  }
  // The key that deletes forwards takes from one place again and again.
  if (a.text === '' && b.text === '' && b.start === a.start) {
    return {
      edits: [{ start: a.start, end: a.end + b.end - b.start, text: '' }],
      inverse: [{ start: a.start, end: a.start, text: undoA.text + undoB.text }],
      origin: 'typing',
      at: second.at,
    };
  }
  return undefined;
}

/**
 * The state after edits (offsets of `state.text`). Quick typing becomes one step.
 * @throws RangeError when edits overlap or leave the text.
 */
export function edited(
  state: TextState,
  edits: readonly TextEdit[],
  origin: EditOrigin,
  at: number,
): TextState {
  const text = applyEdits(state.text, edits);
  if (text === state.text) return state;
  const step: Step = { edits, inverse: invert(state.text, edits), origin, at };
  const before = state.past.at(-1);
  const joined = origin === 'typing' && before?.origin === 'typing' ? join(before, step) : undefined;
  const past = joined ? [...state.past.slice(0, -1), joined] : [...state.past, step].slice(-longestPast);
  return { text, revision: state.revision + 1, last: edits, past, future: [] };
}

export function undone(state: TextState): TextState {
  const step = state.past.at(-1);
  if (!step) return state;
  return {
    text: applyEdits(state.text, step.inverse),
    revision: state.revision + 1,
    last: step.inverse,
    past: state.past.slice(0, -1),
    future: [...state.future, step],
  };
}

export function redone(state: TextState): TextState {
  const step = state.future.at(-1);
  if (!step) return state;
  return {
    text: applyEdits(state.text, step.edits),
    revision: state.revision + 1,
    last: step.edits,
    past: [...state.past, { ...step, at: 0 }],
    future: state.future.slice(0, -1),
  };
}
