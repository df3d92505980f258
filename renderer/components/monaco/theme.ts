import * as monaco from 'monaco-editor/editor.js';

/** Colours of the two languages and of the editor; they follow the tokens of the look (`app/tokens.css`). */
interface Palette {
  readonly base: 'vs' | 'vs-dark' | 'hc-black';
  readonly surface: string;
  readonly raised: string;
  readonly line: string;
  readonly current: string;
  readonly selection: string;
  readonly ink: string;
  readonly quiet: string;
  readonly accent: string;
  readonly key: string;
  readonly text: string;
  readonly word: string;
  readonly comment: string;
  readonly error: string;
  readonly warning: string;
  readonly note: string;
  readonly removed: string;
  readonly inserted: string;
}

const palettes: Readonly<Record<string, Palette>> = {
  light: {
    base: 'vs',
    surface: '#ffffff',
    raised: '#ffffff',
    line: '#c9d0d8',
    current: '#eff1f4',
    selection: '#c4e4e5',
    ink: '#17202b',
    quiet: '#5f6c7b',
    accent: '#0b6e75',
    key: '#0b5a8a',
    text: '#7a3e00',
    word: '#3b5b92',
    comment: '#5c6b7a',
    error: '#b3261e',
    warning: '#8a5a00',
    note: '#3b5b92',
    removed: '#b3261e26',
    inserted: '#1c6b3a26',
  },
  dark: {
    base: 'vs-dark',
    surface: '#171d25',
    raised: '#1d2530',
    line: '#3a4655',
    current: '#1d2530',
    selection: '#1f4a4f',
    ink: '#e6ebf1',
    quiet: '#8f9dad',
    accent: '#4db8bd',
    key: '#7cc4f0',
    text: '#e5b07b',
    word: '#9db9ee',
    comment: '#8f9dad',
    error: '#ff8a80',
    warning: '#f0bf62',
    note: '#9db9ee',
    removed: '#ff8a8030',
    inserted: '#7fd49b30',
  },
  contrast: {
    base: 'hc-black',
    surface: '#000000',
    raised: '#000000',
    line: '#ffffff',
    current: '#000000',
    selection: '#00565b',
    ink: '#ffffff',
    quiet: '#f0f0f0',
    accent: '#6fe7ec',
    key: '#9fdcff',
    text: '#ffd9a8',
    word: '#b9d0ff',
    comment: '#d0d8e0',
    error: '#ff9d94',
    warning: '#ffd54a',
    note: '#b9d0ff',
    removed: '#00000000',
    inserted: '#00000000',
  },
};

function themeOf(palette: Palette): monaco.editor.IStandaloneThemeData {
  const rule = (token: string, colour: string, fontStyle?: string) => ({
    token,
    foreground: colour.slice(1),
    ...(fontStyle === undefined ? {} : { fontStyle }),
  });
  return {
    base: palette.base,
    inherit: true,
    rules: [
      rule('type', palette.key),
      rule('key', palette.key),
      rule('string', palette.text),
      rule('string.yaml', palette.text),
      rule('number.yaml', palette.ink),
      rule('number', palette.ink),
      rule('keyword', palette.word),
      rule('comment', palette.comment, 'italic'),
    ],
    colors: {
      focusBorder: palette.accent,
      foreground: palette.ink,
      'editor.background': palette.surface,
      'editor.foreground': palette.ink,
      'editorCursor.foreground': palette.accent,
      'editorLineNumber.foreground': palette.quiet,
      'editorLineNumber.activeForeground': palette.accent,
      'editorLineNumber.dimmedForeground': palette.quiet,
      'editor.lineHighlightBackground': palette.current,
      'editor.selectionBackground': palette.selection,
      'editorError.foreground': palette.error,
      'editorWarning.foreground': palette.warning,
      'editorInfo.foreground': palette.note,
      'editorLightBulb.foreground': palette.warning,
      'editorLightBulbAutoFix.foreground': palette.accent,
      'editorWidget.background': palette.raised,
      'editorWidget.border': palette.line,
      'editorHoverWidget.background': palette.raised,
      'editorHoverWidget.border': palette.line,
      'editorSuggestWidget.background': palette.raised,
      'editorSuggestWidget.border': palette.line,
      'editorSuggestWidget.selectedBackground': palette.selection,
      'editorSuggestWidget.selectedForeground': palette.ink,
      'editorSuggestWidget.highlightForeground': palette.accent,
      'editorSuggestWidget.focusHighlightForeground': palette.accent,
      'editor.rangeHighlightBackground': `${palette.selection}80`,
      'list.focusBackground': palette.selection,
      'list.focusForeground': palette.ink,
      'list.hoverBackground': palette.current,
      'list.highlightForeground': palette.accent,
      'menu.background': palette.raised,
      'menu.foreground': palette.ink,
      'menu.selectionBackground': palette.selection,
      'menu.selectionForeground': palette.ink,
      'quickInput.background': palette.raised,
      'quickInput.foreground': palette.ink,
      'quickInputList.focusBackground': palette.selection,
      'quickInputList.focusForeground': palette.ink,
      'quickInputList.focusIconForeground': palette.ink,
      'editorStickyScroll.background': palette.raised,
      'editorOverviewRuler.errorForeground': palette.error,
      'editorOverviewRuler.warningForeground': palette.warning,
      'editorOverviewRuler.infoForeground': palette.note,
      'diffEditor.removedTextBackground': palette.removed,
      'diffEditor.removedLineBackground': palette.removed,
      'diffEditor.insertedTextBackground': palette.inserted,
      'diffEditor.insertedLineBackground': palette.inserted,
      'diffEditor.unchangedRegionBackground': palette.current,
      'diffEditor.unchangedRegionForeground': palette.quiet,
      'diffEditor.unchangedRegionShadow': '#00000000',
    },
  };
}

const shownTheme = () => document.documentElement.dataset.theme ?? 'light';

/** Defines the editor's themes and follows the page's own, which stands on its root element. */
export function followTheme(): void {
  for (const [name, palette] of Object.entries(palettes)) {
    monaco.editor.defineTheme(`gantry-${name}`, themeOf(palette));
  }
  const follow = () => monaco.editor.setTheme(`gantry-${shownTheme()}`);
  follow();
  new MutationObserver(follow).observe(document.documentElement, { attributeFilter: ['data-theme'] });
}
