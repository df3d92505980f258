import type { StateCreator } from 'zustand';
import type { Path } from '../../shared/text/path.ts';
import type { Span } from '../../shared/text/span.ts';
import type { Role } from '../language/protocol.ts';
import type { Studio } from './studio.ts';

/** The pages of the left rail. */
export type Page =
  | 'welcome'
  | 'overview'
  | 'manifests'
  | 'images'
  | 'checklist'
  | 'export'
  | 'review'
  | 'settings';
export type ManifestTab = 'appJson' | 'appSpec' | 'topology';
export type PanelTab = 'problems' | 'jobs' | 'logs';
export type ThemeChoice = 'system' | 'light' | 'dark' | 'contrast';

/** A wish to show a place in a text: the editor scrolls there and takes the focus when it is open. */
export interface Reveal {
  readonly file: string;
  readonly span: Span;
  readonly focus: boolean;
  /** Differs for every wish, so that the same place can be shown twice. */
  readonly serial: number;
}

export interface ViewSlice {
  readonly page: Page;
  readonly tab: ManifestTab;
  readonly layout: 'form' | 'both' | 'text';
  readonly panel: { readonly open: boolean; readonly tab: PanelTab };
  readonly paletteOpen: boolean;
  readonly theme: ThemeChoice;
  readonly reveal: Reveal | undefined;
  /** Where the cursor is in the text, or what the form has in focus. */
  readonly selection: { readonly role: Role; readonly object: number; readonly path: Path } | undefined;
  readonly cursor: { readonly line: number; readonly column: number } | undefined;
  /** Short news for the status line and screen readers. */
  readonly announcement: string;
  go(page: Page): void;
  showTab(tab: ManifestTab): void;
  setLayout(layout: ViewSlice['layout']): void;
  showPanel(tab: PanelTab, open?: boolean): void;
  setPalette(open: boolean): void;
  setTheme(theme: ThemeChoice): void;
  /** Opens the manifest that holds the place and shows it in the text. */
  revealSpan(file: string, span: Span, focus?: boolean): void;
  select(selection: ViewSlice['selection']): void;
  setCursor(cursor: ViewSlice['cursor']): void;
  announce(text: string): void;
  /** Opens or closes the comparison of a file with what another program wrote. */
  readonly conflictShown: string | undefined;
  showConflict(file: string | undefined): void;
}

let serial = 0;

export const viewSlice: StateCreator<Studio, [], [], ViewSlice> = (set, get) => ({
  page: 'welcome',
  tab: 'appSpec',
  layout: 'both',
  panel: { open: true, tab: 'problems' },
  paletteOpen: false,
  theme: 'system',
  reveal: undefined,
  selection: undefined,
  cursor: undefined,
  announcement: '',
  go: (page) => set({ page }),
  showTab: (tab) => set({ page: 'manifests', tab }),
  setLayout: (layout) => set({ layout }),
  showPanel: (tab, open) =>
    set(({ panel }) => ({ panel: { tab, open: open ?? !(panel.open && panel.tab === tab) } })),
  setPalette: (paletteOpen) => set({ paletteOpen }),
  setTheme: (theme) => set({ theme }),
  revealSpan: (file, span, focus = true) => {
    const role = get().documents[file]?.role;
    if (!role) return;
    serial += 1;
    set(({ layout }) => ({
      page: 'manifests',
      tab: role,
      layout: focus && layout === 'form' ? 'both' : layout,
      reveal: { file, span, focus, serial },
    }));
  },
  select: (selection) => set({ selection }),
  setCursor: (cursor) => set({ cursor }),
  announce: (announcement) => set({ announcement }),
  conflictShown: undefined,
  showConflict: (conflictShown) => set({ conflictShown }),
});
