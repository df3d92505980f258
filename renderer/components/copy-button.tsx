import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';

interface CopyButtonProps {
  /** Says what is copied: “Copy the SHA-256”. */
  readonly label: string;
  readonly text: string;
}

const shownForMs = 1600;

/** Puts a text on the clipboard and says for a moment that it did. */
export function CopyButton({ label, text }: CopyButtonProps) {
  const [state, setState] = useState<'ready' | 'copied' | 'refused'>('ready');
  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), shownForMs);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  return (
    <>
      <IconButton label={label} onClick={copy}>
        {state === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      </IconButton>
      <span className="visually-hidden" role="status">
        {state === 'copied' ? 'Copied.' : state === 'refused' ? 'The browser did not allow copying.' : ''}
      </span>
    </>
  );
}
