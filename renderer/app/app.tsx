import { Tooltip } from 'radix-ui';
import { useSyncExternalStore } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { later } from '../components/later.tsx';
import { loadMonaco } from '../components/monaco/load-monaco.ts';
import { useStudio } from '../store/studio.ts';
import { useKeptSizes } from '../store/use-kept-sizes.ts';
import { DropTarget } from './drop-target.tsx';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { useTheme } from './use-theme.ts';

const loading = <p className="loading">Loading …</p>;
const pages = {
  welcome: later(async () => (await import('../features/welcome/welcome-page.tsx')).WelcomePage, loading),
  overview: later(async () => (await import('../features/overview/overview-page.tsx')).OverviewPage, loading),
  manifests: later(async () => (await import('./manifests.tsx')).Manifests, loading),
  images: later(async () => (await import('../features/images/images-page.tsx')).ImagesPage, loading),
  checklist: later(
    async () => (await import('../features/checklist/checklist-page.tsx')).ChecklistPage,
    loading,
  ),
  export: later(async () => (await import('../features/export/export-page.tsx')).ExportPage, loading),
  review: later(async () => (await import('./review.tsx')).Review, loading),
  settings: later(async () => (await import('../features/settings/settings-page.tsx')).SettingsPage, loading),
};
const BottomPanel = later(async () => (await import('./bottom-panel.tsx')).BottomPanel);
const CommandPalette = later(
  async () => (await import('../features/palette/command-palette.tsx')).CommandPalette,
);
const ConflictDialog = later(async () => {
  await loadMonaco();
  return (await import('./conflict-dialog.tsx')).ConflictDialog;
});
const PlacePicker = later(async () => (await import('./place-picker.tsx')).PlacePicker);

const narrow = window.matchMedia('(max-height: 640px)');

/** The whole page: header, rail, the work in the middle, the panel below, the status bar. */
export function App() {
  useTheme();
  useShortcuts();
  const page = useStudio((studio) => studio.page);
  // A project may be on its way: its page comes at once then, not after another one.
  const settled = useStudio((studio) => studio.greeted || studio.project !== undefined);
  const hasProject = useStudio((studio) => studio.project !== undefined);
  const panelOpen = useStudio((studio) => studio.panel.open);
  const paletteOpen = useStudio((studio) => studio.paletteOpen);
  const conflict = useStudio((studio) => studio.conflictShown !== undefined);
  const picking = useStudio((studio) => studio.picking !== undefined);
  const low = useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed);
      return () => narrow.removeEventListener('change', changed);
    },
    () => narrow.matches,
  );
  const [sizes, keepSizes] = useKeptSizes('shell');
  const Page = pages[page];
  const showPanel = hasProject && panelOpen && page !== 'welcome';
  return (
    <Tooltip.Provider delayDuration={500}>
      <div className="shell">
        <Header />
        <Rail />
        <div className="shell-middle">
          <Notices />
          <Group orientation="vertical" className="shell-main" onLayoutChanged={keepSizes}>
            <Panel id="work" minSize="30%">
              <main className="shell-work">{settled ? <Page /> : loading}</main>
            </Panel>
            {showPanel ? (
              <>
                <Separator className="splitter horizontal" aria-label="Height of the panel" />
                <Panel id="panel" defaultSize={sizes.panel ?? (low ? '34%' : '24%')} minSize="80px">
                  <BottomPanel />
                </Panel>
              </>
            ) : null}
          </Group>
        </div>
        <StatusBar />
      </div>
      <DropTarget />
      {paletteOpen ? <CommandPalette /> : null}
      {conflict ? <ConflictDialog /> : null}
      {picking ? <PlacePicker /> : null}
    </Tooltip.Provider>
  );
}
