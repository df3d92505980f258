import { bumpVersion, parseVersion, type VersionPart } from '../../shared/model/semver.ts';
import { appFacts } from './app-facts.ts';
import { documentOfRole, isDirty } from './documents.ts';
import type { Studio } from './studio.ts';
import type { ManifestTab, Page, ThemeChoice, ViewSlice } from './view.ts';

/** Something the user can ask for by palette, key or menu. */
export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: 'Project' | 'Edit' | 'Go to' | 'View';
  /** As `Mod+Shift+K`: Mod is Ctrl, on a Mac Command. */
  readonly shortcut?: string;
  /** Other words people look for. */
  readonly keywords?: readonly string[];
  /** Only a second key of another command: not listed by itself. */
  readonly alias?: boolean;
  enabled(studio: Studio): boolean;
  run(studio: Studio): void;
}

const always = (): boolean => true;
const inProject = (studio: Studio): boolean => studio.project !== undefined;
const writable = (studio: Studio): boolean =>
  studio.project !== undefined && studio.project.readOnly === undefined;
const atRest = (studio: Studio): boolean => !studio.paletteOpen && studio.picking === undefined;

/** The document that undo and redo mean: that of the file shown. */
function shownDocument(studio: Studio) {
  if (studio.page !== 'manifests' || studio.tab === 'topology' || !atRest(studio)) return undefined;
  if (studio.tab === 'file') return studio.documents[studio.otherFile ?? ''];
  return documentOfRole(studio.documents, studio.tab);
}

function canUndo(studio: Studio): boolean {
  return (shownDocument(studio)?.state.past.length ?? 0) > 0;
}

function canRedo(studio: Studio): boolean {
  return (shownDocument(studio)?.state.future.length ?? 0) > 0;
}

function redo(studio: Studio): void {
  const document = shownDocument(studio);
  if (document) studio.redo(document.name);
}

function runOrTell(studio: Studio, work: () => Promise<string | undefined>): void {
  void work().then((reason) => {
    if (reason !== undefined) studio.announce(reason);
  });
}

function page(
  target: Page,
  title: string,
  more: {
    readonly shortcut?: string;
    readonly anywhere?: true;
    readonly keywords?: readonly string[];
  } = {},
): Command {
  const { anywhere, ...rest } = more;
  return {
    id: `go.${target}`,
    title,
    group: 'Go to',
    ...rest,
    enabled: anywhere ? always : inProject,
    run: (studio) => studio.go(target),
  };
}

function tab(target: ManifestTab, title: string): Command {
  return {
    id: `go.${target}`,
    title,
    group: 'Go to',
    enabled: inProject,
    run: (studio) => studio.showTab(target),
  };
}

function layout(target: ViewSlice['layout'], title: string): Command {
  return {
    id: `view.${target}`,
    title,
    group: 'View',
    enabled: inProject,
    run: (studio) => studio.setLayout(target),
  };
}

function theme(target: ThemeChoice, title: string): Command {
  return {
    id: `theme.${target}`,
    title,
    group: 'View',
    keywords: ['theme', 'colour', 'appearance'],
    enabled: always,
    run: (studio) => studio.setTheme(target),
  };
}

/** The version that a raise would give; `undefined` where the present one is no semantic version. */
export function raisedVersion({ views }: Pick<Studio, 'views'>, part: VersionPart): string | undefined {
  const version = parseVersion(appFacts(views.appJson).version);
  return version && bumpVersion(version, part);
}

function raise(part: VersionPart): Command {
  return {
    id: `version.${part}`,
    title: `Raise the ${part} version`,
    group: 'Edit',
    keywords: ['bump', 'release', 'update'],
    enabled: (studio) => writable(studio) && raisedVersion(studio, part) !== undefined,
    run: (studio) => {
      const value = raisedVersion(studio, part);
      if (value === undefined) return;
      void studio
        .changeManifest('appJson', { op: 'set', object: 0, path: ['version'], value })
        .then((reason) => {
          studio.announce(reason ?? `The version is now ${value}. It is not saved yet.`);
        });
    },
  };
}

/** Every command once: the palette, the keyboard and menus all read from here. */
export const commands: readonly Command[] = [
  {
    id: 'palette',
    title: 'Search commands, fields and findings',
    group: 'View',
    shortcut: 'Mod+K',
    enabled: always,
    run: (studio) => studio.setPalette(!studio.paletteOpen),
  },
  {
    id: 'file.save',
    title: 'Save all files',
    group: 'Project',
    shortcut: 'Mod+S',
    enabled: inProject,
    run: (studio) => {
      if (!Object.values(studio.documents).some(isDirty))
        return studio.announce('Everything is saved already.');
      void studio
        .saveAll()
        .then((all) => studio.announce(all ? 'Everything is saved.' : 'Not every file was saved.'));
    },
  },
  {
    id: 'edit.undo',
    title: 'Undo',
    group: 'Edit',
    shortcut: 'Mod+Z',
    enabled: canUndo,
    run: (studio) => {
      const document = shownDocument(studio);
      if (document) studio.undo(document.name);
    },
  },
  { id: 'edit.redo', title: 'Redo', group: 'Edit', shortcut: 'Mod+Shift+Z', enabled: canRedo, run: redo },
  {
    id: 'edit.redo-y',
    title: 'Redo',
    group: 'Edit',
    shortcut: 'Mod+Y',
    alias: true,
    enabled: canRedo,
    run: redo,
  },
  {
    id: 'edit.fix-all',
    title: 'Fix all safe findings',
    group: 'Edit',
    shortcut: 'Mod+Shift+F',
    keywords: ['repair', 'quick fix', 'problems'],
    enabled: (studio) =>
      writable(studio) &&
      (studio.validation?.diagnostics.some(({ fixes }) => fixes?.some(({ safe }) => safe)) ?? false),
    run: (studio) => void studio.fixAllSafe(),
  },
  raise('patch'),
  raise('minor'),
  raise('major'),
  {
    id: 'project.export',
    title: 'Export the bundle now',
    group: 'Project',
    keywords: ['package', 'upload', 'archive'],
    enabled: inProject,
    run: (studio) => runOrTell(studio, () => studio.startExport()),
  },
  {
    id: 'project.build',
    title: 'Build the images',
    group: 'Project',
    shortcut: 'Mod+Shift+B',
    keywords: ['docker', 'podman', 'engine'],
    enabled: inProject,
    run: (studio) => runOrTell(studio, () => studio.startBuild()),
  },
  {
    id: 'project.facts',
    title: 'Look at the engine’s images again',
    group: 'Project',
    keywords: ['refresh', 'not checked', 'docker'],
    enabled: inProject,
    run: (studio) => void studio.refreshFacts(true),
  },
  {
    id: 'project.new',
    title: 'New project from a template',
    group: 'Project',
    shortcut: 'Mod+Alt+N',
    keywords: ['create'],
    enabled: atRest,
    run: (studio) => studio.setCreating(true),
  },
  {
    id: 'project.open',
    title: 'Open a project',
    group: 'Project',
    shortcut: 'Mod+O',
    keywords: ['folder'],
    enabled: atRest,
    run: (studio) => void studio.openPicked(),
  },
  {
    id: 'project.sample',
    title: 'Open the sample',
    group: 'Project',
    keywords: ['example', 'demo'],
    enabled: always,
    run: (studio) => void studio.openSample(),
  },
  {
    id: 'project.close',
    title: 'Close the project',
    group: 'Project',
    enabled: inProject,
    run: (studio) => {
      void studio.saveAll().then((all) => {
        if (all || studio.project?.readOnly !== undefined) studio.closeProject();
      });
    },
  },
  {
    id: 'bundle.review',
    title: 'Review a bundle',
    group: 'Project',
    keywords: ['inspect', 'archive'],
    enabled: atRest,
    run: (studio) => void studio.reviewPicked(),
  },
  {
    id: 'bundle.reviewFolder',
    title: 'Review an extracted folder',
    group: 'Project',
    keywords: ['inspect', 'bundle', 'unpacked'],
    enabled: atRest,
    run: (studio) => void studio.reviewPicked('extracted'),
  },
  page('overview', 'Overview', { shortcut: 'Mod+1' }),
  page('manifests', 'Manifests', { shortcut: 'Mod+2' }),
  page('images', 'Images', { shortcut: 'Mod+3', keywords: ['size', 'layers', 'megabytes', 'waste'] }),
  page('checklist', 'Checklist', { shortcut: 'Mod+4' }),
  page('export', 'Export', { shortcut: 'Mod+5' }),
  page('settings', 'Settings', { shortcut: 'Mod+,', anywhere: true }),
  page('welcome', 'Welcome', { anywhere: true }),
  tab('appJson', 'app.json'),
  tab('appSpec', 'appspec.yaml'),
  tab('topology', 'Topology'),
  layout('form', 'Show the form alone'),
  layout('both', 'Show form and text'),
  layout('text', 'Show the text alone'),
  {
    id: 'view.panel',
    title: 'Show or hide the panel',
    group: 'View',
    shortcut: 'Mod+J',
    enabled: inProject,
    run: (studio) => studio.showPanel(studio.panel.tab, !studio.panel.open),
  },
  {
    id: 'view.problems',
    title: 'Show problems',
    group: 'View',
    shortcut: 'Mod+Shift+M',
    enabled: inProject,
    run: (studio) => studio.showPanel('problems', true),
  },
  {
    id: 'view.jobs',
    title: 'Show jobs',
    group: 'View',
    enabled: inProject,
    run: (studio) => studio.showPanel('jobs', true),
  },
  {
    id: 'view.logs',
    title: 'Show logs',
    group: 'View',
    enabled: inProject,
    run: (studio) => studio.showPanel('logs', true),
  },
  theme('system', 'Theme: as the system'),
  theme('light', 'Theme: light'),
  theme('dark', 'Theme: dark'),
  theme('contrast', 'Theme: high contrast'),
];

const macKeys: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };

/** A shortcut as it is printed on this system's keys. */
export function shortcutText(shortcut: string, mac: boolean): string {
  const parts = shortcut.split('+');
  if (mac) return parts.map((part) => macKeys[part] ?? part).join('');
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join(' ');
}
