import { nativeTheme } from 'electron';
import { readStudioSettings } from '../services/studio/settings.ts';

/** The page's own backgrounds (`--bg` of its tokens), so that nothing flashes before its first paint. */
const background = { light: '#f6f7f9', dark: '#11161c', contrast: '#000000' } as const;

/**
 * Lets menus, dialogs, and what the page takes for the system's colours follow the user's choice, before anything is
 * shown.
 * @returns the colour of an empty window
 */
export async function beginTheme(): Promise<string> {
  const { theme } = await readStudioSettings();
  followTheme(theme);
  if (
    theme === 'contrast' ||
    (theme !== 'light' && theme !== 'dark' && nativeTheme.shouldUseHighContrastColors)
  )
    return background.contrast;
  return nativeTheme.shouldUseDarkColors ? background.dark : background.light;
}

/** Lets the app's own parts follow a choice of the page's settings: one that names no colours is the system's. */
export function followTheme(choice: unknown): void {
  // High contrast is a dark theme.
  nativeTheme.themeSource =
    choice === 'light' ? 'light' : choice === 'dark' || choice === 'contrast' ? 'dark' : 'system';
}
