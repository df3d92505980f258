import { useLayoutEffect, useRef } from 'react';

/** Remembers what had the focus when something opened over the page; the handler given back returns it there. */
export function useReturnFocus(open: boolean): (event: Event) => void {
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement;
  }, [open]);
  return (event) => {
    // Without a trigger of its own a dialog would leave the focus nowhere.
    event.preventDefault();
    if (before.current instanceof HTMLElement) before.current.focus();
  };
}
