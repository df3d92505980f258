import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import type { Role } from '../../../language/protocol.ts';
import { whenAnalysed } from './change.ts';

/** Typing that rests this long is written to the text without waiting for the field to be left. */
const restMs = 600;

interface DraftOptions {
  readonly role: Role;
  /** What the field shows when nothing is being typed. */
  readonly shown: string;
  /** Writes what was typed; gives the reason when that is refused. */
  readonly commit: (typed: string) => Promise<string | undefined>;
  /** Write while typing too, and not only when the field is left. */
  readonly whileTyping: boolean;
  /** Enter makes a new line instead of writing. */
  readonly multiline?: boolean;
}

interface Draft {
  readonly text: string;
  /** Why the last writing was refused. */
  readonly reason: string | undefined;
  readonly onChange: (event: { readonly target: { readonly value: string } }) => void;
  readonly onBlur: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/**
 * The text of a field between the first keystroke and the moment when the manifest has it. What comes back from the
 * manifest never overwrites what is being typed; Escape and undo take unwritten typing back first.
 */
export function useDraft({ role, shown, commit, whileTyping, multiline = false }: DraftOptions): Draft {
  const [draft, setDraft] = useState<string>();
  const [reason, setReason] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** Typed, and not yet handed on. */
  const unwritten = useRef<string>(undefined);
  const latest = useRef({ shown, commit });
  latest.current = { shown, commit };

  const write = useCallback((): void => {
    clearTimeout(timer.current);
    const typed = unwritten.current;
    unwritten.current = undefined;
    if (typed === undefined) return;
    const forget = () => setDraft((now) => (now === typed ? undefined : now));
    if (typed === latest.current.shown) {
      forget();
      return;
    }
    void latest.current.commit(typed).then(async (refusal) => {
      if (refusal !== undefined) {
        setReason(refusal);
        return;
      }
      await whenAnalysed(role);
      forget();
    });
  }, [role]);

  // A field that goes away (another tab, a collapsed card) hands on what was typed.
  useEffect(() => write, [write]);

  const discard = (): void => {
    clearTimeout(timer.current);
    unwritten.current = undefined;
    setDraft(undefined);
    setReason(undefined);
  };

  return {
    text: draft ?? shown,
    reason,
    onChange: ({ target }) => {
      clearTimeout(timer.current);
      unwritten.current = target.value;
      setDraft(target.value);
      setReason(undefined);
      // An emptied field waits until it is left: what empties it may be about to fill it again.
      if (whileTyping && target.value !== '') timer.current = setTimeout(write, restMs);
    },
    onBlur: write,
    onKeyDown: (event) => {
      const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
      const pending = unwritten.current !== undefined || reason !== undefined;
      if ((undo || event.key === 'Escape') && pending) {
        event.preventDefault();
        event.stopPropagation();
        discard();
      } else if (event.key === 'Enter' && (!multiline || event.ctrlKey || event.metaKey)) {
        write();
      }
    },
  };
}
