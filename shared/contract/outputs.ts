import Type from 'typebox';
import { AdviceShape, WastedPathShape } from './size-report.ts';

/** The shapes of every result that leaves Gantry as JSON. `resources/schemas` is generated from here. */

const strict = { additionalProperties: false } as const;

const PositionShape = Type.Object(
  { line: Type.Integer({ minimum: 1 }), column: Type.Integer({ minimum: 1 }) },
  { ...strict, description: 'Lines and columns count from 1; columns in UTF-16 units.' },
);

const RangeShape = Type.Object(
  { start: PositionShape, end: PositionShape },
  { ...strict, description: 'The end is exclusive.' },
);

const SeverityShape = Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('note')]);

const FixShape = Type.Object(
  {
    title: Type.String(),
    safe: Type.Boolean({ description: 'Whether “gantry fix” applies it unasked.' }),
    edits: Type.Array(Type.Object({ file: Type.String(), range: RangeShape, text: Type.String() }, strict)),
  },
  strict,
);

/** One finding. */
export const DiagnosticShape = Type.Object(
  {
    code: Type.String({ description: 'Stable, for example appspec/unsupported-kind.' }),
    severity: SeverityShape,
    message: Type.String(),
    file: Type.String({ description: 'Relative to the target.' }),
    object: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Which object of a file with several, from 0.' }),
    ),
    path: Type.String({ description: 'JSON Pointer within the object; empty for the whole.' }),
    range: RangeShape,
    fixes: Type.Array(FixShape),
    related: Type.Optional(
      Type.Array(Type.Object({ message: Type.String(), file: Type.String(), range: RangeShape }, strict)),
    ),
  },
  strict,
);

/** One finding in JSON. */
export type DiagnosticOutput = Type.Static<typeof DiagnosticShape>;

/** A check that lacked a fact. */
export const NotCheckedShape = Type.Object(
  { code: Type.String(), reason: Type.String(), remedy: Type.String() },
  strict,
);

const version = { schemaVersion: Type.Literal(1) };

export const ValidateOutput = Type.Object(
  {
    ...version,
    target: Type.String(),
    summary: Type.Object({ errors: Type.Integer(), warnings: Type.Integer(), notes: Type.Integer() }, strict),
    diagnostics: Type.Array(DiagnosticShape),
    notChecked: Type.Array(NotCheckedShape, { description: 'Checks that lacked a fact. They did not pass.' }),
    referenceValidator: Type.Optional(
      Type.Object(
        {
          verdict: Type.Union([Type.Literal('accept'), Type.Literal('reject'), Type.Literal('crash')]),
          message: Type.String({ description: 'The last line it printed, or how it ended.' }),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'gantry validate' },
);
export type ValidateOutput = Type.Static<typeof ValidateOutput>;

export const FixOutput = Type.Object(
  {
    ...version,
    target: Type.String(),
    written: Type.Boolean({ description: 'False with --dry-run.' }),
    files: Type.Array(
      Type.Object(
        {
          file: Type.String(),
          fixes: Type.Array(Type.Object({ code: Type.String(), title: Type.String() }, strict)),
          diff: Type.String({ description: 'Unified diff.' }),
        },
        strict,
      ),
    ),
    remaining: Type.Object(
      { errors: Type.Integer(), warnings: Type.Integer(), notes: Type.Integer() },
      strict,
    ),
  },
  { ...strict, title: 'gantry fix' },
);
export type FixOutput = Type.Static<typeof FixOutput>;

export const CreateOutput = Type.Object(
  { ...version, folder: Type.String(), template: Type.String(), files: Type.Array(Type.String()) },
  { ...strict, title: 'gantry new' },
);
export type CreateOutput = Type.Static<typeof CreateOutput>;

export const ExtractOutput = Type.Object(
  {
    ...version,
    entry: Type.String({ description: 'As “gantry inspect” names it.' }),
    file: Type.String({ description: 'Where it was written.' }),
    bytes: Type.Integer({ minimum: 0 }),
    sha256: Type.String(),
  },
  { ...strict, title: 'gantry extract' },
);
export type ExtractOutput = Type.Static<typeof ExtractOutput>;

export const UnpackOutput = Type.Object(
  {
    ...version,
    folder: Type.String(),
    files: Type.Array(Type.String({ description: 'Relative to the folder.' })),
  },
  { ...strict, title: 'gantry unpack' },
);
export type UnpackOutput = Type.Static<typeof UnpackOutput>;

export const BumpOutput = Type.Object(
  { ...version, file: Type.String(), before: Type.String(), after: Type.String() },
  { ...strict, title: 'gantry bump' },
);
export type BumpOutput = Type.Static<typeof BumpOutput>;

export const BuildOutput = Type.Object(
  {
    ...version,
    project: Type.String(),
    endpoint: Type.String(),
    images: Type.Array(
      Type.Object({ ref: Type.String(), id: Type.String(), platform: Type.String() }, strict),
    ),
    elapsedMs: Type.Number(),
  },
  { ...strict, title: 'gantry build' },
);
export type BuildOutput = Type.Static<typeof BuildOutput>;

const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$' });

export const BundleOutput = Type.Object(
  {
    ...version,
    file: Type.String({ description: 'The archive that was written.' }),
    layout: Type.Union([Type.Literal('bundle'), Type.Literal('pkg')]),
    bytes: Type.Integer(),
    sha256: Sha256,
    entries: Type.Array(Type.Object({ name: Type.String(), bytes: Type.Integer(), sha256: Sha256 }, strict)),
    images: Type.Array(
      Type.Object(
        {
          ref: Type.String(),
          id: Type.String(),
          platform: Type.String(),
          bytes: Type.Integer({ description: 'Sum of the uncompressed layers.' }),
          compressedBytes: Type.Integer({ description: 'What the image adds to the bundle.' }),
        },
        strict,
      ),
    ),
    signed: Type.Optional(Type.Boolean({ description: 'Layout pkg only.' })),
    elapsedMs: Type.Number(),
    verifyMs: Type.Optional(
      Type.Number({ description: 'Part of the time spent on reading the written file back.' }),
    ),
    layers: Type.Optional(
      Type.Object(
        {
          total: Type.Integer(),
          reused: Type.Integer({ description: 'Taken from the cache, compressed by an earlier export.' }),
        },
        { ...strict, description: 'The different layers of each image archive.' },
      ),
    ),
    diagnostics: Type.Array(DiagnosticShape),
  },
  { ...strict, title: 'gantry bundle' },
);
export type BundleOutput = Type.Static<typeof BundleOutput>;

const LayerShape = Type.Object(
  {
    diffId: Type.String(),
    bytes: Type.Integer(),
    command: Type.String(),
    added: Type.Optional(Type.Integer()),
    changed: Type.Optional(Type.Integer()),
    removed: Type.Optional(Type.Integer()),
    compressedBytes: Type.Optional(
      Type.Integer({ description: 'Estimated where the archive does not tell.' }),
    ),
    wastedBytes: Type.Optional(
      Type.Integer({ description: 'Of its files that a later layer replaces or removes.' }),
    ),
  },
  strict,
);

const LargestShape = Type.Object(
  {
    path: Type.String({ description: 'Absolute within the image.' }),
    bytes: Type.Integer(),
    layer: Type.Integer({ description: 'The layer that brought it, from 0; -1 where none can be told.' }),
  },
  strict,
);

export const InspectOutput = Type.Object(
  {
    ...version,
    kind: Type.Union([
      Type.Literal('bundle'),
      Type.Literal('pkg'),
      Type.Literal('folder', { description: 'What unpacking a bundle leaves.' }),
      Type.Literal('image-archive'),
      Type.Literal('engine-image'),
      Type.Literal('project'),
    ]),
    target: Type.String(),
    proof: Type.Optional(
      Type.Union([Type.Literal('read'), Type.Literal('stated')], {
        description:
          'Of a bundle. read: everything was unpacked and every digest computed. stated: the file’s checksum holds, and what is said of image archives and layers is what the bundle’s own index states.',
      }),
    ),
    app: Type.Optional(
      Type.Object({ name: Type.String(), version: Type.String(), description: Type.String() }, strict),
    ),
    entries: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), bytes: Type.Integer(), sha256: Sha256 }, strict)),
    ),
    images: Type.Array(
      Type.Object(
        {
          ref: Type.String({ description: 'First tag, or the ID where there is none.' }),
          tags: Type.Array(Type.String()),
          id: Type.String(),
          platform: Type.String(),
          bytes: Type.Integer(),
          compressedBytes: Type.Optional(
            Type.Integer({ description: 'Of the layers; estimated unless said otherwise.' }),
          ),
          compressedEstimated: Type.Optional(
            Type.Boolean({ description: 'False where every layer is stored compressed.' }),
          ),
          sharedBytes: Type.Optional(
            Type.Integer({ description: 'Of the layers that other images of the target have too.' }),
          ),
          layers: Type.Array(LayerShape),
          files: Type.Optional(Type.Integer()),
          fileBytes: Type.Optional(Type.Integer({ description: 'Of the final tree.' })),
          wastedBytes: Type.Optional(
            Type.Integer({ description: 'Of files that a later layer replaces or removes.' }),
          ),
          efficiency: Type.Optional(
            Type.Number({
              minimum: 0,
              maximum: 1,
              description: 'File bytes of the final tree over the file bytes of all layers.',
            }),
          ),
          largest: Type.Optional(Type.Array(LargestShape, { description: 'Most bytes first, at most 20.' })),
          wasted: Type.Optional(
            Type.Array(WastedPathShape, { description: 'Most bytes first, at most 20.' }),
          ),
          advice: Type.Optional(Type.Array(AdviceShape)),
        },
        strict,
      ),
    ),
    diagnostics: Type.Array(DiagnosticShape),
  },
  { ...strict, title: 'gantry inspect' },
);
export type InspectOutput = Type.Static<typeof InspectOutput>;

export const DoctorOutput = Type.Object(
  {
    ...version,
    engine: Type.Optional(
      Type.Object(
        {
          endpoint: Type.String(),
          product: Type.String(),
          version: Type.String(),
          apiVersion: Type.String(),
          platform: Type.String(),
        },
        strict,
      ),
    ),
    attempts: Type.Array(
      Type.Object(
        {
          endpoint: Type.String(),
          source: Type.String(),
          ok: Type.Boolean(),
          answer: Type.String(),
          advice: Type.Optional(Type.String()),
        },
        strict,
      ),
    ),
    advice: Type.Array(Type.String()),
  },
  { ...strict, title: 'gantry doctor' },
);
export type DoctorOutput = Type.Static<typeof DoctorOutput>;

export const CacheOutput = Type.Object(
  {
    ...version,
    folder: Type.String({ description: 'Where compressed layers are kept.' }),
    bytes: Type.Integer({ description: 'What they take on disk.' }),
    layers: Type.Integer(),
    limitBytes: Type.Integer({ description: 'What they may take; 0 keeps none.' }),
    freedBytes: Type.Optional(Type.Integer({ description: 'Where the cache was cleared.' })),
  },
  { ...strict, title: 'gantry cache' },
);
export type CacheOutput = Type.Static<typeof CacheOutput>;

/** What `gantry studio` prints once the studio can be opened. */
export const StudioOutput = Type.Object(
  {
    ...version,
    host: Type.Union([Type.Literal('web'), Type.Literal('desktop')]),
    url: Type.Optional(
      Type.String({ description: 'Opens the page once, in one browser; the desktop app has none.' }),
    ),
  },
  { ...strict, title: 'gantry studio' },
);
export type StudioOutput = Type.Static<typeof StudioOutput>;

/** What `--format json` prints on standard output when a verb fails. */
export const ErrorOutput = Type.Object(
  {
    ...version,
    error: Type.Object({ code: Type.String(), message: Type.String(), data: Type.Unknown() }, strict),
  },
  { ...strict, title: 'gantry: a failed run' },
);
export type ErrorOutput = Type.Static<typeof ErrorOutput>;
