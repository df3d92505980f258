import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';

export interface Walk {
  /** The line that the Tab key reaches. */
  readonly index: number;
  /** Goes on the list: keys that walk it. */
  onKeyDown(event: KeyboardEvent): void;
  onFocus(event: FocusEvent): void;
  onBlur(event: FocusEvent): void;
}

interface WalkOptions {
  readonly keys: readonly string[];
  /** Lines that a page key skips. */
  readonly page: number;
  /** Brings a line to the screen, so that it can take the focus. */
  readonly show: (index: number) => void;
  readonly list: { readonly current: HTMLElement | null };
}

const lineOf = (list: HTMLElement | null, index: number): HTMLElement | null =>
  list?.querySelector<HTMLElement>(`[data-index="${index}"] [data-line]`) ?? null;

/** Walks a virtual list by keyboard; the focus stays near when its line goes away. */
export function useWalk({ keys, page, show, list }: WalkOptions): Walk {
  const [key, setKey] = useState<string | undefined>(undefined);
  const [last, setLast] = useState(0);
  const found = key === undefined ? -1 : keys.indexOf(key);
  const index = found >= 0 ? found : Math.max(0, Math.min(last, keys.length - 1));
  const wanted = useRef(false);
  const inside = useRef(false);

  // After every change: the line just chosen, or the one in place of a line that went away, takes the focus.
  useEffect(() => {
    const lost = inside.current && document.activeElement === document.body;
    if (!wanted.current && !lost) return;
    const line = lineOf(list.current, index);
    if (!line) return;
    wanted.current = false;
    line.focus({ preventScroll: true });
  });

  const go = (next: number): void => {
    const target = Math.max(0, Math.min(next, keys.length - 1));
    wanted.current = true;
    setLast(target);
    setKey(keys[target]);
    show(target);
  };

  return {
    index,
    onKeyDown: (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const steps: Readonly<Record<string, number>> = {
        ArrowDown: index + 1,
        ArrowUp: index - 1,
        PageDown: index + page,
        PageUp: index - page,
        Home: 0,
        End: keys.length - 1,
      };
      const next = steps[event.key];
      if (next === undefined) return;
      event.preventDefault();
      go(next);
    },
    onFocus: (event) => {
      inside.current = true;
      const at = Number((event.target as HTMLElement).closest<HTMLElement>('[data-index]')?.dataset.index);
      if (!Number.isInteger(at) || at === index) return;
      setLast(at);
      setKey(keys[at]);
    },
    onBlur: (event) => {
      // A line that is removed blurs towards nothing: the focus is then given to the next one.
      if (event.relatedTarget) inside.current = false;
    },
  };
}
