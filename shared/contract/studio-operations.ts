import Type, { type Static } from 'typebox';
import type { Diagnostic } from '../rules/diagnostic.ts';
import { NoProgress, Nothing, operation, readErrors, Ticket, writeErrors } from './operation.ts';

const strict = { additionalProperties: false } as const;

/** One place on the user's disk, as the page may show it. */
export const Place = Type.Object(
  {
    name: Type.String(),
    /** For people; never sent back as a path. */
    display: Type.String(),
    kind: Type.Union([Type.Literal('folder'), Type.Literal('file')]),
    isProject: Type.Boolean(),
    isBundle: Type.Boolean(),
    ticket: Ticket,
  },
  strict,
);
export type Place = Static<typeof Place>;

/** A text file of an open project. */
const ProjectFile = Type.Object(
  {
    name: Type.String(),
    text: Type.String(),
    /** Hash of the bytes on disk. */
    revision: Type.String(),
  },
  strict,
);
export type ProjectFile = Static<typeof ProjectFile>;

function known<Value extends Parameters<typeof Type.Array>[0]>(value: Value) {
  return Type.Union([
    Type.Object({ known: Type.Literal(true), value }, strict),
    Type.Object({ known: Type.Literal(false), reason: Type.String(), remedy: Type.String() }, strict),
  ]);
}

const FileFactShape = Type.Object(
  {
    name: Type.String(),
    bytes: Type.Integer(),
    executable: Type.Optional(Type.Boolean()),
    text: Type.Optional(Type.String()),
  },
  strict,
);

const ImageFactShape = Type.Object(
  {
    origin: Type.String(),
    id: Type.String(),
    tags: Type.Array(Type.String()),
    platform: Type.Optional(Type.String()),
    bytes: Type.Integer(),
    exposedPorts: Type.Array(Type.String()),
    env: Type.Array(Type.String()),
    labels: Type.Record(Type.String(), Type.String()),
    user: Type.Optional(Type.String()),
    entrypoint: Type.Optional(Type.Array(Type.String())),
    command: Type.Optional(Type.Array(Type.String())),
  },
  strict,
);

/** A finding as the rules give it: plain data, with offsets that fit the text it was read from. */
const FindingShape = Type.Unsafe<Diagnostic>(Type.Object({ code: Type.String(), message: Type.String() }));

/** What the rules see besides the texts (see `shared/rules/project.ts`), and what reading the project found by itself. */
const FactsShape = Type.Object(
  {
    files: known(Type.Array(FileFactShape)),
    images: known(Type.Array(ImageFactShape)),
    lastExport: known(
      Type.Union([Type.Object({ version: Type.String(), at: Type.String() }, strict), Type.Null()]),
    ),
    severities: Type.Record(
      Type.String(),
      Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('note'), Type.Literal('off')]),
    ),
    findings: Type.Array(FindingShape),
    notChecked: Type.Array(
      Type.Object({ code: Type.String(), reason: Type.String(), remedy: Type.String() }, strict),
    ),
  },
  strict,
);

export type ProjectFacts = Static<typeof FactsShape>;

const OpenProject = Type.Object(
  {
    project: Ticket,
    name: Type.String(),
    display: Type.String(),
    /** Why nothing can be saved here, where nothing can. */
    readOnly: Type.Optional(Type.String()),
    /** Manifests first, then what else may be edited: gantry.json, Dockerfile, .dockerignore, wrapper.sh. */
    files: Type.Array(ProjectFile),
    facts: FactsShape,
    /** Where an export goes unless another place is chosen. */
    defaultBundle: Type.String(),
  },
  strict,
);
export type OpenProject = Static<typeof OpenProject>;

/** What happened to an open project's folder. */
const ProjectNews = Type.Union([
  Type.Object({ change: Type.Literal('text'), file: ProjectFile }, strict),
  Type.Object({ change: Type.Literal('removed'), name: Type.String() }, strict),
  Type.Object({ change: Type.Literal('facts') }, strict),
]);
export type ProjectNews = Static<typeof ProjectNews>;

/** Text that was not saved when its window ended. */
const Draft = Type.Object(
  { file: Type.String(), text: Type.String(), baseRevision: Type.String(), at: Type.String() },
  strict,
);

export type Draft = Static<typeof Draft>;

const HostInfo = Type.Object(
  {
    host: Type.Union([Type.Literal('web'), Type.Literal('desktop')]),
    version: Type.String(),
    system: Type.Union([
      Type.Literal('linux'),
      Type.Literal('macos'),
      Type.Literal('windows'),
      Type.Literal('other'),
    ]),
    /** Whether the host has file dialogs of the system; without them the page browses places itself. */
    dialogs: Type.Boolean(),
    /** Whether a file can be shown in the system's file manager. */
    reveal: Type.Boolean(),
    /** The project that the host was started with. */
    project: Type.Optional(Ticket),
  },
  strict,
);
export type HostInfo = Static<typeof HostInfo>;

/** What the page keeps between visits: theme, layout, sizes. Unknown members are kept. */
const StudioSettings = Type.Record(Type.String(), Type.Unknown());

/** A command of the page, as a menu of the system shows it. */
const MenuCommand = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 64 }),
    title: Type.String({ minLength: 1, maxLength: 120 }),
    group: Type.Union([
      Type.Literal('Project'),
      Type.Literal('Edit'),
      Type.Literal('Go to'),
      Type.Literal('View'),
    ]),
    /** As `Mod+Shift+K`: Mod is Ctrl, on a Mac Command. */
    shortcut: Type.Optional(Type.String({ maxLength: 24 })),
    enabled: Type.Boolean(),
  },
  strict,
);
export type MenuCommand = Static<typeof MenuCommand>;

/** What the studio's page needs beyond the operations it shares with the command line. */
export const studioOperations = {
  'host.info': operation({ input: Nothing, output: HostInfo, progress: NoProgress, errors: [] }),
  /** Shows a file or folder in the system's file manager. */
  'host.reveal': operation({
    input: Type.Object({ ticket: Ticket }, strict),
    output: Nothing,
    progress: NoProgress,
    errors: ['Usage', 'FileUnreadable'],
  }),
  /** What the page can do just now, for the system's menu; without effect where the host has none. */
  'host.menu': operation({
    input: Type.Object({ commands: Type.Array(MenuCommand, { maxItems: 200 }) }, strict),
    output: Nothing,
    progress: NoProgress,
    errors: [],
  }),
  /** Where browsing starts: home, working folder, last used folders. */
  'place.roots': operation({
    input: Nothing,
    output: Type.Object({ places: Type.Array(Place) }, strict),
    progress: NoProgress,
    errors: [],
  }),
  'place.list': operation({
    input: Type.Object({ folder: Ticket }, strict),
    output: Type.Object(
      { folder: Place, parent: Type.Optional(Place), places: Type.Array(Place), truncated: Type.Boolean() },
      strict,
    ),
    progress: NoProgress,
    errors: ['Usage', 'FileUnreadable'],
  }),
  /** A name in a folder that need not exist yet, as a target to write to. Gives whether something is there. */
  'place.target': operation({
    input: Type.Object({ folder: Ticket, name: Type.String({ minLength: 1, maxLength: 255 }) }, strict),
    output: Type.Object({ place: Place, exists: Type.Boolean() }, strict),
    progress: NoProgress,
    errors: ['Usage', 'FileUnreadable'],
  }),
  /** Asks with the system's own dialog; `place` is absent when the user thought better of it. */
  'dialog.open': operation({
    input: Type.Object(
      {
        what: Type.Union([
          Type.Literal('project'),
          Type.Literal('bundle'),
          /** The folder a bundle was extracted to. */
          Type.Literal('extracted'),
          /** What a review is compared with: a file, or a project’s or extracted bundle’s folder. */
          Type.Literal('earlier'),
          Type.Literal('earlier-folder'),
          Type.Literal('archive'),
          Type.Literal('pem'),
        ]),
      },
      strict,
    ),
    output: Type.Object({ place: Type.Optional(Place) }, strict),
    progress: NoProgress,
    errors: ['Usage'],
  }),
  'dialog.save': operation({
    input: Type.Object(
      {
        what: Type.Union([
          Type.Literal('bundle'),
          Type.Literal('project'),
          Type.Literal('report'),
          /** One file of a bundle, of whatever kind. */
          Type.Literal('entry'),
        ]),
        name: Type.String(),
      },
      strict,
    ),
    output: Type.Object({ place: Type.Optional(Place) }, strict),
    progress: NoProgress,
    errors: ['Usage'],
  }),
  'recent.list': operation({
    input: Nothing,
    output: Type.Object({ projects: Type.Array(Place) }, strict),
    progress: NoProgress,
    errors: [],
  }),
  'recent.forget': operation({
    input: Type.Object({ ticket: Ticket }, strict),
    output: Nothing,
    progress: NoProgress,
    errors: ['Usage', ...writeErrors],
  }),
  'template.list': operation({
    input: Nothing,
    output: Type.Object(
      {
        templates: Type.Array(
          Type.Object({ name: Type.String(), title: Type.String(), summary: Type.String() }, strict),
        ),
      },
      strict,
    ),
    progress: NoProgress,
    errors: [],
  }),
  /** The files that a template would write, with their texts. */
  'template.preview': operation({
    input: Type.Object({ template: Type.String(), name: Type.String() }, strict),
    output: Type.Object(
      { files: Type.Array(Type.Object({ name: Type.String(), text: Type.String() }, strict)) },
      strict,
    ),
    progress: NoProgress,
    errors: ['UnknownTemplate', 'Usage'],
  }),
  /** Writes the shipped sample (once) into the user's own folder of Gantry and gives it. */
  'sample.open': operation({
    input: Nothing,
    output: Type.Object({ place: Place }, strict),
    progress: NoProgress,
    errors: writeErrors,
  }),
  'project.open': operation({
    input: Type.Object({ project: Ticket }, strict),
    output: OpenProject,
    progress: NoProgress,
    errors: ['Usage', ...readErrors],
  }),
  /** Looks at files, image archives and, where asked, the engine's images again. */
  'project.facts': operation({
    input: Type.Object({ project: Ticket, engine: Type.Boolean() }, strict),
    output: FactsShape,
    progress: NoProgress,
    errors: ['Usage', ...readErrors],
  }),
  /** Writes a file whole, if it is still what `baseRevision` says (empty: not there); keeps its run bits. */
  'project.save': operation({
    input: Type.Object(
      { project: Ticket, file: Type.String(), text: Type.String(), baseRevision: Type.String() },
      strict,
    ),
    output: Type.Object({ revision: Type.String() }, strict),
    progress: NoProgress,
    errors: [
      'Usage',
      'Conflict',
      'NotAProject',
      'FileUnreadable',
      'FileTooLarge',
      'NotText',
      'OutputUnwritable',
      'DiskFull',
    ],
  }),
  /** Runs until cancelled; its progress tells of files that other programs changed, and of saves from other windows. */
  'project.watch': operation({
    input: Type.Object({ project: Ticket }, strict),
    output: Nothing,
    progress: ProjectNews,
    everyProgress: true,
    errors: ['Usage', 'FileUnreadable'],
  }),
  'draft.keep': operation({
    input: Type.Object(
      { project: Ticket, file: Type.String(), text: Type.String(), baseRevision: Type.String() },
      strict,
    ),
    output: Nothing,
    progress: NoProgress,
    errors: ['Usage', ...writeErrors],
  }),
  'draft.list': operation({
    input: Type.Object({ project: Ticket }, strict),
    output: Type.Object({ drafts: Type.Array(Draft) }, strict),
    progress: NoProgress,
    errors: ['Usage'],
  }),
  'draft.drop': operation({
    input: Type.Object({ project: Ticket, file: Type.String() }, strict),
    output: Nothing,
    progress: NoProgress,
    errors: ['Usage'],
  }),
  'settings.read': operation({ input: Nothing, output: StudioSettings, progress: NoProgress, errors: [] }),
  'settings.write': operation({
    input: StudioSettings,
    output: Nothing,
    progress: NoProgress,
    errors: writeErrors,
  }),
  /** Writes a text the page made (a SARIF log, an export report) to a place the user chose. */
  'report.save': operation({
    input: Type.Object({ target: Ticket, text: Type.String() }, strict),
    output: Nothing,
    progress: NoProgress,
    errors: ['Usage', ...writeErrors],
  }),
} as const;

/** What a host tells its pages unasked. */
export const studioEvents = {
  /** The host is ending, so there is no use in connecting again. */
  'host.closing': Nothing,
  /** The user chose a command in the system's menu. */
  'menu.command': Type.Object({ id: Type.String() }, strict),
  /** The user gave Gantry a project or a bundle from outside: opened with it, dropped on its icon, named to it again. */
  'place.given': Type.Object({ place: Place }, strict),
} as const;
