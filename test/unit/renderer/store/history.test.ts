import { expect, test } from 'vitest';
import {
  type EditOrigin,
  edited,
  newTextState,
  redone,
  type TextState,
  undone,
} from '../../../../renderer/store/history.ts';
import type { TextEdit } from '../../../../shared/text/span.ts';
import fc from '../../../support/fast-check.ts';

const splice = fc.record({
  at: fc.nat(),
  length: fc.nat(3),
  insert: fc.constantFrom('', 'a', 'bc', '\n', '\r\n'),
});
const change = fc.record({
  splices: fc.array(splice, { minLength: 1, maxLength: 4 }),
  origin: fc.constantFrom<EditOrigin>('typing', 'typing', 'typing', 'form', 'fix', 'disk'),
  pause: fc.constantFrom(10, 100, 2000),
});

/** Splices that do not overlap, in any order; they may touch. */
function editsOf(
  text: string,
  splices: readonly { at: number; length: number; insert: string }[],
): TextEdit[] {
  const edits: TextEdit[] = [];
  let free = 0;
  for (const { at, length, insert } of splices) {
    const start = free + (at % (text.length - free + 1));
    const end = Math.min(text.length, start + length);
    edits.push({ start, end, text: insert });
    free = end;
  }
  return edits;
}

test('undo gives every text back, and redo makes it again', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(change, { maxLength: 20 }), (source, changes) => {
      let state = newTextState(source);
      let clock = 0;
      for (const { splices, origin, pause } of changes) {
        clock += pause;
        state = edited(state, editsOf(state.text, splices), origin, clock);
      }
      const texts: string[] = [state.text];
      while (state.past.length > 0) {
        state = undone(state);
        texts.push(state.text);
      }
      expect(state.text).toBe(source);
      for (const text of texts.reverse()) {
        expect(state.text).toBe(text);
        state = redone(state);
      }
      expect(state.future).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test('undo goes back to where a form wrote, never past it', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
      let state = newTextState('start');
      let clock = 0;
      const afterForms: string[] = [];
      for (const { splices, origin, pause } of changes) {
        clock += pause;
        const before = state;
        state = edited(state, editsOf(state.text, splices), origin, clock);
        if (origin === 'form' && state !== before) afterForms.push(state.text);
      }
      const seen = [state.text];
      while (state.past.length > 0) {
        state = undone(state);
        seen.push(state.text);
      }
      for (const text of afterForms) expect(seen).toContain(text);
    }),
  );
});

/** Types one character after another at the end. */
function typing(state: TextState, text: string, every: number): TextState {
  let at = 1000;
  let next = state;
  for (const sign of text) {
    next = edited(next, [{ start: next.text.length, end: next.text.length, text: sign }], 'typing', at);
    at += every;
  }
  return next;
}

test('quick typing is one step, slow typing and new lines are several', () => {
  expect(typing(newTextState(''), 'abc', 50).past).toHaveLength(1);
  expect(typing(newTextState(''), 'abc', 5000).past).toHaveLength(3);
  expect(typing(newTextState(''), 'ab\ncd', 50).past).toHaveLength(2);
});

test('quick deleting is one step, backwards and forwards', () => {
  let state = newTextState('abcd');
  state = edited(state, [{ start: 3, end: 4, text: '' }], 'typing', 0);
  state = edited(state, [{ start: 2, end: 3, text: '' }], 'typing', 10);
  expect(state.past).toHaveLength(1);
  expect(undone(state).text).toBe('abcd');
  state = newTextState('abcd');
  state = edited(state, [{ start: 0, end: 1, text: '' }], 'typing', 0);
  state = edited(state, [{ start: 0, end: 1, text: '' }], 'typing', 10);
  expect(state.past).toHaveLength(1);
  expect(undone(state).text).toBe('abcd');
});

test('typing after an undo takes the undone away', () => {
  const undoneState = undone(typing(newTextState('x'), 'a', 0));
  const state = typing(undoneState, 'b', 0);
  expect(state.text).toBe('xb');
  expect(redone(state)).toBe(state);
});

test('an edit that changes nothing is no step', () => {
  const state = newTextState('abc');
  expect(edited(state, [{ start: 0, end: 1, text: 'a' }], 'form', 0)).toBe(state);
});

test('edits that overlap are refused', () => {
  const overlapping = [
    { start: 0, end: 2, text: '' },
    { start: 1, end: 3, text: '' },
  ];
  expect(() => edited(newTextState('abc'), overlapping, 'form', 0)).toThrow(RangeError);
});
