import type { StateCreator } from 'zustand';
import { isMap, get as member, textOf } from '../../shared/model/plain.ts';
import type { ManualTicks } from '../../shared/report/checklist.ts';
import type { Studio } from './studio.ts';
import type { Standpoint, ThemeChoice, ViewSlice } from './view.ts';

/** What is kept between visits besides what other slices hold themselves (theme, layout, panel, page). */
interface KeptSettings {
  /** Size of the text in editors and logs, in pixels. */
  readonly textSize: number;
  /** By the project's place, then by the line's id. */
  readonly manualTicks: Readonly<Record<string, ManualTicks>>;
  /** Shares of split views in percent, by the view and its panes. */
  readonly panelSizes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface SettingsSlice {
  readonly settings: KeptSettings;
  /** Where the last visit ended, for a studio that starts with a project. */
  readonly leftAt: Standpoint | undefined;
  /** Reads what was kept and applies it; from then on every change is kept. */
  loadSettings(): Promise<void>;
  setTextSize(pixels: number): void;
  setManualTick(id: string, value: boolean): void;
  setPanelSizes(view: string, sizes: Readonly<Record<string, number>>): void;
}

export const textSizes = [11, 12, 13, 14, 16, 18] as const;

const noTicks: ManualTicks = {};
const writeAfterMs = 300;
const themes: readonly ThemeChoice[] = ['system', 'light', 'dark', 'contrast'];
const pages: readonly ViewSlice['page'][] = ['overview', 'manifests', 'images', 'checklist', 'export'];
const tabs: readonly ViewSlice['tab'][] = ['appJson', 'appSpec', 'topology'];
const layouts: readonly ViewSlice['layout'][] = ['form', 'both', 'text'];
const panels: readonly ViewSlice['panel']['tab'][] = ['problems', 'jobs', 'logs'];

/** The ticks given by hand for the open project. */
export function manualTicks({ settings, project }: Studio): ManualTicks {
  return (project && settings.manualTicks[project.display]) ?? noTicks;
}

export const settingsSlice: StateCreator<Studio, [], [], SettingsSlice> = (set, get, store) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let loaded = false;

  const write = async (): Promise<void> => {
    const { client, theme, layout, panel, page, tab, settings, connection, announce, describe } = get();
    if (connection !== 'open') return;
    try {
      // Another window may have written since: what it wrote of other things stays.
      const before = await client().call('settings.read', {});
      const at = standpointOf({ page, tab });
      await client().call('settings.write', { ...before, theme, layout, panel, ...at, ...settings });
    } catch (error) {
      announce(describe(error));
    }
  };

  store.subscribe((now, before) => {
    const changed =
      now.theme !== before.theme ||
      now.layout !== before.layout ||
      now.panel !== before.panel ||
      now.page !== before.page ||
      now.tab !== before.tab ||
      now.settings !== before.settings;
    if (!loaded || !changed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void write(), writeAfterMs);
  });

  const keep = (change: Partial<KeptSettings>): void =>
    set(({ settings }) => ({ settings: { ...settings, ...change } }));

  return {
    leftAt: undefined,
    settings: { textSize: 13, manualTicks: {}, panelSizes: {} },
    loadSettings: async () => {
      const kept = await get().client().call('settings.read', {});
      set(({ settings, theme, layout, panel }) => ({
        theme: oneOf(themes, kept.theme) ?? theme,
        layout: oneOf(layouts, kept.layout) ?? layout,
        panel: panelOf(kept.panel) ?? panel,
        leftAt: standpointOf(kept),
        settings: {
          textSize: oneOf(textSizes, kept.textSize) ?? settings.textSize,
          manualTicks: ofMaps(kept.manualTicks, (value) => typeof value === 'boolean'),
          panelSizes: ofMaps(kept.panelSizes, (value) => typeof value === 'number'),
        },
      }));
      loaded = true;
    },
    setTextSize: (textSize) => keep({ textSize }),
    setManualTick: (id, value) => {
      const { project, settings } = get();
      if (!project) return;
      const ticks = { ...settings.manualTicks[project.display], [id]: value };
      keep({ manualTicks: { ...settings.manualTicks, [project.display]: ticks } });
    },
    setPanelSizes: (view, sizes) => keep({ panelSizes: { ...get().settings.panelSizes, [view]: sizes } }),
  };
};

function oneOf<Value extends string | number>(choices: readonly Value[], value: unknown): Value | undefined {
  return choices.find((choice) => choice === value);
}

/** A page of a project with its tab; nothing where it is none to come back to. */
function standpointOf(kept: { readonly page?: unknown; readonly tab?: unknown }): Standpoint | undefined {
  const page = pages.find((each) => each === kept.page);
  return page && { page, tab: tabs.find((each) => each === kept.tab) ?? 'appSpec' };
}

function panelOf(value: unknown): ViewSlice['panel'] | undefined {
  const tab = oneOf(panels, textOf(member(value, 'tab')) ?? '');
  const open = member(value, 'open');
  return tab !== undefined && typeof open === 'boolean' ? { open, tab } : undefined;
}

/** A map of maps whose values pass; what is anything else is left out. */
function ofMaps<Value>(
  value: unknown,
  passes: (value: unknown) => boolean,
): Readonly<Record<string, Readonly<Record<string, Value>>>> {
  if (!isMap(value)) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      if (!isMap(inner)) return [];
      const kept = Object.entries(inner).filter(([, each]) => passes(each));
      return [[key, Object.fromEntries(kept) as Record<string, Value>]];
    }),
  );
}
