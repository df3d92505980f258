import { useCallback } from 'react';
import { useStudio } from './studio.ts';

const none: Readonly<Record<string, string>> = {};

/**
 * The sizes of a view's panes as the user left them, as shares (`38%`), by pane; and what keeps them from now on. A
 * pane that was never moved has none. Only what the user moves is kept, not what a smaller window makes of it.
 */
export function useKeptSizes(view: string) {
  const kept = useStudio((studio) => studio.settings.panelSizes[view]);
  const keep = useCallback(
    (layout: Readonly<Record<string, number>>, by: { readonly isUserInteraction: boolean }) => {
      if (by.isUserInteraction) useStudio.getState().setPanelSizes(view, layout);
    },
    [view],
  );
  const sizes: Readonly<Partial<Record<string, string>>> = kept
    ? Object.fromEntries(Object.entries(kept).map(([pane, share]) => [pane, `${share}%`]))
    : none;
  return [sizes, keep] as const;
}
