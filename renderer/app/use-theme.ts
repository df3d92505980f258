import { useEffect, useSyncExternalStore } from 'react';
import { useStudio } from '../store/studio.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
/** Dark colours of the system’s own choosing count, too: the editor keeps its colours under them. */
const contrast = window.matchMedia(
  '(prefers-contrast: more), (forced-colors: active) and (prefers-color-scheme: dark)',
);

function subscribe(changed: () => void): () => void {
  dark.addEventListener('change', changed);
  contrast.addEventListener('change', changed);
  return () => {
    dark.removeEventListener('change', changed);
    contrast.removeEventListener('change', changed);
  };
}

const systemTheme = () => (contrast.matches ? 'contrast' : dark.matches ? 'dark' : 'light');

/** Puts the chosen theme, or the system's, on the page. */
export function useTheme(): void {
  const choice = useStudio((studio) => studio.theme);
  const system = useSyncExternalStore(subscribe, systemTheme);
  const theme = choice === 'system' ? system : choice;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
}
