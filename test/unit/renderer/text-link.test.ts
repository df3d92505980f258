import { expect, test } from 'vitest';
import { shownText } from '../../../renderer/components/monaco/shown-text.ts';
import {
  type ShownChange,
  type ShownText,
  TextLink,
} from '../../../renderer/features/manifests/editor/text-link.ts';
import { edited, newTextState, redone, type TextState, undone } from '../../../renderer/store/history.ts';
import { applyEdits } from '../../../shared/text/span.ts';
import fc from '../../support/fast-check.ts';

/** A model as Monaco has one: it shows line feeds only, and changes before it tells. */
class Model implements ShownText {
  value: string;
  /** Its cursor moves with every change, and the store tells everyone of that. */
  moved: () => void = () => undefined;
  constructor(value: string) {
    this.value = value;
  }
  getValue(): string {
    return this.value;
  }
  replace(changes: readonly ShownChange[]): void {
    this.value = applyEdits(
      this.value,
      changes.map(({ rangeOffset, rangeLength, text }) => ({
        start: rangeOffset,
        end: rangeOffset + rangeLength,
        text,
      })),
    );
    this.moved();
  }
}

function linked(text: string) {
  let state: TextState = newTextState(text);
  const model = new Model(shownText(text));
  let clock = 0;
  const type = (edits: Parameters<typeof edited>[1]): void => {
    clock += 10;
    state = edited(state, edits, 'typing', clock);
    // A store tells everyone of every change at once, who typed included.
    link.follow();
  };
  const link: TextLink = new TextLink({ state: () => state, type }, model, state);
  model.moved = () => link.follow();
  return {
    link,
    model,
    text: () => state.text,
    change: (next: (current: TextState) => TextState) => {
      state = next(state);
    },
    type: (changes: readonly ShownChange[]) => {
      model.moved = () => undefined;
      model.replace(changes);
      model.moved = () => link.follow();
      link.typed(changes);
    },
  };
}

const piece = fc.constantFrom('a', 'b: 1', ' ', '\n', '\r\n', '\r');
const text = fc
  .tuple(fc.constantFrom('', '\uFEFF'), fc.array(piece, { maxLength: 15 }))
  .map(([mark, parts]) => mark + parts.join(''));
const splice = fc.record({
  at: fc.nat(),
  length: fc.nat(4),
  insert: fc.constantFrom('', 'x', '\n', 'yz\n', '\r\nq'),
});
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('type' as const),
      splices: fc.array(splice, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('form' as const),
      splices: fc.array(splice, { minLength: 1, maxLength: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('redo' as const) }) },
);

/** Splices that do not touch one another, as an editor with several cursors makes them. */
function changesOf(
  length: number,
  splices: readonly { at: number; length: number; insert: string }[],
): ShownChange[] {
  const changes: ShownChange[] = [];
  let free = 0;
  for (const { at, length: wanted, insert } of splices) {
    if (free > length) break;
    const start = free + (at % (length - free + 1));
    const end = Math.min(length, start + wanted);
    changes.push({ rangeOffset: start, rangeLength: end - start, text: insert.replace('\r\n', '\n') });
    free = end + 1;
  }
  return changes;
}

test('after any mixture of typing, forms, undo and redo the editor shows the document', () => {
  fc.assert(
    fc.property(text, fc.array(action, { maxLength: 25 }), (source, actions) => {
      const both = linked(source);
      for (const each of actions) {
        if (each.do === 'type') both.type(changesOf(both.model.value.length, each.splices));
        else {
          both.change((state) => {
            if (each.do === 'undo') return undone(state);
            if (each.do === 'redo') return redone(state);
            const [first] = each.splices;
            const start = (first?.at ?? 0) % (state.text.length + 1);
            const end = Math.min(state.text.length, start + (first?.length ?? 0));
            return edited(state, [{ start, end, text: first?.insert ?? '' }], 'form', 0);
          });
          both.link.follow();
        }
        expect(both.model.value).toBe(shownText(both.text()));
      }
      for (let i = 0; i < 100; i++) both.change(undone);
      both.link.follow();
      expect(both.text()).toBe(source);
      expect(both.model.value).toBe(shownText(source));
    }),
    { numRuns: 1000 },
  );
});

test('typing leaves the line ends of untouched lines as they are', () => {
  const both = linked('a: 1\r\nb: 2\nc: 3\r\n');
  both.type([{ rangeOffset: 5, rangeLength: 0, text: 'x: 0\n' }]);
  expect(both.text()).toBe('a: 1\r\nx: 0\r\nb: 2\nc: 3\r\n');
});

test('several changes of the document at once are followed, too', () => {
  const both = linked('a: 1\n');
  both.change((state) => edited(state, [{ start: 3, end: 4, text: '22' }], 'form', 0));
  both.change((state) => edited(state, [{ start: 0, end: 0, text: '# x\n' }], 'fix', 0));
  both.link.follow();
  expect(both.model.value).toBe('# x\na: 22\n');
});

test('following a document that did not change touches nothing', () => {
  const both = linked('a');
  both.model.value = 'not to be seen';
  both.link.follow();
  expect(both.model.value).toBe('not to be seen');
});
