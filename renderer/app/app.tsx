import { Tooltip } from 'radix-ui';
import { lazy, Suspense, useSyncExternalStore } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useStudio } from '../store/studio.ts';
import { Header } from './header.tsx';
import { Notices } from './notices.tsx';
import { Rail } from './rail.tsx';
import { StatusBar } from './status-bar.tsx';
import { useShortcuts } from './use-shortcuts.ts';
import { useTheme } from './use-theme.ts';

const pages = {
  welcome: lazy(async () => ({
    default: (await import('../features/welcome/welcome-page.tsx')).WelcomePage,
  })),
  overview: lazy(async () => ({
    default: (await import('../features/overview/overview-page.tsx')).OverviewPage,
  })),
  manifests: lazy(() => import('./manifests.tsx')),
  images: lazy(async () => ({ default: (await import('../features/images/images-page.tsx')).ImagesPage })),
  checklist: lazy(async () => ({
    default: (await import('../features/checklist/checklist-page.tsx')).ChecklistPage,
  })),
  export: lazy(async () => ({ default: (await import('../features/export/export-page.tsx')).ExportPage })),
  review: lazy(() => import('./review.tsx')),
  settings: lazy(async () => ({
    default: (await import('../features/settings/settings-page.tsx')).SettingsPage,
  })),
};
const BottomPanel = lazy(async () => ({ default: (await import('./bottom-panel.tsx')).BottomPanel }));
const CommandPalette = lazy(async () => ({
  default: (await import('../features/palette/command-palette.tsx')).CommandPalette,
}));
const ConflictDialog = lazy(() => import('./conflict-dialog.tsx'));
const PlacePicker = lazy(() => import('./place-picker.tsx'));

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
  const Page = pages[page];
  const showPanel = hasProject && panelOpen && page !== 'welcome';
  return (
    <Tooltip.Provider delayDuration={500}>
      <div className="shell">
        <Header />
        <Rail />
        <div className="shell-middle">
          <Notices />
          <Group orientation="vertical" className="shell-main">
            <Panel id="work" minSize="30%">
              <main className="shell-work">
                <Suspense fallback={<p className="loading">Loading …</p>}>
                  {settled ? <Page /> : <p className="loading">Loading …</p>}
                </Suspense>
              </main>
            </Panel>
            {showPanel ? (
              <>
                <Separator className="splitter horizontal" aria-label="Height of the panel" />
                <Panel id="panel" defaultSize={low ? '34%' : '24%'} minSize="80px">
                  <Suspense fallback={null}>
                    <BottomPanel />
                  </Suspense>
                </Panel>
              </>
            ) : null}
          </Group>
        </div>
        <StatusBar />
      </div>
      <Suspense fallback={null}>
        {paletteOpen ? <CommandPalette /> : null}
        {conflict ? <ConflictDialog /> : null}
        {picking ? <PlacePicker /> : null}
      </Suspense>
    </Tooltip.Provider>
  );
}
